import { IconChartBar } from '@tabler/icons-react';
import { listCentres, listEscalations, type Escalation } from '#contract/escalations.ts';
import {
  Button,
  Chip,
  EmptyState,
  formats,
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

const views = ['mine', 'centre', 'overdue', 'open', 'all'] as const;
type View = (typeof views)[number];

/** Questions to competence centres over all cases: mine, those of my centre, those that are late. */
export default function EscalationsScreen() {
  const t = useText('escalations');
  const ids = useTabIds();
  const [filters, setFilters] = useFilters<'view' | 'centre' | 'since' | 'until'>();
  const view: View = views.find((one) => one === filters.view) ?? 'mine';
  const reports = useMay('live.read');
  const centres = useApi(listCentres);
  const { query, foot } = usePages(listEscalations, {
    query: {
      ...(view === 'mine' ? { askedBy: 'me' as const } : {}),
      ...(view === 'centre' ? { centre: 'mine' as const, open: 'true' as const } : {}),
      ...(view === 'overdue' ? { overdue: 'true' as const } : {}),
      ...(view === 'open' ? { open: 'true' as const } : {}),
      ...(filters.centre === undefined || view === 'centre' ? {} : { centre: filters.centre }),
      // The period of a report that led here.
      ...(view === 'all' && filters.since !== undefined ? { since: filters.since } : {}),
      ...(view === 'all' && filters.until !== undefined ? { until: filters.until } : {}),
    },
  });
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
            onOpen={(id) => setFilters({ view: id })}
            ids={ids}
          />
          <span className="grow" />
          {view === 'all' && filters.since !== undefined && filters.until !== undefined && (
            <Button small onClick={() => setFilters({ since: '', until: '' })}>
              {t('period', { since: formats.day(filters.since), until: formats.day(filters.until) })}
            </Button>
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
      </div>
    </Page>
  );
}
