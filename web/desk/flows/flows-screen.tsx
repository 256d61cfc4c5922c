import './flows.css';
import { IconFileImport, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { listFlows, type Flow } from '#contract/flows.ts';
import { Button, Chip, EmptyState, formats, nameIn, Page, useApi, useText } from '#web/kit/index.ts';
import { RecordList } from '#web/kit/records.tsx';
import { go } from '../app/go.ts';
import { useMay } from '../app/session.ts';
import { ImportDialog } from './import-dialog.tsx';
import { NewFlowDialog } from './new-flow.tsx';

const percentOf = (part: number, whole: number) => (whole === 0 ? '' : formats.percent(part / whole));

/** All flows: what runs, what is being drawn, how they do. */
export default function FlowsScreen() {
  const t = useText('flows');
  const edits = useMay('flow.edit');
  const query = useApi(listFlows);
  const [open, setOpen] = useState<'new' | 'import' | null>(null);
  const rows = query.data?.items.toSorted(
    (one, other) =>
      Number(other.active) - Number(one.active) || nameIn(one.name).localeCompare(nameIn(other.name)),
  );
  return (
    <Page
      title={t('title')}
      actions={
        edits && (
          <>
            <Button icon={<IconFileImport size={15} aria-hidden />} onClick={() => setOpen('import')}>
              {t('import.open')}
            </Button>
            <Button look="solid" icon={<IconPlus size={15} aria-hidden />} onClick={() => setOpen('new')}>
              {t('new.open')}
            </Button>
          </>
        )
      }
    >
      <div className="panel flush flow-list">
        <RecordList<Flow>
          query={{ data: rows, error: query.error, isPending: query.isPending, refetch: query.refetch }}
          label={t('title')}
          rowKey={({ code }) => code}
          onOpen={({ code }) => go(`/flows/${code}`)}
          empty={
            <EmptyState
              action={
                edits && (
                  <Button look="solid" onClick={() => setOpen('new')}>
                    {t('new.open')}
                  </Button>
                )
              }
            >
              {t('list.empty')}
            </EmptyState>
          }
          columns={[
            {
              id: 'name',
              head: t('list.name'),
              cell: (one) => (
                <>
                  {nameIn(one.name)}
                  {!one.active && <span className="t3"> · {t('list.inactive')}</span>}
                </>
              ),
            },
            {
              id: 'channels',
              head: t('list.channels'),
              minor: true,
              cell: ({ channels }) => channels.map((one) => t(`channel.${one}`)).join(', '),
            },
            {
              id: 'languages',
              head: t('list.languages'),
              minor: true,
              cell: ({ languages }) => languages.join(' '),
            },
            { id: 'state', head: t('list.state'), cell: (one) => <State flow={one} /> },
            {
              id: 'sessions',
              head: t('list.sessions'),
              end: true,
              cell: ({ recent }) => formats.number(recent.sessions),
            },
            {
              id: 'contained',
              head: t('use.contained'),
              end: true,
              cell: ({ recent }) => percentOf(recent.contained, recent.sessions),
            },
            {
              id: 'handedOver',
              head: t('use.handedOver'),
              end: true,
              cell: ({ recent }) => percentOf(recent.handedOver, recent.sessions),
            },
            {
              id: 'hungUp',
              head: t('use.hungUp'),
              end: true,
              minor: true,
              cell: ({ recent }) => percentOf(recent.hungUp, recent.sessions),
            },
          ]}
        />
      </div>
      <p className="help flow-list-note">{t('list.note')}</p>
      {open === 'new' && <NewFlowDialog flows={query.data?.items ?? []} onClose={() => setOpen(null)} />}
      {open === 'import' && <ImportDialog onClose={() => setOpen(null)} />}
    </Page>
  );
}

function State({ flow }: { flow: Flow }) {
  const t = useText('flows');
  return (
    <span className="row wrap flow-states">
      {flow.published === null ? (
        <Chip tone="line">{t('list.never')}</Chip>
      ) : (
        <Chip tone="ok">{t('list.published', { number: flow.published.number })}</Chip>
      )}
      {flow.scheduled !== null && (
        <Chip tone="accent">
          {t('list.scheduled', {
            number: flow.scheduled.number,
            at: formats.brief(flow.scheduled.publishAt),
          })}
        </Chip>
      )}
      {flow.draft !== null && (
        <span className="t3 s12">
          {t('list.draft', { by: flow.draft.changedBy, at: formats.brief(flow.draft.changedAt) })}
        </span>
      )}
    </span>
  );
}
