import { IconChartBar } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { listColleagues } from '#contract/access.ts';
import {
  caseSortDown,
  caseSorts,
  countCases,
  listCases,
  type CaseSort,
  type CaseView,
} from '#contract/cases.ts';
import { caseLevels, caseStatuses } from '#contract/words.ts';
import {
  Button,
  Chip,
  EmptyState,
  formats,
  nameIn,
  Page,
  Tabs,
  useApi,
  useTabIds,
  useText,
} from '#web/kit/index.ts';
import { Filter, RecordList, SearchField, useFilters, usePages } from '#web/kit/records.tsx';
import { go } from '../app/go.ts';
import { useMay } from '../app/session.ts';
import { useCaseTypes } from './use-types.ts';
import { statusTone } from './words.ts';

const AskedSteps = lazy(() => import('./asked-steps.tsx'));

type Name =
  | 'view'
  | 'due'
  | 'level'
  | 'first'
  | 'search'
  | 'type'
  | 'state'
  | 'status'
  | 'owner'
  | 'steps'
  | 'sort'
  | 'direction';
const views = ['mine', 'open', 'unowned', 'closed', 'all', 'asked'] as const;
type View = (typeof views)[number];
const filterOf: Record<View, { open?: 'true' | 'false'; owner?: 'me' | 'none' }> = {
  mine: { open: 'true', owner: 'me' },
  open: { open: 'true' },
  unowned: { open: 'true', owner: 'none' },
  closed: { open: 'false' },
  all: {},
  // Steps, not cases: what I have asked of other offices.
  asked: {},
};

/** Cases in scope, newest first; view and filters are in the address. */
export default function CasesScreen() {
  const t = useText('cases');
  const limits = useText('clocks');
  const charge = useText('charge');
  const [filters, setFilters] = useFilters<Name>();
  const reports = useMay('live.read');
  const ids = useTabIds();
  const view: View = views.find((one) => one === filters.view) ?? 'open';
  const colleagues = useApi(listColleagues);
  const types = useCaseTypes();
  const states = types.all.find(({ definition }) => definition.code === filters.type)?.definition.states;
  const { owner = filters.owner, ...rest } = filterOf[view];
  const asked = view === 'asked';
  const level = caseLevels.find((one) => one === filters.level);
  // Who looks at time limits looks at the nearest first.
  const sort =
    caseSorts.find((one) => one === filters.sort) ?? (filters.due === undefined ? 'opened' : 'due');
  const down =
    filters.direction === 'asc' || filters.direction === 'desc'
      ? filters.direction === 'desc'
      : caseSortDown[sort];
  const wanted = {
    ...rest,
    ...(owner === undefined ? {} : { owner }),
    ...(filters.search === undefined ? {} : { search: filters.search }),
    ...(filters.type === undefined ? {} : { type: filters.type }),
    ...(level === undefined ? {} : { level }),
    ...(filters.first === 'yes' || filters.first === 'withdrawn'
      ? { firstContact: filters.first as 'yes' | 'withdrawn' }
      : {}),
    ...(filters.due === 'late' || filters.due === 'week' ? { due: filters.due as 'late' | 'week' } : {}),
    ...(filters.type === undefined || filters.state === undefined ? {} : { state: filters.state }),
    ...(filters.status === undefined ? {} : { status: filters.status as CaseView['status'] }),
  };
  const { query, foot } = usePages(
    listCases,
    { query: { ...wanted, sort, direction: down ? ('desc' as const) : ('asc' as const) } },
    { enabled: !asked },
  );
  const counted = useApi(countCases, { query: { ...wanted, sort } }, { enabled: !asked });
  /** The head of a column that orders the list: the other way round, if the list is in this order already. */
  const ordered = (by: CaseSort) => ({
    order: sort === by ? (down ? ('descending' as const) : ('ascending' as const)) : ('none' as const),
    onSort: () =>
      setFilters({
        sort: by,
        direction: (sort === by ? !down : caseSortDown[by]) ? 'desc' : 'asc',
      }),
  });
  const steps = filters.steps === 'all' ? undefined : filters.steps === 'over' ? 'false' : 'true';
  const filtered = [
    filters.search,
    filters.due,
    filters.level,
    filters.first,
    filters.type,
    filters.state,
    filters.status,
    filters.owner,
  ].some((one) => one !== undefined);
  return (
    <Page
      title={t('title')}
      actions={
        reports && (
          <Button icon={<IconChartBar size={15} aria-hidden />} onClick={() => go('/cases/report')}>
            {t('report')}
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
          {!asked && counted.data !== undefined && (
            <span className="t3 num" aria-live="polite">
              {t(counted.data.more ? 'countMore' : 'count', { count: counted.data.count })}
            </span>
          )}
          {asked && (
            <Filter
              label={t('asked.label')}
              all={t('asked.open')}
              value={filters.steps}
              onChange={(one) => setFilters({ steps: one })}
              options={[
                { value: 'over', label: t('asked.done') },
                { value: 'all', label: t('asked.all') },
              ]}
            />
          )}
          {!asked && (
            <>
              <SearchField
                label={t('search')}
                value={filters.search ?? ''}
                onSearch={(search) => setFilters({ search })}
              />
              <Filter
                label={t('type')}
                all={t('allTypes')}
                value={filters.type}
                onChange={(type) => setFilters({ type, state: undefined, status: undefined })}
                options={types.options}
              />
              {states !== undefined ? (
                <Filter
                  label={t('state')}
                  all={t('allStatuses')}
                  value={filters.state}
                  onChange={(state) => setFilters({ state })}
                  options={states.map(({ key, name }) => ({ value: key, label: nameIn(name) }))}
                />
              ) : (
                <Filter
                  label={t('status.title')}
                  all={t('allStatuses')}
                  value={filters.status}
                  onChange={(status) => setFilters({ status })}
                  options={caseStatuses.map((value) => ({ value, label: t(`status.${value}`) }))}
                />
              )}
              <Filter
                label={charge('list.level')}
                all={charge('list.all')}
                value={filters.level}
                onChange={(one) => setFilters({ level: one })}
                options={caseLevels.map((value) => ({ value, label: charge(`level.${value}`) }))}
              />
              {filterOf[view].open !== 'true' && (
                <Filter
                  label={charge('first.filter')}
                  all={charge('first.all')}
                  value={filters.first}
                  onChange={(first) => setFilters({ first })}
                  options={(['yes', 'withdrawn'] as const).map((value) => ({
                    value,
                    label: charge(`first.${value}`),
                  }))}
                />
              )}
              <Filter
                label={limits('dueFilter')}
                all={limits('dueAll')}
                value={filters.due}
                onChange={(due) => setFilters({ due })}
                options={[
                  { value: 'first', label: limits('dueFirst') },
                  { value: 'late', label: limits('dueLate') },
                  { value: 'week', label: limits('dueWeek') },
                ]}
              />
            </>
          )}
          {!asked && filterOf[view].owner === undefined && (
            <Filter
              label={t('owner')}
              all={t('allOwners')}
              value={filters.owner}
              onChange={(one) => setFilters({ owner: one })}
              options={(colleagues.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            />
          )}
        </>
      }
    >
      <div className="flush-body" role="tabpanel" id={ids.panel(view)} aria-labelledby={ids.tab(view)}>
        {asked ? (
          <Suspense>
            <AskedSteps open={steps} />
          </Suspense>
        ) : (
          <RecordList<CaseView>
            label={t('title')}
            query={query}
            rowKey={(one) => one.id}
            onOpen={(one) => go(`/cases/${one.id}`)}
            foot={foot}
            empty={
              <EmptyState
                {...(view === 'mine'
                  ? {
                      action: (
                        <Button onClick={() => setFilters({ view: 'unowned' })}>{t('seeUnowned')}</Button>
                      ),
                    }
                  : {})}
              >
                {t(
                  filtered
                    ? 'empty'
                    : view === 'mine'
                      ? 'emptyMine'
                      : view === 'open'
                        ? 'emptyOpen'
                        : 'emptyView',
                )}
              </EmptyState>
            }
            columns={[
              {
                id: 'number',
                head: t('number'),
                sort: ordered('number'),
                cell: (one) => <span className="num">{one.number}</span>,
              },
              {
                id: 'subject',
                head: t('subject'),
                width: '26%',
                cell: (one) => (
                  <span className="subject-cell" dir="auto">
                    {one.subject}
                  </span>
                ),
              },
              {
                id: 'customer',
                head: t('customer'),
                sort: ordered('customer'),
                cell: (one) => (
                  <Link
                    to={`/customers/${one.customer}`}
                    className="quiet-link"
                    onClick={(event) => event.stopPropagation()}
                  >
                    {one.customerName}
                  </Link>
                ),
              },
              {
                id: 'type',
                head: t('type'),
                minor: true,
                cell: (one) => <span className="subject-cell">{nameIn(one.typeName)}</span>,
              },
              {
                id: 'status',
                head: t('status.title'),
                sort: ordered('since'),
                // Since when it stands there is what it is ordered by.
                cell: (one) => (
                  <span className="row" title={t('since')}>
                    <Chip tone={statusTone[one.status]}>{t(`status.${one.status}`)}</Chip>
                    <span className="t3 s11 num minor">{formats.brief(one.stateSince)}</span>
                  </span>
                ),
              },
              {
                id: 'owner',
                head: t('owner'),
                cell: (one) => one.ownerName ?? <span className="t3">{t('nobody')}</span>,
              },
              {
                id: 'due',
                head: limits('due'),
                sort: ordered('due'),
                cell: (one) => <DueCell due={one.due} />,
              },
              {
                id: 'changed',
                head: t('changed'),
                end: true,
                minor: true,
                sort: ordered('changed'),
                cell: (one) => formats.brief(one.changedAt),
              },
              {
                id: 'opened',
                head: t('opened'),
                end: true,
                sort: ordered('opened'),
                cell: (one) => formats.brief(one.openedAt),
              },
            ]}
          />
        )}
      </div>
    </Page>
  );
}

/** When a case is due: the day, how many times over it is, or that nobody knows as long as it is paused. */
function DueCell({ due }: { due: CaseView['due'] }) {
  const t = useText('clocks');
  if (due === null) return <span className="t3">—</span>;
  if (due.at === null || due.paused) return <Chip tone="warn">{t('paused')}</Chip>;
  if (due.over > 0)
    return (
      <Chip tone="crit">
        {formats.brief(due.at)} · {t(`over.${Math.min(3, due.over) as 1 | 2 | 3}`)}
      </Chip>
    );
  return <span className="num">{formats.brief(due.at)}</span>;
}
