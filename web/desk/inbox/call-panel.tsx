import './call-panel.css';
import {
  IconPhone,
  IconPhoneCheck,
  IconPhoneOff,
  IconPhonePause,
  IconPlayerPlay,
  IconPlayerPause,
  IconPhoneX,
} from '@tabler/icons-react';
import { useEffect } from 'react';
import { getCallback, listCallbacks, recordAttempt, type Callback } from '#contract/callbacks.ts';
import { getContact, listContacts, listLegs, workload } from '#contract/contacts.ts';
import { holdContact, resumeContact } from '#contract/handling.ts';
import type { Output } from '#contract/route.ts';
import { callOfContact, type Call } from '#contract/voice.ts';
import {
  announce,
  Button,
  Chip,
  formats,
  invalidate,
  toastProblem,
  useApi,
  useKey,
  useNow,
  useText,
  useWrite,
} from '#web/kit/index.ts';
import { callTime, shownNumber } from '../callbacks/numbers.ts';
import { CallNumber, useCalls } from '../phone/call-number.tsx';
import { CallPeople } from './call-people.tsx';
import { otherOn } from './call-people.rules.ts';
import { HangUp } from './hang-up.tsx';
import { useMe } from '../app/session.ts';
import type { FullContact } from './types.ts';

const outcomes = [
  { result: 'reached', icon: IconPhoneCheck, look: 'go' },
  { result: 'no_answer', icon: IconPhoneOff, look: 'plain' },
  { result: 'busy', icon: IconPhonePause, look: 'plain' },
  { result: 'wrong_number', icon: IconPhoneX, look: 'plain' },
] as const;

/** A conversation by telephone, between its head and its notes: the number, how long, hold, and how a callback went. */
export function CallPanel({ contact }: { contact: FullContact }) {
  const t = useText('callbacks');
  const me = useMe();
  const mine = contact.agent === me.id && contact.state === 'active';
  const owed = contact.kind === 'callback';
  const callback = useApi(getCallback, { params: { id: contact.id } }, { enabled: owed });
  const { data } = callback;
  const settled = !owed || data?.state !== 'open';
  // Only where a gateway carries the voice.
  const line = useApi(callOfContact, { params: { id: contact.id } }).data?.call ?? null;
  const number = data?.number ?? line?.customerNumber ?? undefined;
  // Who holds it reads for how long beside the button.
  const held = contact.heldSince !== null;
  const carried = line !== null && line.state !== 'ended';
  // A call that we owe is dialled for whoever takes it, or by their own means.
  const calls = useCalls() && settled;
  // Nobody is there yet who could be put on hold.
  const ringing = line !== null && line.direction === 'out' && line.answeredAt === null;
  // With somebody else on the line, whom its agent speaks with is chosen there.
  const alone = line === null || otherOn(contact.consult, line, shownNumber)?.state !== 'up';
  if (!owed && !mine && line === null) return null;
  return (
    <section className="call-panel" aria-label={t('panel.label')}>
      {number !== undefined && (carried || calls) && (
        <span className="call-number">
          <IconPhone size={17} aria-hidden />
          <bdi dir="ltr" className="num">
            {shownNumber(number)}
          </bdi>
          {!carried && !mine && (
            <CallNumber
              number={number}
              shown={shownNumber(number)}
              customer={{ id: contact.customer, name: contact.customerName }}
              contact={contact.id}
              service={contact.service}
            />
          )}
        </span>
      )}
      {number === undefined && line !== null && <span className="t2">{t('line.withheld')}</span>}
      {number !== undefined && !carried && !calls && (
        <a
          className="call-number"
          href={`tel:${number}`}
          aria-label={t('panel.dial', { number: shownNumber(number) })}
        >
          <IconPhone size={17} aria-hidden />
          <bdi dir="ltr" className="num">
            {shownNumber(number)}
          </bdi>
        </a>
      )}
      {data !== undefined && data.state !== 'open' && (
        <Chip tone={data.state === 'reached' ? 'ok' : 'mute'}>{t(`state.${data.state}`)}</Chip>
      )}
      <span role="status">{line !== null && !(mine && held) && <Line line={line} held={held} />}</span>
      <span className="grow" />
      {mine && settled && <Timer contact={contact} />}
      {mine && settled && !ringing && alone && <Hold contact={contact} />}
      {mine && carried && <HangUp contact={contact.id} />}
      {carried && <CallPeople contact={contact} call={line} mine={mine} />}
      {mine && data?.state === 'open' && <Outcomes contact={contact} />}
      {data !== undefined && <Facts callback={data} />}
      {data !== undefined && data.attempt.length > 0 && <Attempts attempts={data.attempt} />}
    </section>
  );
}

/** How the call stands, as the gateway tells it. */
function Line({ line, held }: { line: Call; held: boolean }) {
  const t = useText('callbacks');
  if (line.state === 'ended')
    return (
      <Chip tone="mute">
        {line.cause === 'hung_up'
          ? t(`line.by.${line.endedBy ?? 'gateway'}`, { defaultValue: t('line.by.gateway') })
          : t(`line.cause.${line.cause ?? 'failed'}`, { defaultValue: t('line.cause.failed') })}
      </Chip>
    );
  if (line.wanted === 'outside' && line.outside !== null)
    return <Chip tone="ok">{t('line.outside', { number: shownNumber(line.outside.number) })}</Chip>;
  if (held) return <Chip tone="warn">{t('line.hold')}</Chip>;
  return <Chip tone={line.state === 'connected' ? 'ok' : 'accent'}>{t(`line.${line.state}`)}</Chip>;
}

const refresh = (id: string) => {
  invalidate(getContact, { params: { id } });
  invalidate(getCallback, { params: { id } });
  invalidate(listLegs, { params: { id } });
  invalidate(listCallbacks);
  invalidate(workload);
  invalidate(listContacts);
};

/** How the attempt went, one key each: no answer and busy are tried again by themselves. */
function Outcomes({ contact }: { contact: FullContact }) {
  const t = useText('callbacks');
  const record = useWrite(recordAttempt, {
    onSuccess: (after) => {
      refresh(contact.id);
      announce(
        after.contact.state === 'scheduled' && after.dueAt !== null
          ? t('panel.again', { time: callTime(after.dueAt) })
          : t(`state.${after.state}`),
      );
    },
    onError: toastProblem,
  });
  const say = (result: (typeof outcomes)[number]['result']) =>
    record.mutate({ params: { id: contact.id }, body: { result } });
  useKey('call.reached', () => say('reached'), !record.isPending);
  useKey('call.no_answer', () => say('no_answer'), !record.isPending);
  useKey('call.busy', () => say('busy'), !record.isPending);
  useKey('call.wrong_number', () => say('wrong_number'), !record.isPending);
  return (
    <div className="call-outcomes" role="group" aria-label={t('panel.how')}>
      <span className="s12 t2">{t('panel.how')}</span>
      {outcomes.map(({ result, icon: Icon, look }) => (
        <Button
          key={result}
          small
          look={look}
          action={`call.${result}`}
          icon={<Icon size={14} aria-hidden />}
          disabled={record.isPending}
          onClick={() => say(result)}
        >
          {t(`result.${result}`)}
        </Button>
      ))}
    </div>
  );
}

function Timer({ contact }: { contact: FullContact }) {
  const t = useText('callbacks');
  const now = useNow(1000);
  const since = contact.heldSince ?? contact.answeredAt;
  if (since === null) return null;
  const seconds = Math.max(0, (now - Date.parse(since)) / 1000);
  return (
    <Chip tone={contact.heldSince === null ? 'accent' : 'warn'}>
      <span className="num" aria-hidden>
        {contact.heldSince === null ? '' : `${t('panel.held')} `}
        {formats.clock(seconds)}
      </span>
      <span className="sr">{t(contact.heldSince === null ? 'panel.talking' : 'panel.held')}</span>
    </Chip>
  );
}

function Hold({ contact }: { contact: FullContact }) {
  const t = useText('callbacks');
  const held = contact.heldSince !== null;
  const change = useWrite(held ? resumeContact : holdContact, {
    onSuccess: () => refresh(contact.id),
    onError: toastProblem,
  });
  const press = () => change.mutate({ params: { id: contact.id } });
  useKey('call.hold', press, !change.isPending);
  useEffect(() => {
    if (held) announce(t('panel.held'));
  }, [held, t]);
  return (
    <Button
      small
      action="call.hold"
      aria-pressed={held}
      icon={held ? <IconPlayerPlay size={14} aria-hidden /> : <IconPlayerPause size={14} aria-hidden />}
      busy={change.isPending}
      onClick={press}
    >
      {t(held ? 'panel.resume' : 'panel.hold')}
    </Button>
  );
}

function Facts({ callback }: { callback: Callback }) {
  const t = useText('callbacks');
  const now = useNow(30_000);
  const { promisedAt, dueAt, contact } = callback;
  return (
    <p className="call-facts s12 t2">
      <span>
        {t('panel.asked', { via: t(`via.${callback.via}`), time: formats.brief(callback.since, now) })}
      </span>
      {promisedAt !== null && <span>{t('panel.promised', { time: callTime(promisedAt, now) })}</span>}
      {contact.state === 'scheduled' && dueAt !== null && (
        <span>{t('panel.next', { time: callTime(dueAt, now) })}</span>
      )}
      <span>{t('panel.attempts', { count: callback.attempts, max: callback.maxAttempts })}</span>
      {callback.reason !== null && (
        <span>{t(`reason.${callback.reason}`, { defaultValue: callback.reason })}</span>
      )}
    </p>
  );
}

function Attempts({ attempts }: { attempts: Output<typeof getCallback>['attempt'] }) {
  const t = useText('callbacks');
  return (
    <ol className="call-attempts s12 t3" aria-label={t('panel.soFar')}>
      {attempts.map((one) => (
        <li key={one.id}>
          <span className="num">
            {t('panel.attempt', { number: one.number, time: callTime(one.startedAt) })}
          </span>
          {one.agentName === null ? '' : ` · ${one.agentName}`}
          {' · '}
          {t(one.result === null ? 'panel.calling' : `result.${one.result}`)}
          {one.note === '' ? '' : ` · ${one.note}`}
        </li>
      ))}
    </ol>
  );
}
