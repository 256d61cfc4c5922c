import type { z } from 'zod';
import { listAudit, listColleagues, type auditRow } from '#contract/access.ts';
import { EmptyState, Facts, formats, useApi, useText, type Text } from '#web/kit/index.ts';
import {
  DayFilter,
  Filter,
  Pane,
  PaneBody,
  RecordList,
  SearchField,
  useFilters,
  usePages,
} from '#web/kit/records.tsx';
import { useState } from 'react';
import { differences, readable } from './audit.rules.ts';
import { SectionPage } from './common.tsx';

type Row = z.output<typeof auditRow>;
const objects = [
  'staff',
  'role',
  'team',
  'service',
  'api_token',
  'queue',
  'skill',
  'routing-profile',
  'agent',
  'calendar',
  'entry-point',
  'classification',
  'outcome',
  'standard-text',
  'mailbox',
  'webhook',
  'customer',
  'contact',
  'case',
] as const;

export default function Audit() {
  const t = useText('admin');
  const [filters, setFilters] = useFilters<'action' | 'objectType' | 'actor' | 'day'>();
  const colleagues = useApi(listColleagues);
  const [open, setOpen] = useState<Row | null>(null);
  const day = filters.day;
  const { query, foot } = usePages(listAudit, {
    query: {
      ...(filters.action === undefined ? {} : { action: filters.action }),
      ...(filters.objectType === undefined ? {} : { objectType: filters.objectType }),
      ...(filters.actor === undefined ? {} : { actor: filters.actor }),
      ...(day === undefined
        ? {}
        : {
            from: new Date(`${day}T00:00:00`).toISOString(),
            to: new Date(`${day}T23:59:59.999`).toISOString(),
          }),
    },
  });
  return (
    <SectionPage
      id="audit"
      tools={
        <>
          <SearchField
            label={t('audit.action')}
            value={filters.action ?? ''}
            onSearch={(action) => setFilters({ action })}
          />
          <Filter
            label={t('audit.object')}
            all={t('audit.allObjects')}
            value={filters.objectType}
            onChange={(objectType) => setFilters({ objectType })}
            options={objects.map((value) => ({ value, label: t(`object.${value}`) }))}
          />
          <Filter
            label={t('audit.actor')}
            all={t('audit.allActors')}
            value={filters.actor}
            onChange={(actor) => setFilters({ actor })}
            options={(colleagues.data?.items ?? []).map(({ id, name }) => ({
              value: `staff:${id}`,
              label: name,
            }))}
          />
          <DayFilter label={t('audit.day')} value={day ?? ''} onChange={(one) => setFilters({ day: one })} />
        </>
      }
    >
      <RecordList<Row>
        label={t('sections.audit')}
        query={query}
        rowKey={({ id }) => String(id)}
        openKey={open === null ? undefined : String(open.id)}
        onOpen={setOpen}
        empty={<EmptyState>{t('audit.empty')}</EmptyState>}
        foot={foot}
        wide
        columns={[
          {
            id: 'at',
            head: t('audit.at'),
            width: 150,
            cell: (one) => <span className="num">{formats.dateTime(one.at)}</span>,
          },
          {
            id: 'actor',
            head: t('audit.actor'),
            cell: (one) => one.actorName || <span className="t3">{t('audit.nobody')}</span>,
          },
          { id: 'action', head: t('audit.what'), cell: (one) => actionWords(one.action, t) },
          {
            id: 'object',
            head: t('audit.object'),
            cell: (one) => t(`object.${one.objectType}`, { defaultValue: one.objectType }),
          },
          {
            id: 'change',
            head: t('audit.change'),
            minor: true,
            cell: (one) => <span className="t2 subject-cell">{one.reason ?? summary(one)}</span>,
          },
        ]}
        pane={open !== null && <Change key={open.id} row={open} onClose={() => setOpen(null)} />}
      />
    </SectionPage>
  );
}

/** An action in the reader's words; its code where we have none. */
function actionWords(action: string, t: Text): string {
  const [, verb = ''] = action.split('.');
  return t(`auditAction.${action.replace('.', '_')}`, {
    defaultValue: t(`auditVerb.${verb}`, { defaultValue: action }),
  });
}

const summary = (row: Row): string =>
  differences(row.before, row.after)
    .filter(({ changed }) => changed)
    .slice(0, 3)
    .map(({ field, after }) => `${field}: ${readable(after)}`)
    .join(', ');

function Change({ row, onClose }: { row: Row; onClose: () => void }) {
  const t = useText('admin');
  const lines = differences(row.before, row.after);
  return (
    <Pane title={actionWords(row.action, t)} label={t('audit.one')} onClose={onClose}>
      <PaneBody>
        <Facts
          facts={[
            [t('audit.at'), formats.dateTime(row.at)],
            [t('audit.actor'), row.actorName || t('audit.nobody')],
            [
              t('audit.code'),
              <span key="code" className="mono">
                {row.action}
              </span>,
            ],
            [
              t('audit.object'),
              <span key="object">
                {t(`object.${row.objectType}`, { defaultValue: row.objectType })}
                {row.objectId !== null && <span className="mono t3 s11 block">{row.objectId}</span>}
              </span>,
            ],
            ...(row.reason === null ? [] : [[t('audit.reason'), row.reason] as [string, string]]),
            ...(row.ip === null ? [] : [[t('audit.ip'), row.ip] as [string, string]]),
          ]}
        />
        {lines.length === 0 ? (
          <p className="t3">{t('audit.noValues')}</p>
        ) : (
          <table className="change-table">
            <thead>
              <tr>
                <th scope="col">{t('audit.field')}</th>
                <th scope="col">{t('audit.before')}</th>
                <th scope="col">{t('audit.after')}</th>
              </tr>
            </thead>
            <tbody>
              {lines.map(({ field, before, after, changed }) => (
                <tr key={field} className={changed ? undefined : 'same'}>
                  <td className="mono">{field}</td>
                  <td className={changed && before !== undefined ? 'was' : undefined}>{readable(before)}</td>
                  <td className={changed && after !== undefined ? 'is' : undefined}>{readable(after)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </PaneBody>
    </Pane>
  );
}
