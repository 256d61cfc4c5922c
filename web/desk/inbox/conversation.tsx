import { Menu } from '@mantine/core';
import {
  IconArrowForwardUp,
  IconCalendarPlus,
  IconCheck,
  IconCopy,
  IconDots,
  IconFileDownload,
  IconFolderPlus,
  IconHandGrab,
  IconHeadphones,
  IconPhoneOutgoing,
  IconUserEdit,
} from '@tabler/icons-react';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { getContact, workload, listContacts } from '#contract/contacts.ts';
import { rawMessage } from '#contract/conversations.ts';
import { finishContact, markRead, takeContact } from '#contract/handling.ts';
import {
  Button,
  call,
  ChannelIcon,
  Chip,
  IconButton,
  invalidate,
  isMail,
  keyOf,
  queryClient,
  Skeleton,
  SlaChip,
  toast,
  toastProblem,
  urlOf,
  useKey,
  useText,
  useWrite,
} from '#web/kit/index.ts';
import type { Output } from '#contract/route.ts';
import { go } from '../app/go.ts';
import { mayAt } from '../app/places.ts';
import { useMay, useMe } from '../app/session.ts';
import type { Verb } from '../steering/verbs.ts';
import { AgentNotice } from '../listening/agent-notice.tsx';
import { useFollower } from '../listening/state.ts';
import { WhisperBox } from '../listening/whisper-box.tsx';
import { Company } from './company-line.tsx';
import { Composer, type ComposerHandle } from './composer.tsx';
import { ConsultStrip } from './consult-strip.tsx';
import { answerNow } from './focus.ts';
import { arrange } from './groups.rules.ts';
import { CallsBecauseOf } from './call-from-text.tsx';
import { Thread } from './thread.tsx';
import { useThread } from './thread-cache.ts';
import type { FullContact, FullConversation } from './types.ts';
import { WrapUp } from './wrap-up.tsx';

const VisitBar = lazy(() => import('../offices/visit-bar.tsx'));
const FirstContactChip = lazy(() => import('../contacts/first-contact.tsx'));
const StepBody = lazy(() => import('./step.tsx'));
const Transfer = lazy(() => import('./transfer.tsx'));
const CallPanel = lazy(async () => ({ default: (await import('./call-panel.tsx')).CallPanel }));
const RecordingStrip = lazy(() => import('../recordings/strip.tsx'));
const CaseDialog = lazy(() => import('./case-dialog.tsx'));
const MoveCustomer = lazy(() => import('./move-customer.tsx'));
const PromiseCallback = lazy(() => import('../callbacks/promise.tsx'));
const BookAppointment = lazy(() => import('../offices/book-appointment.tsx'));
const SteerItems = lazy(() => import('./steer-items.tsx'));
const ContactVerb = lazy(() => import('../steering/contact-verb.tsx'));

// A chat that is followed is made of the same parts: one chunk holds both.
export { Followed } from '../listening/followed.tsx';

/** One conversation: head, all its messages, and the composer or the wrap-up below. */
export function Conversation({
  contact,
  conversation,
}: {
  contact: FullContact;
  conversation: FullConversation | undefined;
}) {
  const t = useText('inbox');
  const me = useMe();
  const handles = useMay('contact.handle');
  const writesCases = useMay('case.write');
  const [dialog, setDialog] = useState<
    'transfer' | 'consult' | 'case' | 'customer' | 'callback' | 'appointment' | null
  >(null);
  const composer = useRef<ComposerHandle>(null);
  const menu = useRef<HTMLButtonElement>(null);
  const thread = useThread(contact.conversation);
  // A step of a case has its case where a conversation would be, and ends with an answer.
  const step = contact.kind === 'case_step';
  const follower = useFollower(contact.id);
  const listens = mayAt(me, 'contact.listen', { serviceId: contact.service, teamId: contact.team });

  // The open contact of the conversation is the one to act on, also when an older one was opened from a list.
  const mine = contact.agent === me.id;
  const active = mine && contact.state === 'active';
  const { consult } = contact;
  // Asked by the colleague who has it: to be read, unless they let me write too.
  const consulted = consult?.agent === me.id && consult.state === 'active';
  const takesPart = consulted || (active && consult !== null);
  const waits = contact.state === 'queued' || contact.state === 'offered';
  // Who may assign disposes of what a colleague has, too.
  const steers = !mine && mayAt(me, 'contact.assign', { serviceId: contact.service, teamId: contact.team });
  const [verb, setVerb] = useState<Verb | null>(null);
  // Why somebody says how it went in the agent's stead.
  const [stead, setStead] = useState<string | null>(null);
  const wrapping = (mine || (steers && stead !== null)) && contact.state === 'wrap_up';

  const refresh = (fresh: { id: string }) => {
    queryClient.setQueryData(keyOf(getContact, { params: { id: contact.id } }), { ...contact, ...fresh });
    invalidate(getContact, { params: { id: contact.id } });
    invalidate(workload);
    invalidate(listContacts);
  };
  const take = useWrite(takeContact, {
    onSuccess: (taken) => {
      answerNow(taken);
      refresh(taken);
    },
    onError: toastProblem,
  });
  const finish = useWrite(finishContact, { onSuccess: refresh, onError: toastProblem });
  const end = () => (step ? composer.current?.write('reply') : finish.mutate({ params: { id: contact.id } }));
  useKey('conversation.finish', end, active && dialog === null);
  useKey(
    'conversation.transfer',
    () => (active ? setDialog('transfer') : setVerb('pass')),
    (active || (steers && (waits || contact.state === 'active'))) && dialog === null,
  );
  useKey('conversation.consult', () => setDialog('consult'), active && consult === null && dialog === null);
  useKey('conversation.case', () => setDialog('case'), writesCases && !step && dialog === null);
  // A call that is owed already is not promised again.
  const promises = handles && !step && contact.kind !== 'callback';
  useKey('conversation.callback', () => setDialog('callback'), promises && dialog === null);
  useKey('conversation.actions', () => menu.current?.click(), dialog === null);
  // Whoever waits is taken first: that is what it takes to answer.
  const takeIt = () => take.mutate({ params: { id: contact.id } });
  const takes = waits && handles;
  useKey(
    'conversation.reply',
    () => (takes ? takeIt() : composer.current?.write('reply')),
    dialog === null && !wrapping && !take.isPending,
  );
  useKey('conversation.note', () => composer.current?.write('note'), dialog === null && !wrapping);
  // Who came to a desk may have brought no word: seen is what there is.
  useMarkRead(contact, mine, thread.data && (thread.data.items.at(-1)?.id ?? contact.id));

  const lastIn = thread.data?.items.findLast(
    ({ direction, messageId }) => direction === 'in' && messageId !== null,
  );
  return (
    <>
      <header className="conversation-head">
        <div className="row">
          <h2 className="ell grow" dir="auto">
            {contact.subject === '' ? t('noSubject') : contact.subject}
          </h2>
          {takes && (
            <Button
              small
              look="solid"
              icon={<IconHandGrab size={14} aria-hidden />}
              action="conversation.reply"
              busy={take.isPending}
              onClick={takeIt}
            >
              {t('action.take')}
            </Button>
          )}
          {active && (
            <>
              <Button
                small
                icon={<IconArrowForwardUp size={14} aria-hidden className="flip" />}
                action="conversation.transfer"
                onClick={() => setDialog('transfer')}
              >
                {t('action.transfer')}
              </Button>
              {writesCases && !step && (
                <Button
                  small
                  icon={<IconFolderPlus size={14} aria-hidden />}
                  action="conversation.case"
                  onClick={() => setDialog('case')}
                >
                  {t('action.case')}
                </Button>
              )}
              <Button
                small
                icon={<IconCheck size={14} aria-hidden />}
                action="conversation.finish"
                busy={finish.isPending}
                onClick={end}
              >
                {t(step ? 'action.answer' : 'action.finish')}
              </Button>
            </>
          )}
          <Menu width={250}>
            <Menu.Target>
              <IconButton ref={menu} label={t('action.more')} action="conversation.actions">
                <IconDots size={16} aria-hidden />
              </IconButton>
            </Menu.Target>
            <Menu.Dropdown>
              {writesCases && !active && !step && (
                <Menu.Item
                  leftSection={<IconFolderPlus size={15} aria-hidden />}
                  onClick={() => setDialog('case')}
                >
                  {t('action.caseLong')}
                </Menu.Item>
              )}
              <Suspense>{steers && <SteerItems contact={contact} onVerb={setVerb} />}</Suspense>
              {listens && !mine && /^(chat|phone)$/.test(contact.channel) && contact.state === 'active' && (
                <Menu.Item
                  leftSection={<IconHeadphones size={15} aria-hidden />}
                  onClick={() => go(`/listening/${contact.id}`)}
                >
                  {t(contact.channel === 'phone' ? 'action.listenCall' : 'action.listen')}
                </Menu.Item>
              )}
              {promises && (
                <Menu.Item
                  leftSection={<IconPhoneOutgoing size={15} aria-hidden />}
                  onClick={() => setDialog('callback')}
                >
                  {t('action.callback')}
                </Menu.Item>
              )}
              {handles && !step && (
                <Menu.Item
                  leftSection={<IconCalendarPlus size={15} aria-hidden />}
                  onClick={() => setDialog('appointment')}
                >
                  {t('action.appointment')}
                </Menu.Item>
              )}
              {handles && !step && (
                <Menu.Item
                  leftSection={<IconUserEdit size={15} aria-hidden />}
                  onClick={() => setDialog('customer')}
                >
                  {t('action.customer')}
                </Menu.Item>
              )}
              <Menu.Item
                leftSection={<IconCopy size={15} aria-hidden />}
                onClick={() => {
                  navigator.clipboard
                    .writeText(contact.number)
                    .then(() => toast(t('action.copied')), toastProblem);
                }}
              >
                {t('action.copyNumber')}
              </Menu.Item>
              {lastIn !== undefined && isMail(contact.channel) && (
                <Menu.Item
                  component="a"
                  href={urlOf(rawMessage, { params: { id: lastIn.id } })}
                  download={`${contact.number}.eml`}
                  leftSection={<IconFileDownload size={15} aria-hidden />}
                >
                  {t('action.raw')}
                </Menu.Item>
              )}
            </Menu.Dropdown>
          </Menu>
        </div>
        <div className="row s12 t2 conversation-facts">
          <ChannelIcon channel={contact.channel} size={14} />
          <span className="num">{contact.number}</span>
          <Chip tone={contact.state === 'active' ? 'accent' : 'mute'}>{t(`state.${contact.state}`)}</Chip>
          {contact.caseNumber !== null && !step && <Chip tone="line">{contact.caseNumber}</Chip>}
          {contact.firstContact !== null && (
            <Suspense>
              <FirstContactChip contact={contact} />
            </Suspense>
          )}
          {contact.queueName !== null && <span className="ell">{contact.queueName}</span>}
          {contact.agentName !== null && <span className="ell optional">{contact.agentName}</span>}
          <span className="grow" />
          <Company conversation={contact.conversation} />
          {contact.dueAt !== null && <SlaChip dueAt={contact.dueAt} prefix={t('head.answer')} />}
        </div>
      </header>
      <div role="status">
        {follower !== undefined && (
          <div className="listening-notice">
            <AgentNotice listening={follower} />
          </div>
        )}
      </div>
      {contact.channel === 'phone' && (
        <Suspense>
          <CallPanel contact={contact} />
          <RecordingStrip contact={contact} />
        </Suspense>
      )}
      {contact.kind === 'desk_visit' && (
        <Suspense>
          <VisitBar contact={contact} active={active} onGone={() => goToNext(contact.id)} />
        </Suspense>
      )}
      {step ? (
        <Suspense fallback={<Skeleton rows={6} height={56} />}>
          <StepBody
            ref={composer}
            contact={contact}
            canAnswer={active}
            onDone={() => {
              refresh(contact);
              goToNext(contact.id);
            }}
          />
        </Suspense>
      ) : (
        <CallsBecauseOf
          value={{
            customer: { id: contact.customer, name: contact.customerName },
            contact: contact.id,
            service: contact.service,
          }}
        >
          <Thread
            contact={contact}
            conversation={conversation}
            hides={takesPart ? (consult?.id ?? null) : null}
          />
        </CallsBecauseOf>
      )}
      <ConsultStrip
        contact={contact}
        lines={thread.data?.items ?? []}
        onAgain={active ? () => setDialog('consult') : null}
        keys={dialog === null}
      />
      {follower !== undefined && follower.mode !== 'asked' && (
        <WhisperBox
          key={follower.id}
          listening={follower}
          toName={follower.supervisorName}
          onLeave={() => document.querySelector<HTMLElement>('main [role="log"]')?.focus()}
        />
      )}
      {step ? null : wrapping ? (
        <WrapUp
          contact={contact}
          {...(stead === null ? {} : { why: stead })}
          onDone={(done) => {
            refresh(done);
            goToNext(done.id);
          }}
        />
      ) : consulted && !consult.writes ? null : (
        <Composer
          ref={composer}
          contact={contact}
          canReply={
            writtenOn(contact) &&
            (active ||
              consulted ||
              (handles && contact.state === 'closed' && conversation?.state === 'closed'))
          }
          canNote={handles}
        />
      )}
      <Suspense>
        {(dialog === 'transfer' || dialog === 'consult') && (
          <Transfer
            contact={contact}
            first={dialog === 'consult'}
            onClose={() => setDialog(null)}
            onDone={refresh}
          />
        )}
        {dialog === 'case' && <CaseDialog contact={contact} onClose={() => setDialog(null)} />}
        {dialog === 'callback' && <PromiseCallback contact={contact} onClose={() => setDialog(null)} />}
        {dialog === 'appointment' && (
          <BookAppointment
            whom={{
              customer: contact.customer,
              name: contact.customerName,
              language: contact.language,
              ...(contact.channel === 'case' ? {} : { via: contact.channel }),
              contact: contact.id,
            }}
            onClose={() => setDialog(null)}
          />
        )}
        {dialog === 'customer' && <MoveCustomer contact={contact} onClose={() => setDialog(null)} />}
        {verb !== null && (
          <ContactVerb
            verb={verb}
            contact={contact}
            onClose={() => setVerb(null)}
            onDone={(why) => {
              if (verb === 'finish' || verb === 'wrapUp') setStead(why);
            }}
          />
        )}
      </Suspense>
    </>
  );
}

/** Who stands at a desk is spoken to: there is nothing to send. */
const writtenOn = ({ channel }: FullContact) => channel !== 'desk' && channel !== 'phone';

/** A contact is done: the next of mine, in the order of the list, or the empty screen. */
function goToNext(done: string): void {
  const mine = queryClient.getQueryData<Output<typeof workload>>(keyOf(workload))?.contacts ?? [];
  const next = arrange(
    mine.filter(({ id }) => id !== done),
    Date.now(),
  )[0]?.contacts[0];
  go(next === undefined ? '/inbox' : `/inbox/${next.id}`);
}

/** What its agent has on a visible screen counts as read. */
function useMarkRead(contact: FullContact, mine: boolean, newest: string | undefined): void {
  const { id, unread } = contact;
  useEffect(() => {
    if (!mine || !unread || newest === undefined) return;
    const mark = () => {
      if (document.visibilityState !== 'visible') return;
      call(markRead, { params: { id } }).then(
        () => {
          invalidate(getContact, { params: { id } });
          invalidate(workload);
        },
        // Unread stays unread; the next message or look tries again.
        () => undefined,
      );
    };
    mark();
    document.addEventListener('visibilitychange', mark);
    return () => document.removeEventListener('visibilitychange', mark);
  }, [id, mine, unread, newest]);
}
