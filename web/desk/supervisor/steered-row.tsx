import { IconAlertTriangle } from '@tabler/icons-react';
import type { Contact } from '#contract/contacts.ts';
import type { WaitingContact } from '#contract/control.ts';
import { ChannelIcon, Chip, formats, SlaChip, useNow, useText } from '#web/kit/index.ts';
import { go } from '../app/go.ts';
import { boostText } from '../steering/priority-dialog.tsx';
import type { Verb } from '../steering/verbs.ts';
import { RowMenu } from './row-menu.tsx';

/** One contact of a queue: chosen or not, who and what, how it stands, for how long, and what can be done with it. */
export function SteeredRow({
  contact,
  selected,
  gone,
  going,
  stop,
  may,
  selectable,
  onSelect,
  onFocus,
  onVerb,
}: {
  contact: Contact | WaitingContact;
  selected: boolean;
  gone: boolean;
  /** A change is under way. */
  going: boolean;
  /** The Tab key stops here. */
  stop: boolean;
  may: { steer: boolean; handle: boolean; take: boolean };
  selectable: boolean;
  onSelect: (range: boolean) => void;
  onFocus: () => void;
  onVerb: (verb: Verb) => void;
}) {
  const t = useText('supervisor');
  const now = useNow(10_000);
  const tabIndex = stop ? 0 : -1;
  const subject = contact.subject === '' ? contact.preview : contact.subject;
  return (
    <div
      className={`steered-row ${selected ? 'selected' : ''} ${gone ? 'gone' : ''} ${going ? 'going' : ''}`}
      data-steered={contact.id}
      onFocus={onFocus}
    >
      {may.steer ? (
        <input
          type="checkbox"
          aria-label={t('list.select', { name: contact.customerName, subject })}
          checked={selected && !gone}
          disabled={gone || !selectable}
          tabIndex={tabIndex}
          // Shift presses choose a whole stretch; the event of change does not tell them.
          onClick={(event) => onSelect(event.shiftKey)}
          onChange={() => undefined}
        />
      ) : (
        <span />
      )}
      <button
        type="button"
        className="row-open steered-who ell"
        tabIndex={tabIndex}
        disabled={gone}
        onClick={() => go(`/inbox/${contact.id}`)}
      >
        <ChannelIcon channel={contact.channel} size={15} />
        <span className="ell">{contact.customerName}</span>
      </button>
      <span className="ell t2 steered-subject" dir="auto">
        {subject}
      </span>
      <span className="steered-state">
        {gone ? (
          <Chip>{t('list.gone')}</Chip>
        ) : going ? (
          <Chip tone="accent">{t('list.going')}</Chip>
        ) : (
          <State contact={contact} />
        )}
      </span>
      <span className="steered-due">
        {contact.dueAt !== null && !gone && <SlaChip dueAt={contact.dueAt} />}
      </span>
      <span className="num end">{formats.span((now - Date.parse(contact.arrivedAt)) / 1000)}</span>
      {gone ? <span /> : <RowMenu contact={contact} may={may} tabIndex={tabIndex} onVerb={onVerb} />}
    </div>
  );
}

/** What is out of the ordinary about a contact that waits, or who has one that is being handled. */
function State({ contact }: { contact: Contact | WaitingContact }) {
  const t = useText('supervisor');
  if (contact.agentName !== null)
    return (
      <>
        <span className="ell">{contact.agentName}</span>
        {contact.state === 'wrap_up' && <Chip tone="warn">{t('list.wrapUp')}</Chip>}
      </>
    );
  const { boostSeconds = 0, keptFor = null, attention = [] } = contact as Partial<WaitingContact>;
  return (
    <>
      {boostSeconds !== 0 && (
        <Chip tone={boostSeconds > 0 ? 'accent' : 'line'}>
          {t('list.boost', { boost: boostText(boostSeconds) })}
        </Chip>
      )}
      {keptFor !== null ? (
        <Chip tone="line">{t('list.keptFor', { name: keptFor })}</Chip>
      ) : (
        contact.state === 'offered' && <Chip tone="ok">{t('list.offered')}</Chip>
      )}
      {attention.map((reason) => (
        <Chip key={reason} tone="warn" icon={<IconAlertTriangle size={12} aria-hidden />}>
          {t(`attention.${reason}`)}
        </Chip>
      ))}
    </>
  );
}
