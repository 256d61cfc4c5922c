import { IconDoorEnter, IconDoorExit, IconHandGrab, IconHeadphonesOff } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { getContact, workload } from '#contract/contacts.ts';
import { takeContact } from '#contract/handling.ts';
import {
  endListening,
  listListening,
  listLiveChats,
  stepIn,
  stepOut,
  type Listening,
  type LiveChat,
} from '#contract/listening.ts';
import {
  Button,
  ChannelIcon,
  Chip,
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
import { Composer, type ComposerHandle } from '../inbox/composer.tsx';
import { answerNow } from '../inbox/focus.ts';
import { Thread } from '../inbox/thread.tsx';
import type { FullContact, FullConversation } from '../inbox/types.ts';
import { Unanswered } from './live-list.tsx';
import { WhisperBox } from './whisper-box.tsx';

/** A chat that I follow: everything said, a box to its agent, and ways in and out. */
export function Followed({
  listening,
  contact,
  conversation,
  chat,
}: {
  listening: Listening;
  contact: FullContact;
  conversation: FullConversation | undefined;
  chat: LiveChat | undefined;
}) {
  const t = useText('listening');
  const me = useMe();
  const place = { serviceId: contact.service, teamId: contact.team };
  const steps = mayAt(me, 'contact.handle', place);
  const takes = steps && mayAt(me, 'contact.assign', place);
  const [taking, setTaking] = useState(false);
  const composer = useRef<ComposerHandle>(null);
  const box = useRef<HTMLDivElement>(null);
  const { id, mode } = listening;
  const inside = mode === 'stepped_in';

  const about = { invalidates: [listListening, listLiveChats], onError: toastProblem };
  const enter = useWrite(stepIn, about);
  // Who has just stepped in is going to write: the box takes the focus as soon as it is there.
  const entering = enter.isSuccess;
  useEffect(() => {
    if (inside && entering) composer.current?.write('reply');
  }, [inside, entering]);
  const leave = useWrite(stepOut, about);
  const end = useWrite(endListening, { ...about, onSuccess: () => go('/listening') });
  const take = useWrite(takeContact, {
    invalidates: [listListening, listLiveChats, workload, getContact],
    onSuccess: (taken) => {
      answerNow(taken);
      go(`/inbox/${taken.id}`);
    },
    onError: toastProblem,
    onSettled: () => setTaking(false),
  });
  const step = () => (inside ? leave : enter).mutate({ params: { id } });
  useKey('listening.step', step, steps && !taking);
  useKey('listening.take', () => setTaking(true), takes && !taking);
  useKey('listening.leave', () => end.mutate({ params: { id } }), !taking);
  useKey('conversation.reply', () => composer.current?.write('reply'), inside && !taking);
  useKey('conversation.note', () => composer.current?.write('note'), inside && !taking);
  const toThread = () => box.current?.querySelector<HTMLElement>('[role="log"]')?.focus();

  return (
    <div className="followed" ref={box}>
      <header className="conversation-head">
        <h2 className="ell">
          {t('head.title', { agent: listening.agentName, customer: contact.customerName })}
        </h2>
        <div className="row s12 t2 conversation-facts">
          <ChannelIcon channel={contact.channel} size={14} />
          <span className="num">{contact.number}</span>
          <Chip tone={inside ? 'accent' : 'mute'}>{t(`mode.${mode}`)}</Chip>
          {contact.queueName !== null && <span className="ell optional">{contact.queueName}</span>}
          {chat?.since != null && <Duration since={chat.since} />}
          {chat?.unansweredSince != null && <Unanswered since={chat.unansweredSince} />}
          <span className="grow" />
          <Company conversation={contact.conversation} />
        </div>
        <p className="s12 t3 ell">
          {t('head.seen', { agent: listening.agentName })} {t('head.why', { why: listening.why })}
        </p>
        <div className="row followed-actions">
          {steps && (
            <Button
              small
              look={inside ? 'plain' : 'solid'}
              icon={inside ? <IconDoorExit size={14} aria-hidden /> : <IconDoorEnter size={14} aria-hidden />}
              action="listening.step"
              busy={enter.isPending || leave.isPending}
              onClick={step}
            >
              {t(inside ? 'stepOut' : 'stepIn')}
            </Button>
          )}
          {takes && (
            <Button
              small
              icon={<IconHandGrab size={14} aria-hidden />}
              action="listening.take"
              onClick={() => setTaking(true)}
            >
              {t('take')}
            </Button>
          )}
          <Button
            small
            icon={<IconHeadphonesOff size={14} aria-hidden />}
            action="listening.leave"
            busy={end.isPending}
            onClick={() => end.mutate({ params: { id } })}
          >
            {t('leave')}
          </Button>
        </div>
      </header>
      <Thread contact={contact} conversation={conversation} />
      <WhisperBox listening={listening} toName={listening.agentName} onLeave={toThread} />
      {inside && <Composer ref={composer} contact={contact} canReply canNote />}
      {taking && (
        <Confirm
          title={t('taking.title', { agent: listening.agentName })}
          confirm={t('take')}
          busy={take.isPending}
          onConfirm={() => take.mutate({ params: { id: contact.id }, body: { why: listening.why } })}
          onClose={() => setTaking(false)}
        >
          <p>{t('taking.text', { agent: listening.agentName, customer: contact.customerName })}</p>
        </Confirm>
      )}
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
