import { protectionNotice } from '#contract/figures.ts';
import { listRecordings, type Recording } from '#contract/recordings.ts';
import { listAgents, listQueues } from '#contract/routing.ts';
import { EmptyState, formats, Page, useApi, useText } from '#web/kit/index.ts';
import { DayFilter, Filter, RecordList, useFilters, usePages } from '#web/kit/records.tsx';
import { go } from '../app/go.ts';
import { Marks } from './strip.tsx';

const lengths: Record<string, { atLeast?: number; atMost?: number }> = {
  short: { atMost: 60 },
  usual: { atLeast: 60, atMost: 300 },
  long: { atLeast: 300, atMost: 900 },
  longest: { atLeast: 900 },
};
const particular = ['notes', 'held', 'deleted'] as const;

/** Recordings of calls for supervisors and quality, the newest first. */
export default function RecordingsScreen() {
  const t = useText('recordings');
  const [filters, setFilters] = useFilters<'queue' | 'agent' | 'from' | 'to' | 'length' | 'only'>();
  const queues = useApi(listQueues);
  // Those of one agent only where an agreement with the staff covers recording.
  const single = useApi(protectionNotice).data?.recording === true;
  const agents = useApi(listAgents, undefined, { enabled: single });
  const only = particular.find((one) => one === filters.only);
  const { query, foot } = usePages(listRecordings, {
    query: {
      ...(filters.queue === undefined ? {} : { queue: filters.queue }),
      ...(filters.agent === undefined || !single ? {} : { agent: filters.agent }),
      ...(filters.from === undefined ? {} : { from: filters.from }),
      ...(filters.to === undefined ? {} : { to: filters.to }),
      ...lengths[filters.length ?? ''],
      ...(only === undefined ? {} : { [only]: 'yes' as const }),
    },
  });
  return (
    <Page
      title={t('title')}
      tools={
        <>
          <Filter
            label={t('queue')}
            all={t('allQueues')}
            value={filters.queue}
            onChange={(queue) => setFilters({ queue })}
            options={(queues.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          />
          {single && (
            <Filter
              label={t('agent')}
              all={t('allAgents')}
              value={filters.agent}
              onChange={(agent) => setFilters({ agent })}
              options={(agents.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            />
          )}
          <DayFilter label={t('from')} value={filters.from ?? ''} onChange={(from) => setFilters({ from })} />
          <DayFilter label={t('to')} value={filters.to ?? ''} onChange={(to) => setFilters({ to })} />
          <Filter
            label={t('length')}
            all={t('lengths.all')}
            value={filters.length}
            onChange={(length) => setFilters({ length })}
            options={Object.keys(lengths).map((value) => ({ value, label: t(`lengths.${value}`) }))}
          />
          <Filter
            label={t('only.label')}
            all={t('only.all')}
            value={only}
            onChange={(value) => setFilters({ only: value })}
            options={particular.map((value) => ({ value, label: t(`only.${value}`) }))}
          />
        </>
      }
    >
      <div className="flush-body">
        <RecordList<Recording>
          label={t('title')}
          query={query}
          rowKey={({ id }) => id}
          onOpen={(one) => go(`/recordings/${one.id}`)}
          foot={foot}
          empty={<EmptyState>{t('empty')}</EmptyState>}
          columns={[
            {
              id: 'when',
              head: t('when'),
              cell: (one) => (
                <span className="num">{one.startedAt === null ? '' : formats.dateTime(one.startedAt)}</span>
              ),
            },
            {
              id: 'length',
              head: t('length'),
              end: true,
              cell: (one) => <span className="num">{formats.clock(one.length / 1000)}</span>,
            },
            { id: 'customer', head: t('customer'), cell: (one) => one.customerName },
            {
              id: 'contact',
              head: t('contact'),
              minor: true,
              cell: (one) => <span className="num t2">{one.contactNumber}</span>,
            },
            { id: 'queue', head: t('queue'), cell: (one) => one.queueName ?? '—' },
            { id: 'agents', head: t('agent'), cell: (one) => one.agents.map(({ name }) => name).join(', ') },
            {
              id: 'because',
              head: t('mode.label'),
              minor: true,
              cell: (one) => t(`mode.${one.mode}`),
            },
            {
              id: 'marks',
              head: t('marks'),
              cell: (one) => (
                <span className="row">
                  <Marks recording={one} />
                </span>
              ),
            },
          ]}
        />
      </div>
    </Page>
  );
}
