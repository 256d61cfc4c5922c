import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import { IconArrowDown } from '@tabler/icons-react';
import type { Message } from '#contract/conversations.ts';
import type { Whisper } from '#contract/listening.ts';
import { Button, formats, isMail, Loaded, toastProblem, useNow, useText } from '#web/kit/index.ts';
import { useWhispers } from '../listening/state.ts';
import { WhisperLine } from '../listening/whisper-line.tsx';
import { useCompany } from './company.ts';
import { ContactMark } from './legs.tsx';
import { MessageView, OutgoingView } from './message.tsx';
import { useOutgoing } from './outbox.ts';
import { loadOlder, useThread } from './thread-cache.ts';
import type { FullContact, FullConversation } from './types.ts';

// Up to here all lines stay on screen: what is open in them, and a mail's frame, are not made anew while one scrolls.
const few = 80;

/**
 * All messages of the conversation, the newest at the foot; older ones come page by page when asked for. Of a long one
 * only the lines around the screen exist; the others are the space they take.
 */
export function Thread({
  contact,
  conversation,
  hides = null,
}: {
  contact: FullContact;
  conversation: FullConversation | undefined;
  /** The consult whose lines stand elsewhere on the screen. */
  hides?: string | null;
}) {
  const thread = useThread(contact.conversation);
  return (
    <Loaded query={thread} rows={6} height={64}>
      {({ items, next }) => (
        <Lines
          key={contact.conversation}
          items={hides === null ? items : items.filter(({ consult }) => consult !== hides)}
          more={next !== null}
          contact={contact}
          conversation={conversation}
        />
      )}
    </Loaded>
  );
}

function Lines({
  items,
  more,
  contact,
  conversation,
}: {
  items: Message[];
  more: boolean;
  contact: FullContact;
  conversation: FullConversation | undefined;
}) {
  const t = useText('inbox');
  const box = useRef<HTMLDivElement>(null);
  const foot = useRef(true);
  const [below, setBelow] = useState(0);
  const [busy, setBusy] = useState(false);
  const before = useRef({ height: 0, first: '', count: items.length });
  const outgoing = useOutgoing().filter((one) => one.conversation === contact.conversation);
  const customerTypes = useCompany(contact.conversation).some(({ doing }) => doing === 'customer');
  const whispers = useWhispers(contact.conversation, contact.channel);

  // At the foot it stays at the foot; reading further up it stays where it is, also when older pages come in above.
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const first = items[0]?.id ?? '';
    const { height, first: oldFirst, count } = before.current;
    if (oldFirst !== '' && oldFirst !== first) element.scrollTop += element.scrollHeight - height;
    else if (foot.current) element.scrollTop = element.scrollHeight;
    else if (items.length > count) setBelow((value) => value + items.length - count);
    before.current = { height: element.scrollHeight, first, count: items.length };
  }, [items, outgoing.length, customerTypes, whispers.length]);

  // Mails in frames and pictures grow after they are laid out.
  useLayoutEffect(() => {
    const element = box.current;
    const inner = element?.firstElementChild;
    if (element == null || inner == null) return;
    const observer = new ResizeObserver(() => {
      if (foot.current) element.scrollTop = element.scrollHeight;
      before.current.height = element.scrollHeight;
    });
    observer.observe(inner);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const older = () => {
    setBusy(true);
    loadOlder(contact.conversation)
      .catch(toastProblem)
      .finally(() => setBusy(false));
  };
  const lines = useMemo(
    () =>
      arrangeLines(items, more ? [] : (conversation?.contacts ?? []), whispersSince(whispers, items, more)),
    [items, more, conversation, whispers],
  );
  const lastMail = items.findLast(({ direction }) => direction === 'in' || direction === 'out')?.id;
  const lastIn = items.findLast(({ direction }) => direction === 'in')?.id;

  // oxlint-disable-next-line react/incompatible-library -- no compiler memoises this component
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => box.current,
    getItemKey: (index) => lines[index]!.key,
    estimateSize: (index) => (lines[index]!.kind === 'message' ? (isMail(contact.channel) ? 140 : 62) : 28),
    gap: 7,
    overscan: 12,
    rangeExtractor: (range) =>
      lines.length <= few ? lines.map((_line, index) => index) : defaultRangeExtractor(range),
  });
  const shown = virtualizer.getVirtualItems();
  const space = {
    paddingBlockStart: shown[0]?.start ?? 0,
    paddingBlockEnd: Math.max(0, virtualizer.getTotalSize() - (shown.at(-1)?.end ?? 0)),
  };

  return (
    <div className="thread-box">
      <div
        className="thread"
        ref={box}
        role="log"
        aria-label={t('thread.label')}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it
        tabIndex={0}
        onScroll={({ currentTarget }) => {
          const { scrollTop, scrollHeight, clientHeight } = currentTarget;
          // Lines that are measured as they come on screen move the foot away; that is not the reader going up.
          if (foot.current && scrollHeight !== before.current.height) currentTarget.scrollTop = scrollHeight;
          else foot.current = scrollHeight - scrollTop - clientHeight < 60;
          before.current.height = scrollHeight;
          // New at the foot is news; what comes on screen because somebody scrolls is not read out by itself.
          currentTarget.setAttribute('aria-live', foot.current ? 'polite' : 'off');
          if (foot.current) setBelow(0);
          if (scrollTop < 80 && more && !busy) older();
        }}
      >
        <div className={`thread-lines ${isMail(contact.channel) ? 'from-top' : ''}`}>
          {more && (
            <Button small look="ghost" busy={busy} onClick={older}>
              {t('thread.older')}
            </Button>
          )}
          <div className="thread-part" style={space}>
            {shown.map(({ key, index }) => (
              <div key={key} ref={virtualizer.measureElement} data-index={index}>
                <LineView
                  line={lines[index]!}
                  contact={contact}
                  opens={(message) => message.id === lastMail || message.id === lastIn}
                />
              </div>
            ))}
          </div>
          {outgoing.map((one) => (
            <OutgoingView key={one.clientId} outgoing={one} channel={contact.channel} />
          ))}
          {customerTypes && (
            <p className="customer-types t3">{t('typing.named', { name: contact.customerName })}</p>
          )}
        </div>
      </div>
      {below > 0 && (
        <button
          type="button"
          className="thread-below"
          onClick={() => box.current?.scrollTo({ top: box.current.scrollHeight })}
        >
          <IconArrowDown size={14} aria-hidden />
          {t('thread.below', { count: below })}
        </button>
      )}
    </div>
  );
}

function LineView({
  line,
  contact,
  opens,
}: {
  line: Line;
  contact: FullContact;
  opens: (message: Message) => boolean;
}) {
  return line.kind === 'day' ? (
    <div className="day">
      <DayName at={line.at} />
    </div>
  ) : line.kind === 'whisper' ? (
    <WhisperLine whisper={line.whisper} />
  ) : line.kind === 'contact' ? (
    <ContactMark contact={line.contact} current={line.contact.id === contact.id} />
  ) : (
    <MessageView
      message={line.message}
      follows={line.follows}
      open={opens(line.message)}
      customer={contact.customerName}
    />
  );
}

function DayName({ at }: { at: string }) {
  const t = useText('inbox');
  const now = useNow(60_000);
  return formats.sameDay(at, now)
    ? t('thread.today')
    : formats.sameDay(at, now - 86_400_000)
      ? t('thread.yesterday')
      : formats.longDay(at);
}

type Contact = FullConversation['contacts'][number];
type Line =
  | { kind: 'day'; key: string; at: string }
  | { kind: 'whisper'; key: string; whisper: Whisper }
  | { kind: 'contact'; key: string; contact: Contact }
  | { kind: 'message'; key: string; message: Message; follows: boolean };

// What was whispered before the first message shown comes with the page that it belongs to.
const whispersSince = (whispers: Whisper[], items: Message[], more: boolean): Whisper[] => {
  const first = items[0];
  return more && first !== undefined
    ? whispers.filter(({ at }) => Date.parse(at) >= Date.parse(first.at))
    : whispers;
};

// Where a contact begins is said before its first message; a day before its first line; a whisper stands at its time.
function arrangeLines(items: Message[], contacts: Contact[], whispers: Whisper[]): Line[] {
  const lines: Line[] = [];
  const starts = contacts.toSorted((one, other) => Date.parse(one.arrivedAt) - Date.parse(other.arrivedAt));
  let dayOf = '';
  let last: Message | null = null;
  const day = (at: string) => {
    const name = new Date(at).toDateString();
    if (name === dayOf) return;
    dayOf = name;
    last = null;
    lines.push({ kind: 'day', key: `day ${name}`, at });
  };
  const start = (contact: Contact) => {
    day(contact.arrivedAt);
    last = null;
    lines.push({ kind: 'contact', key: contact.id, contact });
  };
  const aside = [...whispers];
  const whisper = (one: Whisper) => {
    day(one.at);
    last = null;
    lines.push({ kind: 'whisper', key: one.id, whisper: one });
  };
  for (const message of items) {
    while (aside[0] !== undefined && Date.parse(aside[0].at) < Date.parse(message.at))
      whisper(aside.shift()!);
    while (
      starts[0] !== undefined &&
      (starts[0].id === message.contact || Date.parse(starts[0].arrivedAt) <= Date.parse(message.at))
    )
      start(starts.shift()!);
    day(message.at);
    const previous: Message | null = last;
    const follows =
      previous !== null &&
      (previous as Message).direction === message.direction &&
      (previous as Message).author.id === message.author.id &&
      Date.parse(message.at) - Date.parse((previous as Message).at) < 120_000;
    lines.push({ kind: 'message', key: message.id, message, follows });
    last = message;
  }
  for (const one of aside) whisper(one);
  for (const contact of starts) start(contact);
  return lines;
}
