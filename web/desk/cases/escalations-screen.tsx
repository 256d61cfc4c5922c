import { IconChartBar, IconX } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { listCentres, listEscalations, type Escalation } from '#contract/escalations.ts';
import {
  Button,
  Chip,
  EmptyState,
  formats,
  Hidden,
  Page,
  SlaChip,
  Tabs,
  useApi,
  useTabIds,
  useText,
} from '#web/kit/index.ts';
import { Filter, RecordList, useFilters, usePages } from '#web/kit/records.tsx';
import { go } from '../app/go.ts';
import { useMay } from '../app/session.ts';
import { standing } from './escalation-words.ts';

const RemindersList = lazy(() => import('./reminders-list.tsx'));

const views = ['mine', 'centre', 'overdue', 'open', 'all', 'reminders'] as const;
type View = (typeof views)[number];

/** What a report that led here counted. */
const narrow = ['since', 'until', 'outcome', 'promise', 'open', 'overdue', 'whom'] as const;
const oneOf = <T extends string>(all: readonly T[], value: string | undefined): T | undefined =>
  all.find((one) => one === value);

/** Questions to competence centres over all cases: mine, those of my centre, those that are late; and all reminders. */
export default function EscalationsScreen() {
  const t = useText('escalations');
  const ids = useTabIds();
  const [filters, setFilters] = useFilters<'view' | 'centre' | 'which' | (typeof narrow)[number]>();
  const view: View = views.find((one) => one === filters.view) ?? 'mine';
  const reports = useMay('live.read');
  const centres = useApi(listCentres);
  const narrowed =
    (view === 'all' || view === 'reminders') && narrow.some((name) => filters[name] !== undefined);
  const period = {
    ...(filters.since === undefined ? {} : { since: filters.since }),
    ...(filters.until === undefined ? {} : { until: filters.until }),
  };
  const outcome = oneOf(['answered', 'returned', 'withdrawn', 'handed'], filters.outcome);
  const promise = oneOf(['kept', 'missed'], filters.promise);
  const whom = oneOf(['centre', 'head'], filters.whom);
  const which = filters.which === 'planned' ? 'planned' : 'sent';
  const asked = {
    query: {
      ...(view === 'mine' ? { askedBy: 'me' as const } : {}),
      ...(view === 'centre' ? { centre: 'mine' as const, open: 'true' as const } : {}),
      ...(view === 'overdue' ? { overdue: 'true' as const } : {}),
      ...(view === 'open' ? { open: 'true' as const } : {}),
      ...(filters.centre === undefined || view === 'centre' ? {} : { centre: filters.centre }),
      ...(view === 'all'
        ? {
            ...period,
            ...(outcome === undefined ? {} : { outcome }),
            ...(promise === undefined ? {} : { promise }),
            ...(filters.open === 'true' ? { open: 'true' as const } : {}),
            ...(filters.overdue === 'true' ? { overdue: 'true' as const } : {}),
          }
        : {}),
    },
  };
  const { query, foot } = usePages(listEscalations, asked, { enabled: view !== 'reminders' });
  return (
    <Page
      title={t('list')}
      actions={
        reports && (
          <Button icon={<IconChartBar size={15} aria-hidden />} onClick={() => go('/escalations/report')}>
            {t('report.title')}
          </Button>
        )
      }
      tools={
        <>
          <Tabs
            label={t('views')}
            tabs={views.map((id) => ({ id, label: t(`view.${id}`) }))}
            open={view}
            onOpen={(id) =>
              setFilters({ ...Object.fromEntries(narrow.map((name) => [name, ''])), which: '', view: id })
            }
            ids={ids}
          />
          <span className="grow" />
          {narrowed && (
            <Button
              small
              onClick={() => setFilters(Object.fromEntries(narrow.map((name) => [name, ''])))}
              title={t('widen')}
            >
              {[
                filters.since !== undefined &&
                  filters.until !== undefined &&
                  t('period', { since: formats.day(filters.since), until: formats.day(filters.until) }),
                outcome !== undefined && t(`state.${outcome}`),
                promise !== undefined && t(`promise.${promise}`),
                filters.open === 'true' && view === 'all' && t('view.open').toLocaleLowerCase(),
                filters.overdue === 'true' && t('state.overdue'),
                whom !== undefined && t(`remindersList.${whom}`),
              ]
                .filter(Boolean)
                .join(' · ')}
              <IconX size={13} aria-hidden />
              <Hidden>{t('widen')}</Hidden>
            </Button>
          )}
          {view === 'reminders' && (
            <select
              className="input filter"
              aria-label={t('remindersList.which')}
              value={which}
              onChange={(event) => setFilters({ which: event.target.value === 'sent' ? '' : 'planned' })}
            >
              <option value="sent">{t('remindersList.sent')}</option>
              <option value="planned">{t('remindersList.planned')}</option>
            </select>
          )}
          {view !== 'centre' && (
            <Filter
              label={t('centre')}
              all={t('allCentres')}
              value={filters.centre}
              onChange={(centre) => setFilters({ centre })}
              options={(centres.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            />
          )}
        </>
      }
    >
      <div className="flush-body" role="tabpanel" id={ids.panel(view)} aria-labelledby={ids.tab(view)}>
        {view === 'reminders' ? (
          <Suspense>
            <RemindersList
              which={which}
              query={{
                ...period,
                ...(filters.centre === undefined ? {} : { centre: filters.centre }),
                ...(whom === undefined ? {} : { whom }),
              }}
            />
          </Suspense>
        ) : (
          <RecordList<Escalation>
            label={t('list')}
            query={query}
            rowKey={(one) => one.id}
            onOpen={(one) => go(`/cases/${one.case}`)}
            foot={foot}
            empty={<EmptyState>{t(`empty.${view}`)}</EmptyState>}
            columns={[
              { id: 'number', head: t('number'), cell: (one) => <span className="num">{one.number}</span> },
              {
                id: 'question',
                head: t('question'),
                cell: (one) => (
                  <span className="subject-cell" dir="auto" title={one.question}>
                    {one.question}
                  </span>
                ),
              },
              { id: 'centre', head: t('centre'), cell: (one) => one.centreName },
              {
                id: 'case',
                head: t('case'),
                minor: true,
                cell: (one) => <span className="num">{one.caseNumber}</span>,
              },
              {
                id: 'state',
                head: t('stands'),
                cell: (one) => {
                  const { word, tone } = standing(one);
                  return <Chip tone={tone}>{t(`state.${word}`)}</Chip>;
                },
              },
              {
                id: 'reminders',
                head: t('remindersShort'),
                end: true,
                minor: true,
                cell: (one) => one.reminders.filter(({ sentAt }) => sentAt !== null).length,
              },
              { id: 'who', head: t('asker'), minor: true, cell: (one) => one.askedByName },
              {
                id: 'due',
                head: t('due'),
                cell: (one) => (one.closedAt === null ? <SlaChip dueAt={one.dueAt} /> : null),
              },
              {
                id: 'when',
                head: t('when'),
                end: true,
                cell: (one) => formats.brief(one.closedAt ?? one.askedAt),
              },
            ]}
          />
        )}
      </div>
    </Page>
  );
}
