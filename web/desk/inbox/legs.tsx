import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { listLegs, type Contact } from '#contract/contacts.ts';
import { formats, useApi, useText } from '#web/kit/index.ts';

/** Where a contact begins in the thread; opened, every stretch of it with its length. */
export function ContactMark({ contact, current }: { contact: Contact; current: boolean }) {
  const t = useText('inbox');
  const id = useId();
  const [open, setOpen] = useState(false);
  const legs = useApi(listLegs, { params: { id: contact.id } }, { enabled: open });
  const Chevron = open ? IconChevronDown : IconChevronRight;
  return (
    <div className="contact-mark">
      <button
        type="button"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
      >
        <Chevron size={13} aria-hidden className={open ? undefined : 'flip'} />
        <span className="num">
          {t(current ? 'legs.current' : 'legs.contact', { number: contact.number })}
        </span>
        <span className="num">{formats.time(contact.arrivedAt)}</span>
        {contact.queueName !== null && <span>{contact.queueName}</span>}
        {contact.agentName !== null && <span>{contact.agentName}</span>}
      </button>
      {open && (
        <ol id={id} className="legs">
          {legs.data?.items.map((leg) => (
            <li key={leg.id}>
              <span className="num t3">{formats.time(leg.startedAt)}</span>
              <span>
                {t(`legs.${leg.kind}`)}
                {leg.kind === 'queue' && leg.queueName !== null ? ` ${leg.queueName}` : ''}
                {leg.kind !== 'queue' && leg.agentName !== null ? ` ${leg.agentName}` : ''}
              </span>
              <span className="num t3">
                {leg.endedAt === null
                  ? t('legs.now')
                  : formats.span((Date.parse(leg.endedAt) - Date.parse(leg.startedAt)) / 1000)}
              </span>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
