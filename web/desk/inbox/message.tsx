import {
  IconAlertTriangle,
  IconCheck,
  IconChecks,
  IconChevronDown,
  IconChevronRight,
  IconClock,
  IconNote,
  IconRobot,
} from '@tabler/icons-react';
import { useId, useState } from 'react';
import { retryMessage, type Message } from '#contract/conversations.ts';
import type { WorkChannel } from '#contract/words.ts';
import {
  Avatar,
  Button,
  channelColour,
  ChannelIcon,
  formats,
  isMail,
  problemText,
  toastProblem,
  useText,
  useWrite,
} from '#web/kit/index.ts';
import { useMe } from '../app/session.ts';
import { Attachments } from './attachments.tsx';
import { MailBody, PlainText } from './mail-body.tsx';
import { attempt, giveBack, withdraw, type Outgoing } from './outbox.ts';

/** One message, by its kind: mail card, chat bubble, note, or a line of the system. */
export function MessageView({
  message,
  follows,
  open,
  customer,
}: {
  message: Message;
  follows: boolean;
  open: boolean;
  customer: string;
}) {
  if (message.direction === 'system') return <SystemLine message={message} />;
  if (message.direction === 'note') return <Note message={message} />;
  return isMail(message.channel) ? (
    <Mail message={message} startsOpen={open} />
  ) : (
    <Bubble message={message} follows={follows} customer={customer} />
  );
}

const SystemLine = ({ message }: { message: Message }) => (
  <p className="system-line">
    <IconRobot size={14} aria-hidden />
    <span dir="auto">{message.text}</span>
    <span className="num">{formats.time(message.at)}</span>
  </p>
);

function Note({ message }: { message: Message }) {
  const t = useText('inbox');
  const me = useMe();
  const mine = message.author.id === me.id;
  return (
    <article
      className="bubble-row out note"
      aria-label={t(message.consult === null ? 'message.noteBy' : 'message.consultBy', {
        name: message.author.name,
      })}
    >
      <div className="bubble" dir="auto">
        <PlainText text={message.text} mentions calls />
        <Attachments files={message.attachments} />
      </div>
      <Avatar name={message.author.name} me={mine} />
      <p className="bubble-meta num">
        <IconNote size={12} aria-hidden />
        {t(message.consult === null ? 'message.note' : 'message.consult', {
          name: message.author.name,
        })}{' '}
        · {formats.time(message.at)}
      </p>
    </article>
  );
}

function Bubble({ message, follows, customer }: { message: Message; follows: boolean; customer: string }) {
  const t = useText('inbox');
  const me = useMe();
  const out = message.direction === 'out';
  const name = out ? message.author.name : message.author.name || customer;
  return (
    <article
      className={`bubble-row ${out ? 'out' : ''} ${follows ? 'follows' : ''}`}
      aria-label={t('message.by', { name, time: formats.time(message.at) })}
    >
      {!out && (follows ? <span /> : <Avatar name={name} />)}
      <div className="bubble" dir="auto">
        <PlainText text={message.text} calls />
        <Attachments files={message.attachments} />
      </div>
      {out && (follows ? <span /> : <Avatar name={name} me={message.author.id === me.id} />)}
      <p className="bubble-meta num">
        {out && message.author.id !== me.id && message.author.name !== '' && (
          <span>{message.author.name} ·</span>
        )}
        {formats.time(message.at)}
        {out && <Delivery message={message} />}
      </p>
    </article>
  );
}

/** How far a message of ours has come; a failure with the server's words and another try. */
function Delivery({ message }: { message: Message }) {
  const t = useText('inbox');
  const retry = useWrite(retryMessage, { onError: toastProblem });
  const state = message.delivery?.state;
  if (state === undefined) return null;
  if (state === 'failed' || state === 'deferred')
    return (
      <span className={state === 'failed' ? 'crit-text delivery' : 'delivery warn-text'}>
        <IconAlertTriangle size={12} aria-hidden />
        {t(`delivery.${state}`)}
        {message.delivery?.detail != null && (
          <span className="delivery-detail">{message.delivery.detail}</span>
        )}
        {state === 'failed' && (
          <button
            type="button"
            className="link"
            disabled={retry.isPending}
            onClick={() => retry.mutate({ params: { id: message.id } })}
          >
            {t('delivery.retry')}
          </button>
        )}
      </span>
    );
  const Icon =
    state === 'queued' ? IconClock : state === 'read' || state === 'delivered' ? IconChecks : IconCheck;
  return (
    <span className={`delivery ${state}`}>
      <Icon size={13} aria-hidden />
      {t(`delivery.${state}`)}
    </span>
  );
}

/** A mail: one line until it is opened; the last one is open. */
function Mail({ message, startsOpen }: { message: Message; startsOpen: boolean }) {
  const t = useText('inbox');
  const id = useId();
  const [chosen, setChosen] = useState<boolean | null>(null);
  const [details, setDetails] = useState(false);
  const open = chosen ?? startsOpen;
  const out = message.direction === 'out';
  const Chevron = open ? IconChevronDown : IconChevronRight;
  const files = message.attachments.filter(({ inline }) => !inline);
  return (
    <article
      className={`mail-card ${out ? 'out' : ''} ${message.delivery?.state === 'undone' ? 'undone' : ''}`}
      style={{ borderInlineStartColor: channelColour(message.channel) }}
      aria-label={t(out ? 'mail.to' : 'mail.from', {
        name: out ? message.to.join(', ') : message.author.name,
      })}
    >
      <button
        type="button"
        className="mail-head"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setChosen(!open)}
      >
        <ChannelIcon channel={message.channel} />
        <b className="ell">{message.author.name || message.from}</b>
        {message.automatic && (
          <span className="chip mute">
            <IconRobot size={11} aria-hidden />
            {t('mail.automatic')}
          </span>
        )}
        <span className="t3 ell grow mail-preview" dir="auto">
          {open
            ? out
              ? t('mail.toShort', { to: message.to.join(', ') })
              : (message.from ?? '')
            : message.text.slice(0, 160)}
        </span>
        <span className="t3 s11 num">{formats.time(message.at)}</span>
        <Chevron size={14} aria-hidden className={open ? 't3' : 't3 flip'} />
      </button>
      {open && (
        <div id={id} className="mail-open">
          <div className="mail-facts s12 t3">
            <button
              type="button"
              className="link"
              aria-expanded={details}
              onClick={() => setDetails(!details)}
            >
              {t(details ? 'mail.lessDetails' : 'mail.details')}
            </button>
          </div>
          {details && (
            <dl className="mail-details s12">
              <div>
                <dt>{t('mail.fromLabel')}</dt>
                <dd>{message.from ?? message.author.name}</dd>
              </div>
              <div>
                <dt>{t('mail.toLabel')}</dt>
                <dd>{message.to.join(', ') || '—'}</dd>
              </div>
              {message.cc.length > 0 && (
                <div>
                  <dt>{t('mail.ccLabel')}</dt>
                  <dd>{message.cc.join(', ')}</dd>
                </div>
              )}
              <div>
                <dt>{t('mail.subjectLabel')}</dt>
                <dd dir="auto">{message.subject ?? '—'}</dd>
              </div>
              <div>
                <dt>{t('mail.dateLabel')}</dt>
                <dd className="num">{formats.dateTime(message.at)}</dd>
              </div>
              {message.messageId !== null && (
                <div>
                  <dt>Message-ID</dt>
                  <dd className="mono">{message.messageId}</dd>
                </div>
              )}
            </dl>
          )}
          <MailBody message={message} />
          <Attachments files={files} />
          {out && message.delivery !== null && (
            <p className="bubble-meta num">
              <Delivery message={message} />
            </p>
          )}
        </div>
      )}
      {!open && out && (message.delivery?.state === 'failed' || message.delivery?.state === 'deferred') && (
        <p className="bubble-meta mail-warning">
          <Delivery message={message} />
        </p>
      )}
    </article>
  );
}

/** What was written here and has not been taken by the server yet. */
export function OutgoingView({ outgoing, channel }: { outgoing: Outgoing; channel: WorkChannel }) {
  const t = useText('inbox');
  const kit = useText('kit');
  const me = useMe();
  const note = outgoing.body.kind === 'note';
  return (
    <article
      className={`bubble-row out ${note ? 'note' : ''} ${isMail(channel) && !note ? 'wide' : ''} pending`}
      aria-label={t('message.pending')}
    >
      <div className="bubble" dir="auto">
        <PlainText text={outgoing.body.text} />
        <Attachments files={outgoing.files} />
      </div>
      <Avatar name={me.name} me />
      <p className="bubble-meta" role="status">
        {outgoing.state === 'failed' ? (
          <span className="crit-text delivery">
            <IconAlertTriangle size={12} aria-hidden />
            {t('outgoing.failed')} {problemText(outgoing.error, kit)}
            <Button small onClick={() => void attempt(outgoing.clientId)}>
              {kit('retry')}
            </Button>
            <Button
              small
              look="ghost"
              onClick={() => {
                withdraw(outgoing.clientId);
                giveBack(outgoing.conversation, outgoing);
              }}
            >
              {t('outgoing.takeBack')}
            </Button>
          </span>
        ) : (
          <span className="delivery">
            <IconClock size={12} aria-hidden />
            {t(`outgoing.${outgoing.state}`)}
          </span>
        )}
      </p>
    </article>
  );
}
