import '../inbox/inbox.css';
import './listening.css';
import { IconShieldLock } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { getContact } from '#contract/contacts.ts';
import { getConversation } from '#contract/conversations.ts';
import { listListening, listLiveCalls, listLiveChats } from '#contract/listening.ts';
import type { Route } from '#contract/route.ts';
import { Button, EmptyState, ErrorState, Loaded, Skeleton, useApi, useText } from '#web/kit/index.ts';
import { go } from '../app/go.ts';
import { useMay } from '../app/session.ts';
import { Begin } from './begin.tsx';
import { useLiveChats } from './live-chats.ts';
import { LiveList, type LiveItem } from './live-list.tsx';

const Followed = lazy(async () => ({ default: (await import('../inbox/conversation.tsx')).Followed }));
const ContextPane = lazy(async () => ({ default: (await import('../inbox/context-pane.tsx')).ContextPane }));

const FollowedCall = lazy(() => import('./followed-call.tsx'));

/** Calls and chats under way and the one that is followed: list, conversation, customer. */
export default function ListeningScreen() {
  const t = useText('listening');
  const { id } = useParams({ strict: false }) as { id?: string };
  const { agent } = useSearch({ strict: false }) as { agent?: string };
  useLiveChats();
  const chats = useApi(listLiveChats, undefined, { refetchInterval: 15_000 });
  const calls = useApi(listLiveCalls, undefined, { refetchInterval: 15_000 });
  const query = bothOf(calls, chats);
  // The last ones too: of one that has just ended it is said why.
  const mine = useApi(listListening, { query: { state: 'all', as: 'supervisor', limit: 30 } });
  const listening = mine.data?.items.find((one) => one.contact === id);
  const under = listening !== undefined && listening.endedAt === null && listening.mode !== 'asked';
  const contact = useApi(getContact, { params: { id: id ?? '' } }, { enabled: under });
  const conversation = useApi(
    getConversation,
    { params: { id: contact.data?.conversation ?? '' } },
    { enabled: under && contact.data !== undefined },
  );
  const item = query.data?.items.find((one) => one.contact === id);
  return (
    <div className="inbox">
      <section className="list" aria-label={t('title')}>
        <div className="list-head live-head">
          <h1>{t('title')}</h1>
          {query.data !== undefined && (
            <p className="t3 s12">{t('list.count', { count: query.data.total })}</p>
          )}
        </div>
        <div className="list-panel">
          {query.data?.allowed === false && <NotAllowed times={query.data.times} />}
          <Loaded query={query} rows={8} height={70}>
            {({ items, total }) => {
              const shown = agent === undefined ? items : items.filter((one) => one.agent === agent);
              return (
                <>
                  {agent !== undefined && <OnlyOf name={shown[0]?.agentName} />}
                  <LiveList
                    items={shown}
                    open={id}
                    empty={
                      <EmptyState>{t(agent === undefined ? 'list.empty' : 'list.noneOfThem')}</EmptyState>
                    }
                    foot={
                      agent === undefined &&
                      total > items.length && (
                        <p className="t3 s12 live-more">{t('list.more', { count: total - items.length })}</p>
                      )
                    }
                  />
                </>
              );
            }}
          </Loaded>
        </div>
      </section>
      <main className="conversation" id="main" tabIndex={-1} aria-label={t('conversation')}>
        {id === undefined ? (
          <div className="conversation-empty">
            <EmptyState>{t('choose')}</EmptyState>
          </div>
        ) : mine.data === undefined || query.data === undefined ? (
          mine.error === null && query.error === null ? (
            <Skeleton rows={6} height={64} />
          ) : (
            <ErrorState
              error={mine.error ?? query.error}
              onRetry={() => {
                void mine.refetch();
                void query.refetch();
              }}
            />
          )
        ) : !under ? (
          <Begin
            key={id}
            contact={id}
            item={item}
            listening={listening}
            allowed={query.data.allowed}
            asks={query.data.asks}
            elsewhere={mine.data.items.find((one) => one.endedAt === null && one.contact !== id)}
          />
        ) : contact.data === undefined ? (
          contact.error === null ? (
            <Skeleton rows={6} height={64} />
          ) : (
            <ErrorState error={contact.error} onRetry={() => void contact.refetch()} />
          )
        ) : (
          <Suspense fallback={<Skeleton rows={6} height={64} />}>
            {listening.channel === 'phone' ? (
              <FollowedCall
                key={listening.id}
                listening={listening}
                contact={contact.data}
                conversation={conversation.data}
                call={item?.kind === 'call' ? item : undefined}
              />
            ) : (
              <Followed
                key={listening.id}
                listening={listening}
                contact={contact.data}
                conversation={conversation.data}
                chat={item?.kind === 'chat' ? item : undefined}
              />
            )}
          </Suspense>
        )}
      </main>
      {under && contact.data !== undefined ? (
        <Suspense fallback={<aside className="context" aria-label={t('context')} />}>
          <ContextPane key={contact.data.customer} contact={contact.data} conversation={conversation.data} />
        </Suspense>
      ) : (
        <aside className="context" aria-label={t('context')} />
      )}
    </div>
  );
}

type Asked<R extends Route> = Pick<ReturnType<typeof useApi<R>>, 'data' | 'error' | 'isPending' | 'refetch'>;

/** Both lists as one: there when both are, in trouble when either is. */
function bothOf(calls: Asked<typeof listLiveCalls>, chats: Asked<typeof listLiveChats>) {
  const data =
    calls.data === undefined || chats.data === undefined
      ? undefined
      : {
          ...chats.data,
          total: calls.data.total + chats.data.total,
          items: [
            ...calls.data.items.map((one): LiveItem => ({ kind: 'call', ...one })),
            ...chats.data.items.map((one): LiveItem => ({ kind: 'chat', ...one })),
          ],
        };
  return {
    data,
    error: calls.error ?? chats.error,
    isPending: calls.isPending || chats.isPending,
    refetch: () => Promise.all([calls.refetch(), chats.refetch()]),
  };
}

/** The list shows one agent's only; leads back to all. */
function OnlyOf({ name }: { name: string | undefined }) {
  const t = useText('listening');
  return (
    <div className="row live-only s12">
      <span className="ell grow">{name === undefined ? t('list.onlyOne') : t('list.only', { name })}</span>
      <Button small look="ghost" onClick={() => go('/listening')}>
        {t('list.all')}
      </Button>
    </div>
  );
}

/** Why nothing can be followed, and where that is changed. */
function NotAllowed({ times }: { times: boolean }) {
  const t = useText('listening');
  const administers = useMay('admin.read');
  return (
    <div className="notice live-notice">
      <IconShieldLock size={16} aria-hidden />
      <span>
        {t('notAllowed.why')} {!times && t('notAllowed.times')}{' '}
        {administers && <Link to="/admin/staff-protection">{t('notAllowed.how')}</Link>}
      </span>
    </div>
  );
}
