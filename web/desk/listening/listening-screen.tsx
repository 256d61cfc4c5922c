import '../inbox/inbox.css';
import './listening.css';
import { IconShieldLock } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { Link, useParams } from '@tanstack/react-router';
import { getContact } from '#contract/contacts.ts';
import { getConversation } from '#contract/conversations.ts';
import { listListening, listLiveChats } from '#contract/listening.ts';
import { EmptyState, ErrorState, Loaded, Skeleton, useApi, useText } from '#web/kit/index.ts';
import { useMay } from '../app/session.ts';
import { Begin } from './begin.tsx';
import { useLiveChats } from './live-chats.ts';
import { LiveList } from './live-list.tsx';

const Followed = lazy(async () => ({ default: (await import('../inbox/conversation.tsx')).Followed }));
const ContextPane = lazy(async () => ({ default: (await import('../inbox/context-pane.tsx')).ContextPane }));

/** Chats under way and the one that is followed: list, conversation, customer. */
export default function ListeningScreen() {
  const t = useText('listening');
  const { id } = useParams({ strict: false }) as { id?: string };
  useLiveChats();
  const chats = useApi(listLiveChats, undefined, { refetchInterval: 15_000 });
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
  const chat = chats.data?.items.find((one) => one.contact === id);
  return (
    <div className="inbox">
      <section className="list" aria-label={t('title')}>
        <div className="list-head live-head">
          <h1>{t('title')}</h1>
          {chats.data !== undefined && (
            <p className="t3 s12">{t('list.count', { count: chats.data.total })}</p>
          )}
        </div>
        <div className="list-panel">
          {chats.data?.allowed === false && <NotAllowed times={chats.data.times} />}
          <Loaded query={chats} rows={8} height={70}>
            {({ items, total }) => (
              <LiveList
                chats={items}
                open={id}
                empty={<EmptyState>{t('list.empty')}</EmptyState>}
                foot={
                  total > items.length && (
                    <p className="t3 s12 live-more">{t('list.more', { count: total - items.length })}</p>
                  )
                }
              />
            )}
          </Loaded>
        </div>
      </section>
      <main className="conversation" id="main" tabIndex={-1} aria-label={t('conversation')}>
        {id === undefined ? (
          <div className="conversation-empty">
            <EmptyState>{t('choose')}</EmptyState>
          </div>
        ) : mine.data === undefined || chats.data === undefined ? (
          mine.error === null && chats.error === null ? (
            <Skeleton rows={6} height={64} />
          ) : (
            <ErrorState
              error={mine.error ?? chats.error}
              onRetry={() => {
                void mine.refetch();
                void chats.refetch();
              }}
            />
          )
        ) : !under ? (
          <Begin
            key={id}
            contact={id}
            chat={chat}
            listening={listening}
            allowed={chats.data.allowed}
            asks={chats.data.asks}
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
            <Followed
              key={listening.id}
              listening={listening}
              contact={contact.data}
              conversation={conversation.data}
              chat={chat}
            />
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
