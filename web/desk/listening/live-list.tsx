import { IconHeadphones } from '@tabler/icons-react';
import { useMemo, useRef, useState, type ReactNode } from 'react';
import type { LiveChat } from '#contract/listening.ts';
import { ChannelIcon, Chip, formats, useKey, useNow, useText } from '#web/kit/index.ts';
import { go } from '../app/go.ts';
import { useMe } from '../app/session.ts';
import { inOrder } from './order.rules.ts';

/**
 * Chats under way, who has waited longest for an answer first. They stand still while somebody is in the list. One stop
 * of the Tab key; J, K and the arrows move, Enter opens.
 */
export function LiveList({
  chats,
  open,
  empty,
  foot,
}: {
  chats: LiveChat[];
  open: string | undefined;
  empty: ReactNode;
  foot: ReactNode;
}) {
  const t = useText('listening');
  const box = useRef<HTMLDivElement>(null);
  // The order that stands while somebody is in the list; null: nobody is.
  const [held, setHeld] = useState<string[] | null>(null);
  const rows = useMemo(() => inOrder(chats, held ?? []), [chats, held]);
  const ids = rows.map(({ contact }) => contact);
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
      {rows.map((chat) => (
        <Row key={chat.contact} chat={chat} open={chat.contact === open} stop={chat.contact === current} />
      ))}
      {foot}
    </div>
  );
}

function Row({ chat, open, stop }: { chat: LiveChat; open: boolean; stop: boolean }) {
  const t = useText('listening');
  const me = useMe();
  const now = useNow();
  const seconds = chat.since === null ? null : Math.max(0, (now - Date.parse(chat.since)) / 1000);
  return (
    <button
      type="button"
      className="contact-row"
      data-contact={chat.contact}
      aria-current={open || undefined}
      tabIndex={stop ? 0 : -1}
      onClick={() => go(`/listening/${chat.contact}`)}
    >
      <ChannelIcon channel="chat" />
      <span className="contact-lines">
        <span className="row">
          <b className="who ell">{chat.agentName}</b>
          <span className="grow" />
          {seconds !== null && (
            <span className="t3 s11 num">
              <span className="sr">{t('list.lasts')} </span>
              {clock(seconds)}
            </span>
          )}
        </span>
        <span className="subject ell">
          {t('list.with', { name: chat.customerName })}
          {chat.queueName !== null && <span className="t3"> · {chat.queueName}</span>}
        </span>
        <span className="row">
          <span className="preview ell grow" dir="auto">
            {chat.lastLine.direction === 'out'
              ? t('list.us', { text: chat.lastLine.text })
              : chat.lastLine.text}
          </span>
          {chat.listening !== null && (
            <Chip tone="line">
              <IconHeadphones size={11} aria-hidden />
              {chat.listening.supervisor === me.id ? (
                <span className="sr">{t('list.followedByMe')}</span>
              ) : (
                t('list.followedBy', { name: chat.listening.supervisorName.split(' ')[0] })
              )}
            </Chip>
          )}
          {chat.unansweredSince !== null && <Unanswered since={chat.unansweredSince} />}
        </span>
      </span>
    </button>
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
