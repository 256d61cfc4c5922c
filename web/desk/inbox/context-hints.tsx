import { Link } from '@tanstack/react-router';
import { IconAlertTriangle, IconInfoCircle, IconLink } from '@tabler/icons-react';
import { useState } from 'react';
import { customerTimeline } from '#contract/contacts.ts';
import { getConversation } from '#contract/conversations.ts';
import { sharedIdentities } from '#contract/customers.ts';
import { useApi, useNow, useText } from '#web/kit/index.ts';
import type { FullContact, FullConversation } from './types.ts';

/** What is worth knowing before answering: a note of whoever handed it over, repeated contacts, who else it may be. */
export function Hints({
  contact,
  conversation,
}: {
  contact: FullContact;
  conversation: FullConversation | undefined;
}) {
  const t = useText('inbox');
  const shared = useApi(sharedIdentities, { params: { id: contact.customer } });
  const timeline = useApi(customerTimeline, { params: { id: contact.customer }, query: { limit: 20 } });
  const since = useNow(60_000) - 3 * 86_400_000;
  const recent = (timeline.data?.items ?? []).filter(
    ({ contact: one }) => one !== null && one.direction === 'in' && Date.parse(one.arrivedAt) > since,
  ).length;
  const others = shared.data?.items ?? [];
  const links = conversation?.suggestedLinks ?? [];
  if (others.length === 0 && recent < 3 && links.length === 0 && contact.transferNote === null) return null;
  return (
    <div className="hints">
      {contact.transferNote !== null && contact.transferNote !== '' && (
        <p className="notice note" dir="auto">
          <IconInfoCircle size={15} aria-hidden />
          <span>
            <b>{t('hint.transfer')}</b> {contact.transferNote}
          </span>
        </p>
      )}
      {recent >= 3 && (
        <p className="notice warn">
          <IconAlertTriangle size={15} aria-hidden />
          {t('hint.repeat', { count: recent })}
        </p>
      )}
      {others.length > 0 && (
        <div className="notice info">
          <IconInfoCircle size={15} aria-hidden />
          <span>
            {t('hint.shared', { count: others.length })}{' '}
            {others.slice(0, 3).map((one, index) => (
              <span key={one.id}>
                {index > 0 && ', '}
                <Link to={`/customers/${one.id}`}>{one.name}</Link>
              </span>
            ))}
          </span>
        </div>
      )}
      {links.map((one) => (
        <SuggestedLink key={one.conversation} conversation={one.conversation} reason={one.reason} />
      ))}
    </div>
  );
}

function SuggestedLink({ conversation, reason }: { conversation: string; reason: string }) {
  const t = useText('inbox');
  const [open, setOpen] = useState(false);
  return (
    <div className="notice info">
      <IconLink size={15} aria-hidden />
      <span>
        {t('hint.link', { reason })}{' '}
        {open ? (
          <LinkTarget conversation={conversation} />
        ) : (
          <button type="button" className="link" onClick={() => setOpen(true)}>
            {t('hint.seeLink')}
          </button>
        )}
      </span>
    </div>
  );
}

function LinkTarget({ conversation }: { conversation: string }) {
  const t = useText('inbox');
  const found = useConversationContact(conversation);
  return found === undefined ? (
    <span>{t('hint.loading')}</span>
  ) : (
    <Link to={`/inbox/${found.id}`}>{found.subject === '' ? found.number : found.subject}</Link>
  );
}

function useConversationContact(id: string) {
  const { data } = useApi(getConversation, { params: { id } });
  return data?.contacts.at(-1);
}
