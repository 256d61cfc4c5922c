import { useMemo, useState, type ReactNode } from 'react';
import { workload, type Contact } from '#contract/contacts.ts';
import type { Output } from '#contract/route.ts';
import { listQueues, myAgent } from '#contract/routing.ts';
import {
  Button,
  EmptyState,
  formats,
  Loaded,
  More,
  Tabs,
  TabPanel,
  useApi,
  useSettled,
  useTabIds,
  useText,
} from '#web/kit/index.ts';
import { useSetPresence } from '../app/presence.tsx';
import { useMay, useMe } from '../app/session.ts';
import { useContactPages, type ContactPages } from './contact-pages.ts';
import { ContactList, ListKeys } from './list.tsx';

type View = 'mine' | 'queue' | 'all';

// Opening the first contact is another address, and with it another screen: the list must not jump to another view.
let lastView: View | null = null;

/** My contacts, the queues I may see, and everything else in scope. */
export function ListPane({ open }: { open: string | undefined }) {
  const t = useText('inbox');
  const handles = useMay('contact.handle');
  const [view, showView] = useState<View>(lastView ?? (handles ? 'mine' : 'queue'));
  const setView = (next: View) => {
    lastView = next;
    showView(next);
  };
  const ids = useTabIds();
  const work = useApi(workload, undefined, { enabled: handles });
  // The same lists as long as nothing has changed: the order is worked out from them.
  const mine = useMemo(() => mineOf(work.data), [work.data]);
  const consults = useMemo(
    () => new Map((work.data?.consults ?? []).map((one) => [one.contact, one])),
    [work.data],
  );
  const asked = useMemo(
    () => new Map((work.data?.asked ?? []).map((one) => [one.contact, one])),
    [work.data],
  );
  const waiting = work.data?.queues.reduce((sum, one) => sum + one.waiting, 0);
  const tabs = [
    ...(handles
      ? [
          {
            id: 'mine' as const,
            label: t('view.mine'),
            ...count(work.data === undefined ? undefined : mine.length),
          },
        ]
      : []),
    { id: 'queue' as const, label: t('view.queue'), ...count(waiting) },
    { id: 'all' as const, label: t('view.all') },
  ];
  return (
    <section className="list" aria-labelledby="inbox-title">
      <header className="list-head">
        <h1 id="inbox-title">{t('title')}</h1>
        <Tabs label={t('view.label')} tabs={tabs} open={view} onOpen={setView} ids={ids} />
      </header>
      <TabPanel ids={ids} id={view} className="list-panel">
        {view === 'mine' && (
          <Loaded query={work} rows={8} height={70}>
            {({ queues }) => (
              <ContactList
                label={t('list.label')}
                contacts={mine}
                consults={consults}
                asked={asked}
                grouped
                open={open}
                empty={
                  <NoContacts
                    waiting={queues.reduce((sum, one) => sum + one.waiting, 0)}
                    onQueue={() => setView('queue')}
                  />
                }
              />
            )}
          </Loaded>
        )}
        {view === 'queue' && <QueueView open={open} />}
        {view === 'all' && <AllView open={open} />}
      </TabPanel>
      <ListKeys />
    </section>
  );
}

/** What I have, and what colleagues ask me about; a contact once. */
function mineOf(work: Output<typeof workload> | undefined): Contact[] {
  const contacts = work?.contacts ?? [];
  const held = new Set(contacts.map(({ id }) => id));
  const asked = (work?.consults ?? []).map(({ about }) => about);
  return [...contacts, ...asked.filter(({ id }) => !held.has(id))];
}

const count = (value: number | undefined) => (value === undefined ? {} : { count: value });

/** Nothing in my hands: what brings the next contact. */
function NoContacts({ waiting, onQueue }: { waiting: number; onQueue: () => void }) {
  const t = useText('inbox');
  const me = useMe();
  const agent = useApi(myAgent, undefined, { enabled: me.isAgent });
  const set = useSetPresence();
  const away = agent.data !== undefined && agent.data.presence !== 'available';
  return (
    <EmptyState
      action={
        <>
          {away && (
            <Button
              look="solid"
              busy={set.isPending}
              onClick={() => set.mutate({ body: { presence: 'available' } })}
            >
              {t('empty.available')}
            </Button>
          )}
          {waiting > 0 && <Button onClick={onQueue}>{t('empty.seeQueue', { count: waiting })}</Button>}
        </>
      }
    >
      {t(away ? 'empty.away' : 'empty.mine')}
    </EmptyState>
  );
}

function QueueView({ open }: { open: string | undefined }) {
  const t = useText('inbox');
  const handles = useMay('contact.handle');
  const [queue, setQueue] = useState('');
  const queues = useApi(listQueues);
  const work = useApi(workload, undefined, { enabled: handles });
  const waiting = useContactPages({
    state: 'queued,offered',
    sort: 'oldest',
    ...(queue === '' ? {} : { queue }),
  });
  const waitingIn = (id: string) => work.data?.queues.find((one) => one.id === id)?.waiting;
  return (
    <>
      <div className="list-tools">
        <select
          className="input"
          aria-label={t('filter.queue')}
          value={queue}
          onChange={(event) => setQueue(event.target.value)}
        >
          <option value="">{t('filter.allQueues')}</option>
          {queues.data?.items.map(({ id, name }) => (
            <option key={id} value={id}>
              {waitingIn(id) === undefined ? name : `${name} · ${formats.number(waitingIn(id) ?? 0)}`}
            </option>
          ))}
        </select>
      </div>
      <PagedList
        pages={waiting}
        label={t('list.queueLabel')}
        open={open}
        empty={<EmptyState>{t('empty.queue')}</EmptyState>}
      />
    </>
  );
}

function AllView({ open }: { open: string | undefined }) {
  const t = useText('inbox');
  const [search, setSearch] = useState('');
  const [state, setState] = useState<'true' | 'false'>('true');
  const settled = useSettled(search.trim(), 250);
  const found = useContactPages({
    open: state,
    sort: 'newest',
    ...(settled === '' ? {} : { search: settled }),
  });
  return (
    <>
      <div className="list-tools">
        <input
          className="input"
          type="search"
          aria-label={t('filter.search')}
          placeholder={t('filter.search')}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <select
          className="input fixed"
          aria-label={t('filter.state')}
          value={state}
          onChange={(event) => setState(event.target.value as 'true' | 'false')}
        >
          <option value="true">{t('filter.open')}</option>
          <option value="false">{t('filter.closed')}</option>
        </select>
      </div>
      <PagedList
        pages={found}
        label={t('list.allLabel')}
        open={open}
        empty={<EmptyState>{t('empty.all')}</EmptyState>}
      />
    </>
  );
}

/** A list of any length: pages come as one scrolls or moves on with the keys, or by the button at the end. */
function PagedList({
  pages: { query, more, busy, next, seen },
  label,
  open,
  empty,
}: {
  pages: ContactPages;
  label: string;
  open: string | undefined;
  empty: ReactNode;
}) {
  const t = useText('inbox');
  return (
    <Loaded query={query} rows={8} height={70}>
      {(contacts) => (
        <ContactList
          label={label}
          contacts={contacts}
          grouped={false}
          open={open}
          empty={empty}
          more={more}
          onSeen={seen}
          foot={<More shown={more} busy={busy} onMore={next} label={t('list.more')} />}
        />
      )}
    </Loaded>
  );
}
