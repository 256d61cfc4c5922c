import './inbox.css';
import { useParams } from '@tanstack/react-router';
import { getContact, getConversation } from '#contract/contacts.ts';
import { EmptyState, ErrorState, Skeleton, useApi, useText } from '#web/kit/index.ts';
import { useLooking } from './company.ts';
import { ContextPane } from './context-pane.tsx';
import { Conversation } from './conversation.tsx';
import { ListPane } from './list-pane.tsx';

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
          <Conversation
            key={contact.data.conversation}
            contact={contact.data}
            conversation={conversation.data}
          />
        )}
      </main>
      {contact.data === undefined ? (
        <aside className="context" aria-label={t('context.label')} />
      ) : (
        <ContextPane key={contact.data.customer} contact={contact.data} conversation={conversation.data} />
      )}
    </div>
  );
}
