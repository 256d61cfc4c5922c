import { IconHeadphones } from '@tabler/icons-react';
import { Fragment, useMemo, useRef, useState, type ReactNode } from 'react';
import type { LiveCall, LiveChat } from '#contract/listening.ts';
import { ChannelIcon, Chip, formats, useKey, useNow, useText } from '#web/kit/index.ts';
import { go } from '../app/go.ts';
import { useMe } from '../app/session.ts';
import { inOrder } from './order.rules.ts';

export type LiveItem = ({ kind: 'call' } & LiveCall) | ({ kind: 'chat' } & LiveChat);

const kinds = ['call', 'chat'] as const;

/**
 * Calls under way, the longest first, then chats, who has waited longest for an answer first. They stand still while
 * somebody is in the list. One stop of the Tab key; J, K and the arrows move, Enter opens.
 */
export function LiveList({
  items,
  open,
  empty,
  foot,
}: {
  items: readonly LiveItem[];
  open: string | undefined;
  empty: ReactNode;
  foot: ReactNode;
}) {
  const t = useText('listening');
  const box = useRef<HTMLDivElement>(null);
  // The order that stands while somebody is in the list; null: nobody is.
  const [held, setHeld] = useState<string[] | null>(null);
  const rows = useMemo(() => inOrder(items, held ?? []), [items, held]);
  const groups = kinds
    .map((kind) => ({ kind, of: rows.filter((one) => one.kind === kind) }))
    .filter(({ of }) => of.length > 0);
  const ids = groups.flatMap(({ of }) => of.map(({ contact }) => contact));
  const hold = () => setHeld((now) => now ?? ids);
  const [cursor, setCursor] = useState<string | undefined>(open);
  const current =
    cursor !== undefined && ids.includes(cursor) ? cursor : (ids.find((id) => id === open) ?? ids[0]);
  const move = (step: number) => {
    const at = current === undefined ? -1 : ids.indexOf(current);
    const to = ids[Math.max(0, Math.min(ids.length - 1, at + step))];
    if (to === undefined) return;
    setCursor(to);
    box.current?.querySelector<HTMLElement>(`[data-contact="${to}"]`)?.focus();
  };
  useKey('list.next', () => move(1));
  useKey('list.previous', () => move(-1));
  useKey('list.open', () => {
    if (current !== undefined) go(`/listening/${current}`);
  });
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the rows in it take focus and keys
    <div
      className="list-rows"
      ref={box}
      role="region"
      aria-label={t('list.label')}
      onMouseEnter={hold}
      onMouseLeave={() => {
        if (box.current?.contains(document.activeElement) !== true) setHeld(null);
      }}
      onFocus={hold}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setHeld(null);
      }}
      onKeyDown={(event) => {
        const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
        if (step === 0) return;
        event.preventDefault();
        move(step);
      }}
    >
      {rows.length === 0 && empty}
      {groups.map(({ kind, of }) => (
        <Fragment key={kind}>
          <h2 className="list-group">
            <span>{t(`list.${kind}s`)}</span>
            <span className="num">{of.length}</span>
          </h2>
          {of.map((item) => (
            <Row
              key={item.contact}
              item={item}
              open={item.contact === open}
              stop={item.contact === current}
            />
          ))}
        </Fragment>
      ))}
      {foot}
    </div>
  );
}

function Row({ item, open, stop }: { item: LiveItem; open: boolean; stop: boolean }) {
  const t = useText('listening');
  const me = useMe();
  const now = useNow();
  const seconds = item.since === null ? null : Math.max(0, (now - Date.parse(item.since)) / 1000);
  return (
    <button
      type="button"
      className="contact-row"
      data-contact={item.contact}
      aria-current={open || undefined}
      tabIndex={stop ? 0 : -1}
      onClick={() => go(`/listening/${item.contact}`)}
    >
      <ChannelIcon channel={item.kind === 'call' ? 'phone' : 'chat'} />
      <span className="contact-lines">
        <span className="row">
          <b className="who ell">{item.agentName}</b>
          <span className="grow" />
          {seconds !== null && (
            <span className="t3 s11 num">
              <span className="sr">{t('list.lasts')} </span>
              {clock(seconds)}
            </span>
          )}
        </span>
        <span className="subject ell">
          {t('list.with', { name: item.customerName })}
          {item.queueName !== null && <span className="t3"> · {item.queueName}</span>}
        </span>
        <span className="row">
          {item.kind === 'call' ? (
            <span className="grow row">
              <CallState call={item} />
            </span>
          ) : (
            <span className="preview ell grow" dir="auto">
              {item.lastLine.direction === 'out'
                ? t('list.us', { text: item.lastLine.text })
                : item.lastLine.text}
            </span>
          )}
          {item.listening !== null && (
            <Chip tone="line">
              <IconHeadphones size={11} aria-hidden />
              {item.listening.supervisor === me.id ? (
                <span className="sr">{t('list.followedByMe')}</span>
              ) : (
                t('list.followedBy', { name: item.listening.supervisorName.split(' ')[0] })
              )}
            </Chip>
          )}
          {item.kind === 'chat' && item.unansweredSince !== null && (
            <Unanswered since={item.unansweredSince} />
          )}
        </span>
      </span>
    </button>
  );
}

const tones = { dialling: 'mute', talk: 'ok', hold: 'warn' } as const;

/** How a call stands, and how long its customer has been on hold; never by colour alone. */
export function CallState({ call }: { call: LiveCall }) {
  const t = useText('listening');
  const now = useNow();
  const held = call.heldSince === null ? null : Math.max(0, (now - Date.parse(call.heldSince)) / 1000);
  return (
    <Chip tone={tones[call.state]}>
      {t(`callState.${call.state}`)}
      {held !== null && <span className="num"> {clock(held)}</span>}
    </Chip>
  );
}

const clock = (seconds: number) => (seconds < 3600 ? formats.clock(seconds) : formats.span(seconds));

/** How long the customer has been waiting for an answer; never by colour alone. */
export function Unanswered({ since }: { since: string }) {
  const t = useText('listening');
  const now = useNow();
  const seconds = Math.max(0, (now - Date.parse(since)) / 1000);
  return (
    <Chip tone={seconds < 60 ? 'ok' : seconds < 180 ? 'warn' : 'crit'}>
      <span aria-hidden>{t('list.waits', { time: clock(seconds) })}</span>
      <span className="sr">{t('list.waitsSpoken', { time: formats.span(seconds) })}</span>
    </Chip>
  );
}
