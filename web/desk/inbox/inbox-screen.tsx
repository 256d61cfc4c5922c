import './inbox.css';
import { lazy, Suspense, useEffect } from 'react';
import { useParams } from '@tanstack/react-router';
import { getContact } from '#contract/contacts.ts';
import { getConversation } from '#contract/conversations.ts';
import { EmptyState, ErrorState, Skeleton, useApi, useText } from '#web/kit/index.ts';
import { useLooking } from './company.ts';
import { ListPane } from './list-pane.tsx';

// The list is the first thing to be seen; what a contact needs comes while it is being read.
const loadConversation = () => import('./conversation.tsx');
const loadContext = () => import('./context-pane.tsx');
const Conversation = lazy(async () => ({ default: (await loadConversation()).Conversation }));
const ContextPane = lazy(async () => ({ default: (await loadContext()).ContextPane }));
const preload = () => void Promise.all([loadConversation(), loadContext()]);

/** The work screen: list, conversation, customer. */
export default function InboxScreen() {
  const t = useText('inbox');
  const { id } = useParams({ strict: false }) as { id?: string };
  const contact = useApi(getContact, { params: { id: id ?? '' } }, { enabled: id !== undefined });
  const conversation = useApi(
    getConversation,
    { params: { id: contact.data?.conversation ?? '' } },
    { enabled: contact.data !== undefined },
  );
  useLooking(contact.data?.conversation);
  useEffect(preload, []);
  return (
    <div className="inbox">
      <ListPane open={id} />
      <main className="conversation" id="main" tabIndex={-1} aria-label={t('conversation.label')}>
        {id === undefined ? (
          <div className="conversation-empty">
            <EmptyState>{t('empty.conversation')}</EmptyState>
          </div>
        ) : contact.data === undefined ? (
          contact.error === null ? (
            <Skeleton rows={6} height={64} />
          ) : (
            <ErrorState error={contact.error} onRetry={() => void contact.refetch()} />
          )
        ) : (
          <Suspense fallback={<Skeleton rows={6} height={64} />}>
            <Conversation
              key={contact.data.conversation}
              contact={contact.data}
              conversation={conversation.data}
            />
          </Suspense>
        )}
      </main>
      {contact.data === undefined ? (
        <aside className="context" aria-label={t('context.label')} />
      ) : (
        <Suspense fallback={<aside className="context" aria-label={t('context.label')} />}>
          <ContextPane key={contact.data.customer} contact={contact.data} conversation={conversation.data} />
        </Suspense>
      )}
    </div>
  );
}
