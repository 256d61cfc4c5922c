import { IconHeadphones, IconShieldLock } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import {
  endListening,
  listListening,
  listLiveChats,
  startListening,
  type Listening,
  type LiveChat,
} from '#contract/listening.ts';
import {
  Button,
  callPatiently,
  EmptyState,
  FormMessage,
  toastProblem,
  useForm,
  useText,
  useWrite,
} from '#web/kit/index.ts';
import { refresh } from '#web/kit/records.tsx';
import { isWhy, rememberWhy, WhyField } from '../steering/why.tsx';

/** Before a chat is followed: what that means, why, and what hinders it; and how the last time ended. */
export function Begin({
  contact,
  chat,
  listening,
  allowed,
  asks,
  elsewhere,
}: {
  contact: string;
  /** Undefined: it is no longer under way, or out of my sight. */
  chat: LiveChat | undefined;
  /** The last time I followed it. */
  listening: Listening | undefined;
  allowed: boolean;
  asks: boolean;
  /** Another one that I follow now. */
  elsewhere: Listening | undefined;
}) {
  const t = useText('listening');
  const asked = listening !== undefined && listening.endedAt === null;
  const ended = listening?.endedBecause ?? null;
  return (
    <div className="begin">
      <div role="status">
        {ended !== null && ended !== 'left' && ended !== 'moved_on' && (
          <p className="notice info">
            <IconHeadphones size={16} aria-hidden />
            <span>{t(`ended.${ended}`, { agent: listening?.agentName })}</span>
          </p>
        )}
      </div>
      {asked ? (
        <Asked listening={listening} />
      ) : chat === undefined ? (
        <EmptyState>{t('begin.gone')}</EmptyState>
      ) : (
        <>
          <h2>{t('begin.title', { agent: chat.agentName, customer: chat.customerName })}</h2>
          {chat.listening !== null ? (
            <p className="t2">{t('begin.followed', { name: chat.listening.supervisorName })}</p>
          ) : !allowed ? (
            <p className="notice">
              <IconShieldLock size={16} aria-hidden />
              <span>{t('notAllowed.why')}</span>
            </p>
          ) : (
            <BeginForm contact={contact} chat={chat} asks={asks} elsewhere={elsewhere} />
          )}
        </>
      )}
    </div>
  );
}

function BeginForm({
  contact,
  chat,
  asks,
  elsewhere,
}: {
  contact: string;
  chat: LiveChat;
  asks: boolean;
  elsewhere: Listening | undefined;
}) {
  const t = useText('listening');
  const form = useForm({ why: '' });
  const box = useRef<HTMLFormElement>(null);
  // Chosen in the list to be followed: what is asked for comes next.
  useEffect(() => box.current?.querySelector('input')?.focus(), []);
  const submit = form.submit(async ({ why }) => {
    await callPatiently(startListening, { params: { id: contact }, body: { why: why.trim() } });
    rememberWhy(why.trim());
    await refresh(listListening, listLiveChats);
  });
  return (
    <form className="form" ref={box} noValidate onSubmit={(event) => void submit(event)}>
      <FormMessage>{form.message}</FormMessage>
      <ul className="begin-facts t2">
        <li>{t(asks ? 'begin.asks' : 'begin.told', { agent: chat.agentName })}</li>
        <li>{t('begin.reads')}</li>
        <li>{t('begin.logged')}</li>
        {elsewhere !== undefined && (
          <li>
            <b>{t('begin.elsewhere', { agent: elsewhere.agentName })}</b>
          </li>
        )}
      </ul>
      <WhyField {...form.text('why')} />
      <div className="form-actions">
        <Button
          type="submit"
          look="solid"
          icon={<IconHeadphones size={15} aria-hidden />}
          busy={form.busy}
          disabled={!isWhy(form.values.why)}
        >
          {t(asks ? 'begin.ask' : 'begin.start')}
        </Button>
      </div>
    </form>
  );
}

/** The agent was asked and has not answered yet. */
function Asked({ listening: { id, agentName } }: { listening: Listening }) {
  const t = useText('listening');
  const end = useWrite(endListening, { invalidates: [listListening], onError: toastProblem });
  return (
    <EmptyState
      action={
        <Button busy={end.isPending} onClick={() => end.mutate({ params: { id } })}>
          {t('begin.withdraw')}
        </Button>
      }
    >
      {t('begin.waiting', { agent: agentName })}
    </EmptyState>
  );
}
