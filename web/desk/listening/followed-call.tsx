import {
  IconEar,
  IconHandGrab,
  IconHeadphonesOff,
  IconMessage2,
  IconMicrophoneOff,
  IconUsersGroup,
} from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { getContact, workload } from '#contract/contacts.ts';
import { takeContact } from '#contract/handling.ts';
import {
  endListening,
  listListening,
  listLiveCalls,
  speakOnCall,
  type Listening,
  type LiveCall,
} from '#contract/listening.ts';
import {
  Button,
  ChannelIcon,
  Confirm,
  formats,
  toastProblem,
  useKey,
  useNow,
  useText,
  useWrite,
} from '#web/kit/index.ts';
import { go } from '../app/go.ts';
import { mayAt } from '../app/places.ts';
import { useMe } from '../app/session.ts';
import { Company } from '../inbox/company-line.tsx';
import { answerNow } from '../inbox/focus.ts';
import { Thread } from '../inbox/thread.tsx';
import type { FullContact, FullConversation } from '../inbox/types.ts';
import { mute, useOwnPhone } from '../phone/own-phone.ts';
import { HeardLevel } from './heard-level.tsx';
import { CallState } from './live-list.tsx';
import { OwnPhoneNeeded } from './own-phone-needed.tsx';
import { WhisperBox } from './whisper-box.tsx';

type Mode = Exclude<Listening['mode'], 'asked'>;
const modes = [
  { mode: 'reading', action: 'listening.hear', icon: IconEar },
  { mode: 'whispering', action: 'listening.speak', icon: IconMessage2 },
  { mode: 'stepped_in', action: 'listening.both', icon: IconUsersGroup },
] as const;

/** A call that I follow, on my own telephone: who hears me, what there is to see of it, and a box to its agent. */
export default function FollowedCall({
  listening,
  contact,
  conversation,
  call,
}: {
  listening: Listening;
  contact: FullContact;
  conversation: FullConversation | undefined;
  call: LiveCall | undefined;
}) {
  const t = useText('listening');
  const me = useMe();
  const place = { serviceId: contact.service, teamId: contact.team };
  const speaks = mayAt(me, 'contact.handle', place);
  const takes = speaks && mayAt(me, 'contact.assign', place);
  const [taking, setTaking] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const { id, mode } = listening;

  const about = { invalidates: [listListening, listLiveCalls], onError: toastProblem };
  const change = useWrite(speakOnCall, about);
  const end = useWrite(endListening, { ...about, onSuccess: () => go('/listening') });
  const take = useWrite(takeContact, {
    invalidates: [listListening, listLiveCalls, workload, getContact],
    onSuccess: (taken) => {
      answerNow(taken);
      go(`/inbox/${taken.id}`);
    },
    onError: toastProblem,
    onSettled: () => setTaking(false),
  });
  const speak = (to: Mode) => {
    if (to !== mode && !change.isPending) change.mutate({ params: { id }, body: { mode: to } });
  };
  useKey('listening.hear', () => speak('reading'), !taking);
  useKey('listening.speak', () => speak('whispering'), !taking);
  useKey('listening.both', () => speak('stepped_in'), speaks && !taking);
  useKey('listening.take', () => setTaking(true), takes && !taking);
  useKey('listening.leave', () => end.mutate({ params: { id } }), !taking);
  const toThread = () => box.current?.querySelector<HTMLElement>('[role="log"]')?.focus();
  const names = { agent: listening.agentName, customer: contact.customerName };

  return (
    <div className="followed" ref={box}>
      <header className="conversation-head">
        <div className="row">
          <h2 className="ell grow">{t('head.title', names)}</h2>
          {takes && (
            <Button
              small
              icon={<IconHandGrab size={14} aria-hidden />}
              action="listening.take"
              onClick={() => setTaking(true)}
            >
              {t('call.take')}
            </Button>
          )}
          <Button
            small
            icon={<IconHeadphonesOff size={14} aria-hidden />}
            action="listening.leave"
            busy={end.isPending}
            onClick={() => end.mutate({ params: { id } })}
          >
            {t('call.leave')}
          </Button>
        </div>
        <div className="row s12 t2 conversation-facts">
          <ChannelIcon channel="phone" size={14} />
          <span className="num">{contact.number}</span>
          {call !== undefined && <CallState call={call} />}
          {contact.queueName !== null && <span className="ell optional">{contact.queueName}</span>}
          {call?.since != null && <Duration since={call.since} />}
          <span className="grow" />
          <Company conversation={contact.conversation} />
        </div>
        <p className="s12 t3 ell">
          {t('head.seen', { agent: listening.agentName })} {t('head.why', { why: listening.why })}
        </p>
      </header>
      <section className={`call-follow ${mode}`} aria-label={t('call.label')}>
        <div className="row call-modes" role="group" aria-label={t('call.modes')}>
          {modes.map(({ mode: one, action, icon: Icon }) => (
            <Button
              key={one}
              small
              look={one === mode ? 'solid' : 'plain'}
              aria-pressed={one === mode}
              action={action}
              icon={<Icon size={14} aria-hidden />}
              disabled={one === 'stepped_in' && !speaks}
              busy={change.isPending && change.variables?.body.mode === one}
              onClick={() => speak(one)}
            >
              {t(`call.mode.${one}`)}
            </Button>
          ))}
        </div>
        <div className="row call-heard">
          <p className="grow" role="status">
            <b>{t(`call.heard.${mode}`, names)}</b>{' '}
            {call !== undefined && call.state !== 'talk' && (
              <span>
                {t(
                  call.state === 'dialling'
                    ? 'call.dialling'
                    : mode === 'reading'
                      ? 'call.heldAlone'
                      : 'call.heldTogether',
                  names,
                )}
              </span>
            )}
          </p>
          <HeardLevel />
        </div>
        <Muted speaking={mode !== 'reading'} />
        <OwnPhoneNeeded />
      </section>
      <Thread contact={contact} conversation={conversation} />
      <WhisperBox listening={listening} toName={listening.agentName} onLeave={toThread} />
      {taking && (
        <Confirm
          title={t('takingCall.title', names)}
          confirm={t('call.take')}
          busy={take.isPending}
          onConfirm={() => take.mutate({ params: { id: contact.id }, body: { why: listening.why } })}
          onClose={() => setTaking(false)}
        >
          <p>{t('takingCall.text', names)}</p>
        </Confirm>
      )}
    </div>
  );
}

/** Who wants to be heard and has the microphone off is told. */
function Muted({ speaking }: { speaking: boolean }) {
  const t = useText('listening');
  const phone = useText('phone');
  const { state, muted } = useOwnPhone();
  if (!speaking || !muted || state !== 'on') return null;
  return (
    <div className="notice warn phone-needed">
      <IconMicrophoneOff size={16} aria-hidden />
      <span className="grow">{t('call.muted')}</span>
      <Button small onClick={() => mute(false)}>
        {phone('unmute')}
      </Button>
    </div>
  );
}

/** How long its agent has had it. */
function Duration({ since }: { since: string }) {
  const t = useText('listening');
  const now = useNow();
  const seconds = Math.max(0, (now - Date.parse(since)) / 1000);
  return (
    <span className="num">
      {t('head.lasts', { time: seconds < 3600 ? formats.clock(seconds) : formats.span(seconds) })}
    </span>
  );
}
