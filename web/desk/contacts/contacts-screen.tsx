import { IconChartBar, IconDownload } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { Fragment } from 'react';
import { listColleagues, listTeams } from '#contract/access.ts';
import { countContacts, exportContacts, listContacts, type Contact } from '#contract/contacts.ts';
import { listClassification } from '#contract/knowledge.ts';
import { listQueues } from '#contract/routing.ts';
import { listContactTags } from '#contract/rules.ts';
import { contactKinds, contactStates, type ContactState, type WorkChannel } from '#contract/words.ts';
import {
  Button,
  ChannelIcon,
  Chip,
  EmptyState,
  formats,
  nameIn,
  Page,
  SlaChip,
  useApi,
  useText,
  type Tone,
} from '#web/kit/index.ts';
import { urlOf, type CallInput } from '#web/kit/api.ts';
import { DayFilter, Filter, RecordList, SearchField, useFilters, usePages } from '#web/kit/records.tsx';
import { go } from '../app/go.ts';
import { useMay } from '../app/session.ts';
import FirstContactChip from './first-contact.tsx';

const channels: WorkChannel[] = [
  'email',
  'form',
  'chat',
  'phone',
  'pec',
  'sms',
  'social',
  'letter',
  'desk',
  'portal',
  'case',
];
const tones: Partial<Record<ContactState, Tone>> = {
  queued: 'accent',
  offered: 'accent',
  abandoned: 'line',
  expired: 'line',
};
const names = [
  'search',
  'kind',
  'channel',
  'state',
  'queue',
  'agent',
  'customer',
  'case',
  'tag',
  'classification',
  'team',
  'firstContact',
  'from',
  'to',
  'sort',
] as const;
type Name = (typeof names)[number];

/** How contacts stand by first contact, as the filter has it. */
const standings = ['yes', 'in_case', 'withdrawn', 'no', 'counted'] as const;

/** Day of a moment, as a date field writes it. */
const dayOf = (at: string | undefined) => {
  if (at === undefined) return '';
  const day = new Date(at);
  if (Number.isNaN(day.getTime())) return '';
  const two = (value: number) => String(value).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
};
const startOf = (day: string) => (day === '' ? '' : new Date(`${day}T00:00:00`).toISOString());
const endOf = (day: string) => (day === '' ? '' : new Date(`${day}T23:59:59.999`).toISOString());

/** The tags in use, and the one that is asked for. */
const tagChoices = (used: { tag: string; contacts: number }[], asked: string | undefined) => [
  ...used.map(({ tag, contacts }) => ({ value: tag, label: `${tag} (${formats.number(contacts)})` })),
  ...(asked === undefined || used.some(({ tag }) => tag === asked) ? [] : [{ value: asked, label: asked }]),
];

/** Every contact in scope, by any filter of the API; the filters are in the address. */
export default function ContactsScreen() {
  const t = useText('contacts');
  const first = useText('first-contact');
  const [filters, setFilters] = useFilters<Name>();
  const mayExport = useMay('contact.export');
  const mayReport = useMay('live.read');
  const queues = useApi(listQueues);
  const colleagues = useApi(listColleagues);
  const tags = useApi(listContactTags);
  // Reports lead here with these two; they are offered once they are asked for.
  const teams = useApi(listTeams, undefined, { enabled: filters.team !== undefined });
  const nodes = useApi(listClassification, undefined, { enabled: filters.classification !== undefined });
  const query = Object.fromEntries(
    names.flatMap((name) => (filters[name] === undefined ? [] : [[name, filters[name]]])),
  ) as CallInput<typeof listContacts>['query'];
  const { sort: _sort, ...counted } = query ?? {};
  const { query: pages, foot } = usePages(listContacts, { query });
  const count = useApi(countContacts, { query: counted }, { keepPrevious: true });
  const filtered = names.some((name) => name !== 'sort' && filters[name] !== undefined);
  const set = (name: Name) => (value: string) =>
    setFilters({ [name]: value } as Partial<Record<Name, string>>);
  return (
    <Page
      title={t('title')}
      lead={
        count.data !== undefined && (
          <output className="t3 num">
            {t('count', { count: count.data.count, number: formats.number(count.data.count) })}
          </output>
        )
      }
      actions={
        <>
          <select
            className="input filter"
            aria-label={t('sort')}
            value={filters.sort ?? 'newest'}
            onChange={(event) => set('sort')(event.target.value === 'newest' ? '' : event.target.value)}
          >
            <option value="newest">{t('newest')}</option>
            <option value="oldest">{t('oldest')}</option>
          </select>
          {mayReport && (
            <Button
              icon={<IconChartBar size={15} aria-hidden />}
              onClick={() => go('/contacts/first-contact')}
            >
              {first('nav')}
            </Button>
          )}
          {mayExport && (
            <a className="btn plain" href={urlOf(exportContacts, { query })} download>
              <IconDownload size={15} aria-hidden />
              {t('export')}
            </a>
          )}
        </>
      }
      tools={
        <>
          <SearchField label={t('search')} value={filters.search ?? ''} onSearch={set('search')} />
          <Filter
            label={t('kind')}
            all={t('allKinds')}
            value={filters.kind}
            onChange={set('kind')}
            options={contactKinds.map((one) => ({ value: one, label: t(`kinds.${one}`) }))}
          />
          <Filter
            label={t('channel')}
            all={t('allChannels')}
            value={filters.channel}
            onChange={set('channel')}
            options={channels.map((one) => ({ value: one, label: t(`channels.${one}`) }))}
          />
          <Filter
            label={t('state')}
            all={t('allStates')}
            value={filters.state}
            onChange={set('state')}
            options={[
              ...(filters.state !== undefined && filters.state.includes(',')
                ? [
                    {
                      value: filters.state,
                      label: filters.state
                        .split(',')
                        .map((one) => t(`states.${one}`))
                        .join(', '),
                    },
                  ]
                : []),
              ...contactStates.map((one) => ({ value: one, label: t(`states.${one}`) })),
            ]}
          />
          <Filter
            label={t('queue')}
            all={t('allQueues')}
            value={filters.queue}
            onChange={set('queue')}
            options={(queues.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          />
          <Filter
            label={t('agent')}
            all={t('allAgents')}
            value={filters.agent}
            onChange={set('agent')}
            options={[
              { value: 'me', label: t('mine') },
              { value: 'none', label: t('nobody') },
              ...(colleagues.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
          {((tags.data?.items.length ?? 0) > 0 || filters.tag !== undefined) && (
            <Filter
              label={t('tag')}
              all={t('allTags')}
              value={filters.tag}
              onChange={set('tag')}
              options={tagChoices(tags.data?.items ?? [], filters.tag)}
            />
          )}
          {filters.team !== undefined && (
            <Filter
              label={t('team')}
              all={t('allTeams')}
              value={filters.team}
              onChange={set('team')}
              options={[
                ...(teams.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
                { value: 'none', label: first('noTeam') },
              ]}
            />
          )}
          {filters.classification !== undefined && (
            <Filter
              label={t('classification')}
              all={t('allClassifications')}
              value={filters.classification}
              onChange={set('classification')}
              options={(nodes.data?.items ?? []).map(({ id, name }) => ({ value: id, label: nameIn(name) }))}
            />
          )}
          <Filter
            label={first('filter')}
            all={first('all')}
            value={filters.firstContact}
            onChange={set('firstContact')}
            options={standings.map((one) => ({ value: one, label: first(`standing.${one}`) }))}
          />
          <span className="row dates">
            <DayFilter
              label={t('from')}
              value={dayOf(filters.from)}
              onChange={(day) => set('from')(startOf(day))}
            />
            <DayFilter label={t('to')} value={dayOf(filters.to)} onChange={(day) => set('to')(endOf(day))} />
          </span>
          {filtered && (
            <Button
              look="ghost"
              onClick={() =>
                setFilters(Object.fromEntries(names.map((name) => [name, ''])) as Record<Name, string>)
              }
            >
              {t('clear')}
            </Button>
          )}
        </>
      }
    >
      <div className="flush-body">
        <RecordList<Contact>
          label={t('title')}
          query={pages}
          rowKey={({ id }) => id}
          onOpen={({ id }) => go(`/inbox/${id}`)}
          empty={<EmptyState>{t(filtered ? 'empty' : 'emptyAll')}</EmptyState>}
          foot={foot}
          columns={[
            {
              id: 'number',
              head: t('number'),
              width: 150,
              cell: (one) => (
                <span className="row num">
                  <ChannelIcon channel={one.channel} size={15} />
                  {one.number}
                </span>
              ),
            },
            {
              id: 'customer',
              head: t('customer'),
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
              id: 'subject',
              head: t('subject'),
              cell: (one) => (
                <span className="subject-cell" dir="auto">
                  {one.subject === '' ? one.preview : one.subject}
                  {one.tags.map((tag) => (
                    <Fragment key={tag}>
                      {' '}
                      <Chip tone="line">{tag}</Chip>
                    </Fragment>
                  ))}
                </span>
              ),
            },
            { id: 'queue', head: t('queue'), minor: true, cell: (one) => one.queueName ?? '—' },
            {
              id: 'state',
              head: t('state'),
              cell: (one) => (
                <span className="row">
                  <Chip tone={tones[one.state] ?? 'mute'}>{t(`states.${one.state}`)}</Chip>
                  <FirstContactChip contact={one} />
                  {one.dueAt !== null && one.closedAt === null && <SlaChip dueAt={one.dueAt} />}
                </span>
              ),
            },
            { id: 'agent', head: t('agent'), cell: (one) => one.agentName ?? <span className="t3">—</span> },
            { id: 'arrived', head: t('arrived'), end: true, cell: (one) => formats.brief(one.arrivedAt) },
          ]}
        />
      </div>
    </Page>
  );
}
