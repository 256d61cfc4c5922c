import { IconHeadphones, IconShieldLock } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import {
  endListening,
  listListening,
  listLiveCalls,
  listLiveChats,
  startListening,
  type Listening,
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
import { useOwnPhone } from '../phone/own-phone.ts';
import { isWhy, rememberWhy, WhyField } from '../steering/why.tsx';
import type { LiveItem } from './live-list.tsx';
import { OwnPhoneNeeded } from './own-phone-needed.tsx';

/** Before a chat or a call is followed: what that means, why, and what hinders it; and how the last time ended. */
export function Begin({
  contact,
  item,
  listening,
  allowed,
  asks,
  elsewhere,
}: {
  contact: string;
  /** Undefined: it is no longer under way, or out of my sight. */
  item: LiveItem | undefined;
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
            <span>
              {t(listening?.channel === 'phone' ? `endedCall.${ended}` : `ended.${ended}`, {
                agent: listening?.agentName,
              })}
            </span>
          </p>
        )}
      </div>
      {asked ? (
        <Asked listening={listening} />
      ) : item === undefined ? (
        <EmptyState>{t(listening?.channel === 'phone' ? 'begin.goneCall' : 'begin.gone')}</EmptyState>
      ) : (
        <>
          <h2>
            {t(item.kind === 'call' ? 'begin.titleCall' : 'begin.title', {
              agent: item.agentName,
              customer: item.customerName,
            })}
          </h2>
          {item.listening !== null ? (
            <p className="t2">{t('begin.followed', { name: item.listening.supervisorName })}</p>
          ) : !allowed ? (
            <p className="notice">
              <IconShieldLock size={16} aria-hidden />
              <span>{t('notAllowed.why')}</span>
            </p>
          ) : (
            <BeginForm contact={contact} item={item} asks={asks} elsewhere={elsewhere} />
          )}
        </>
      )}
    </div>
  );
}

function BeginForm({
  contact,
  item,
  asks,
  elsewhere,
}: {
  contact: string;
  item: LiveItem;
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
    await refresh(listListening, listLiveChats, listLiveCalls);
  });
  const call = item.kind === 'call';
  const agent = item.agentName;
  const phone = useOwnPhone();
  return (
    <form className="form" ref={box} noValidate onSubmit={(event) => void submit(event)}>
      <FormMessage>{form.message}</FormMessage>
      <ul className="begin-facts t2">
        <li>{t(asks ? 'begin.asks' : 'begin.told', { agent })}</li>
        {call && <li>{t('begin.hears', { agent })}</li>}
        <li>{t(call ? 'begin.holds' : 'begin.reads')}</li>
        <li>{t(call ? 'begin.loggedCall' : 'begin.logged')}</li>
        {elsewhere !== undefined && (
          <li>
            <b>
              {t(elsewhere.channel === 'phone' ? 'begin.elsewhereCall' : 'begin.elsewhere', {
                agent: elsewhere.agentName,
              })}
            </b>
          </li>
        )}
      </ul>
      {call && <OwnPhoneNeeded />}
      <WhyField {...form.text('why')} />
      <div className="form-actions">
        <Button
          type="submit"
          look="solid"
          icon={<IconHeadphones size={15} aria-hidden />}
          busy={form.busy}
          disabled={!isWhy(form.values.why) || (call && phone.state !== 'on')}
        >
          {t(call ? (asks ? 'begin.askCall' : 'begin.startCall') : asks ? 'begin.ask' : 'begin.start')}
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
