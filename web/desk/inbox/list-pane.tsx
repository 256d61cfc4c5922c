import { useState } from 'react';
import { listContacts, workload } from '#contract/contacts.ts';
import { listQueues } from '#contract/routing.ts';
import {
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
import { useMay } from '../app/session.ts';
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
  const waiting = work.data?.queues.reduce((sum, one) => sum + one.waiting, 0);
  const tabs = [
    ...(handles
      ? [{ id: 'mine' as const, label: t('view.mine'), ...count(work.data?.contacts.length) }]
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
            {({ contacts, queues }) => (
              <ContactList
                label={t('list.label')}
                contacts={contacts}
                grouped
                open={open}
                empty={
                  <EmptyState
                    action={
                      queues.some((one) => one.waiting > 0) ? (
                        <button type="button" className="btn plain" onClick={() => setView('queue')}>
                          {t('empty.seeQueue', {
                            count: queues.reduce((sum, one) => sum + one.waiting, 0),
                          })}
                        </button>
                      ) : null
                    }
                  >
                    {t('empty.mine')}
                  </EmptyState>
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

const count = (value: number | undefined) => (value === undefined ? {} : { count: value });

function QueueView({ open }: { open: string | undefined }) {
  const t = useText('inbox');
  const handles = useMay('contact.handle');
  const [queue, setQueue] = useState('');
  const [limit, setLimit] = useState(60);
  const queues = useApi(listQueues);
  const work = useApi(workload, undefined, { enabled: handles });
  const waiting = useApi(
    listContacts,
    { query: { state: 'queued,offered', sort: 'oldest', limit, ...(queue === '' ? {} : { queue }) } },
    { keepPrevious: true },
  );
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
      <Loaded query={waiting} rows={8} height={70}>
        {({ items, next }) => (
          <ContactList
            label={t('list.queueLabel')}
            contacts={items}
            grouped={false}
            open={open}
            empty={<EmptyState>{t('empty.queue')}</EmptyState>}
            foot={
              <More
                shown={next !== null && limit < 200}
                busy={waiting.isFetching}
                onMore={() => setLimit(200)}
                label={t('list.more')}
              />
            }
          />
        )}
      </Loaded>
    </>
  );
}

function AllView({ open }: { open: string | undefined }) {
  const t = useText('inbox');
  const [search, setSearch] = useState('');
  const [state, setState] = useState<'true' | 'false'>('true');
  const [limit, setLimit] = useState(60);
  const settled = useSettled(search.trim(), 250);
  const found = useApi(
    listContacts,
    { query: { open: state, limit, sort: 'newest', ...(settled === '' ? {} : { search: settled }) } },
    { keepPrevious: true },
  );
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
      <Loaded query={found} rows={8} height={70}>
        {({ items, next }) => (
          <ContactList
            label={t('list.allLabel')}
            contacts={items}
            grouped={false}
            open={open}
            empty={<EmptyState>{t('empty.all')}</EmptyState>}
            foot={
              <More
                shown={next !== null && limit < 200}
                busy={found.isFetching}
                onMore={() => setLimit(200)}
                label={t('list.more')}
              />
            }
          />
        )}
      </Loaded>
    </>
  );
}
