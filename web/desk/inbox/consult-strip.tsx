import './consult.css';
import { IconArrowForwardUp, IconMessages, IconPhonePause, IconSend2, IconX } from '@tabler/icons-react';
import { useLayoutEffect, useRef, useState } from 'react';
import {
  completeConsult,
  endConsult,
  letConsultedWrite,
  listConsults,
  sayInConsult,
} from '#contract/consults.ts';
import { getContact, workload } from '#contract/contacts.ts';
import type { Message } from '#contract/conversations.ts';
import type { Consult } from '#contract/routing.ts';
import {
  Button,
  Chip,
  formats,
  IconButton,
  invalidate,
  keyOf,
  newKey,
  queryClient,
  toastProblem,
  useApi,
  useKey,
  useNow,
  useText,
  useWrite,
} from '#web/kit/index.ts';
import { useMe } from '../app/session.ts';
import { callOfContact } from '#contract/voice.ts';
import { otherOn } from './call-people.rules.ts';
import { merge } from './thread-cache.ts';
import type { FullContact } from './types.ts';

/** The help that goes on about a contact, for the two who take part; and, once it is over, what became of it. */
export function ConsultStrip({
  contact,
  lines,
  onAgain,
  keys,
}: {
  contact: FullContact;
  lines: readonly Message[];
  /** Asks again; null for who does not have the contact. */
  onAgain: (() => void) | null;
  /** Its keys act now: no dialog is open. */
  keys: boolean;
}) {
  const me = useMe();
  const { consult } = contact;
  const [seen, setSeen] = useState<string | null>(null);
  if (consult !== null && consult.id !== seen) setSeen(consult.id);
  if (consult !== null) {
    const takesPart = consult.asker === me.id || consult.agent === me.id;
    return takesPart ? (
      <OpenConsult
        key={consult.id}
        contact={contact}
        consult={consult}
        lines={lines.filter((one) => one.consult === consult.id)}
        keys={keys}
      />
    ) : null;
  }
  return seen === null || onAgain === null ? null : (
    <OverNotice contact={contact.id} consult={seen} onAgain={onAgain} onClose={() => setSeen(null)} />
  );
}

/** Who is at the other end, as far as it is known: who answers, who is asked, or the queue. */
const otherOf = (consult: Consult, asks: boolean): string =>
  asks ? (consult.agentName ?? consult.askedName ?? consult.queueName) : consult.askerName;

function OpenConsult({
  contact,
  consult,
  lines,
  keys,
}: {
  contact: FullContact;
  consult: Consult;
  lines: Message[];
  keys: boolean;
}) {
  const t = useText('consult');
  const me = useMe();
  const asks = consult.asker === me.id;
  const name = otherOf(consult, asks);
  const talks = consult.state === 'active';
  const params = { id: consult.id };
  const refresh = (now: Consult) => {
    queryClient.setQueryData<FullContact>(keyOf(getContact, { params: { id: contact.id } }), (old) =>
      old === undefined ? old : { ...old, consult: now.state === 'ended' ? null : now },
    );
    invalidate(getContact, { params: { id: contact.id } });
    invalidate(workload);
  };
  const complete = useWrite(completeConsult, { onSuccess: refresh, onError: toastProblem });
  const end = useWrite(endConsult, { onSuccess: refresh, onError: toastProblem });
  // What was just ticked stands at once; the answer of the server takes its place.
  const [wish, setWish] = useState<boolean | null>(null);
  const writes = useWrite(letConsultedWrite, {
    onSuccess: refresh,
    onError: toastProblem,
    onSettled: () => setWish(null),
  });
  const field = useRef<HTMLInputElement>(null);
  useKey('conversation.consult', () => field.current?.focus(), keys);
  useKey('consult.complete', () => complete.mutate({ params }), keys && asks && talks);
  // While a number outside is asked too, the keys are its: it has somebody on the line.
  const line = useApi(callOfContact, { params: { id: contact.id } }, { enabled: contact.channel === 'phone' })
    .data?.call;
  const own = otherOn(consult, line ?? null, (number) => number)?.isNumber !== true || !asks;
  useKey('consult.end', () => end.mutate({ params }), keys && own);
  return (
    <section className="consult" aria-label={t('label', { name })}>
      <div className="row consult-head">
        <IconMessages size={16} aria-hidden />
        <b className="ell">{t(asks ? 'title' : 'titleMine', { name })}</b>
        <State consult={consult} />
        {contact.heldSince !== null && (
          <Chip tone="warn" icon={<IconPhonePause size={12} aria-hidden />}>
            {t('held')}
          </Chip>
        )}
        <span className="grow" />
        {asks && talks && (
          <Button
            small
            icon={<IconArrowForwardUp size={14} aria-hidden className="flip" />}
            action="consult.complete"
            busy={complete.isPending}
            onClick={() => complete.mutate({ params })}
          >
            <span className="ell consult-name">{t('complete', { name })}</span>
          </Button>
        )}
        <Button
          small
          icon={<IconX size={14} aria-hidden />}
          {...(own ? { action: 'consult.end' as const } : {})}
          busy={end.isPending}
          onClick={() => end.mutate({ params })}
        >
          {t(talks ? 'end' : 'withdraw')}
        </Button>
      </div>
      <Lines name={name} lines={lines} />
      <Say consult={consult} conversation={contact.conversation} name={name} ref={field} />
      {asks && talks && contact.channel === 'chat' && (
        <label className="consult-writes s12">
          <input
            type="checkbox"
            checked={wish ?? consult.writes}
            disabled={writes.isPending}
            onChange={(event) => {
              setWish(event.target.checked);
              writes.mutate({ params, body: { writes: event.target.checked } });
            }}
          />
          {t('writes', { name })}
        </label>
      )}
      {!asks && <p className="s12 t2">{t(consult.writes ? 'youWrite' : 'youRead', { name })}</p>}
      {asks && !talks && consult.expiresAt !== null && (
        <p className="s12 t2 num">{t('ends', { time: formats.time(consult.expiresAt) })}</p>
      )}
    </section>
  );
}

function State({ consult }: { consult: Consult }) {
  const t = useText('consult');
  const now = useNow();
  const since = (at: string | null) => formats.clock(Math.max(0, (now - Date.parse(at ?? '')) / 1000));
  if (consult.state === 'offered') return <Chip tone="accent">{t('offered')}</Chip>;
  return consult.state === 'active' ? (
    <Chip tone="ok">
      <span className="num">{t('active', { time: since(consult.answeredAt) })}</span>
    </Chip>
  ) : (
    <Chip>
      <span className="num">{t('waiting', { time: since(consult.askedAt) })}</span>
    </Chip>
  );
}

/** What the two have written, the newest at the foot. */
function Lines({ name, lines }: { name: string; lines: Message[] }) {
  const t = useText('consult');
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  }, [lines.length]);
  return (
    <div
      className="consult-lines"
      ref={box}
      role="log"
      aria-label={t('lines', { name })}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it
      tabIndex={0}
    >
      {lines.length === 0 && <p className="t2 s12">{t('empty')}</p>}
      {lines.map((line) => (
        <p key={line.id} dir="auto">
          <span className="s12 t2 num">
            {t('line_by', { name: line.author.name, time: formats.time(line.at) })}
          </span>{' '}
          <span className="plain">{line.text}</span>
        </p>
      ))}
    </div>
  );
}

function Say({
  consult,
  conversation,
  name,
  ref,
}: {
  consult: Consult;
  conversation: string;
  name: string;
  ref: React.Ref<HTMLInputElement>;
}) {
  const t = useText('consult');
  const [text, setText] = useState('');
  // The same words tried again are the same line.
  const [clientId, setClientId] = useState(newKey);
  const say = useWrite(sayInConsult, {
    onSuccess: (line) => {
      merge(conversation, [line]);
      setText('');
      setClientId(newKey());
    },
    onError: toastProblem,
  });
  const empty = text.trim() === '';
  return (
    <form
      className="row"
      onSubmit={(event) => {
        event.preventDefault();
        if (!empty && !say.isPending)
          say.mutate({ params: { id: consult.id }, body: { text: text.trim(), clientId } });
      }}
    >
      <input
        ref={ref}
        className="input grow"
        aria-label={t('line', { name })}
        placeholder={t('lineHint', { name })}
        maxLength={10_000}
        dir="auto"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape')
            event.currentTarget.closest('main')?.querySelector<HTMLElement>('[role="log"]')?.focus();
        }}
      />
      <Button
        small
        type="submit"
        disabled={empty}
        busy={say.isPending}
        icon={<IconSend2 size={14} aria-hidden className="flip" />}
      >
        {t('send')}
      </Button>
    </form>
  );
}

/** Says to who asked how it ended, until they have read it. */
function OverNotice({
  contact,
  consult,
  onAgain,
  onClose,
}: {
  contact: string;
  consult: string;
  onAgain: () => void;
  onClose: () => void;
}) {
  const t = useText('consult');
  const me = useMe();
  const { data } = useApi(listConsults, { params: { id: contact } }, { staleTime: 0 });
  const over = data?.items.find(({ id }) => id === consult);
  // What I have ended myself I know.
  if (over?.result == null || over.asker !== me.id || over.result === 'transferred') return null;
  const name = over.agentName ?? over.askedName ?? over.queueName;
  return (
    <section className="consult over" aria-label={t('label', { name })}>
      <div className="row">
        <IconMessages size={16} aria-hidden />
        <span className="grow" role="status">
          {t(`over.${over.result}`, { name })}
        </span>
        <Button
          small
          onClick={() => {
            onClose();
            onAgain();
          }}
        >
          {t('again')}
        </Button>
        <IconButton label={t('dismiss')} onClick={onClose}>
          <IconX size={14} aria-hidden />
        </IconButton>
      </div>
    </section>
  );
}
