import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useId, useState } from 'react';
import type { z } from 'zod';
import { listLegs, type Contact, type leg } from '#contract/contacts.ts';
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
                {legWords(leg, t)}
                {detailWords(leg, t).map((words) => (
                  <span key={words} className="t3">
                    {' '}
                    · {words}
                  </span>
                ))}
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

type Leg = z.output<typeof leg>;
type Text = ReturnType<typeof useText>;

/** What a stretch was: where it waited, who had it, which queue did not take it. */
function legWords({ kind, result, detail, queueName, agentName }: Leg, t: Text): string {
  if (kind === 'flow' && (result === 'blocked' || result === 'redirected'))
    return `${t(`legs.${result}`, { because: t(`legs.because.${String(detail['because'])}`) })} ${queueName ?? ''}`;
  const name = kind === 'queue' ? queueName : agentName;
  return name === null ? t(`legs.${kind}`) : `${t(`legs.${kind}`)} ${name}`;
}

/** What routing noted on a stay in a queue: where from, how far its plan went, what was promised. */
function detailWords({ kind, detail }: Leg, t: Text): string[] {
  if (kind !== 'queue') return [];
  const steps = Array.isArray(detail['steps']) ? (detail['steps'] as { step: number }[]) : [];
  const promised = detail['estimatedWait'];
  return [
    ...(detail['overflowedFrom'] === undefined ? [] : [t('legs.overflowed')]),
    ...(steps.length === 0 ? [] : [t('legs.step', { steps: steps.map(({ step }) => step + 1).join(', ') })]),
    ...(typeof promised === 'number' ? [t('legs.promised', { span: formats.span(promised) })] : []),
  ];
}
