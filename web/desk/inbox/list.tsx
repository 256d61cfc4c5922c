import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { IconArrowUp } from '@tabler/icons-react';
import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import type { Contact } from '#contract/contacts.ts';
import type { Consult } from '#contract/routing.ts';
import {
  isLive,
  ChannelIcon,
  Chip,
  formats,
  Kbd,
  SlaChip,
  useKey,
  useKeysOf,
  useNow,
  useText,
} from '#web/kit/index.ts';
import { go } from '../app/go.ts';
import { useAllCompany, type Present } from './company.ts';
import { arrange, steady, type Group, type Steady } from './groups.rules.ts';

const none: ReadonlyMap<string, Consult> = new Map();
type Line = { kind: 'head'; group: Group; count: number } | { kind: 'row'; contact: Contact };

/**
 * The rows of contacts. They stand still while somebody is in the list: what is new waits behind a bar. One stop of
 * the Tab key; J, K and the arrows move, Enter opens.
 */
export function ContactList({
  contacts,
  label,
  grouped,
  open,
  empty,
  foot,
  more = false,
  consults = none,
  asked = none,
  onSeen,
}: {
  contacts: Contact[];
  label: string;
  grouped: boolean;
  open: string | undefined;
  empty: ReactNode;
  foot?: ReactNode;
  /** The list goes on after these contacts. */
  more?: boolean;
  /** What colleagues ask about, by contact. */
  consults?: ReadonlyMap<string, Consult>;
  /** What I ask colleagues about, by contact. */
  asked?: ReadonlyMap<string, Consult>;
  /** Told which rows are on screen, by their ids, whenever these are others. */
  onSeen?: (first: string, last: string) => void;
}) {
  const t = useText('inbox');
  const now = useNow(30_000);
  const box = useRef<HTMLDivElement>(null);
  const [held, setHeld] = useState(false);
  const { order, pending, show } = useSteady(contacts, grouped, now, held, consults);
  const byId = useMemo(() => new Map(contacts.map((one) => [one.id, one])), [contacts]);
  const lines = useMemo<Line[]>(
    () =>
      order.flatMap(({ group, ids }) => {
        const rows = ids.flatMap((id): Line[] => {
          const contact = byId.get(id);
          return contact === undefined ? [] : [{ kind: 'row', contact }];
        });
        return grouped ? [{ kind: 'head' as const, group, count: rows.length }, ...rows] : rows;
      }),
    [order, byId, grouped],
  );
  const ids = useMemo(() => lines.flatMap((one) => (one.kind === 'row' ? [one.contact.id] : [])), [lines]);
  const [cursor, setCursor] = useState<string | undefined>(open);
  const current =
    cursor !== undefined && ids.includes(cursor) ? cursor : (ids.find((id) => id === open) ?? ids[0]);
  useEffect(() => setCursor(open), [open]);

  const virtual = lines.length > 50;
  // oxlint-disable-next-line react/incompatible-library -- no compiler memoises this component
  const virtualizer = useVirtualizer({
    count: virtual ? lines.length : 0,
    getScrollElement: () => box.current,
    estimateSize: (index) => (lines[index]?.kind === 'head' ? 25 : 71),
    getItemKey: (index) => keyOfLine(lines[index]!),
    overscan: 8,
    // The row that the Tab key stops at is always there, however far away one has scrolled.
    rangeExtractor: (range) => {
      const stop = lines.findIndex((one) => one.kind === 'row' && one.contact.id === current);
      const shown = defaultRangeExtractor(range);
      return stop === -1 || shown.includes(stop)
        ? shown
        : [...shown, stop].toSorted((one, other) => one - other);
    },
  });
  const first = firstRow(lines, virtualizer.range?.startIndex);
  const last = firstRow(lines, virtualizer.range?.endIndex);
  useEffect(() => {
    if (first !== undefined && last !== undefined) onSeen?.(first, last);
  }, [first, last, onSeen]);

  const move = useCallback(
    (step: number) => {
      const at = current === undefined ? -1 : ids.indexOf(current);
      const to = ids[Math.max(0, Math.min(ids.length - 1, at + step))];
      if (to === undefined) return;
      setCursor(to);
      if (virtual)
        virtualizer.scrollToIndex(lines.findIndex((one) => one.kind === 'row' && one.contact.id === to));
      requestAnimationFrame(() =>
        box.current?.querySelector<HTMLElement>(`[data-contact="${to}"]`)?.focus({ preventScroll: false }),
      );
    },
    [current, ids, lines, virtual, virtualizer],
  );
  useKey('list.next', () => move(1));
  useKey('list.previous', () => move(-1));
  useKey('list.open', () => {
    if (current !== undefined) go(`/inbox/${current}`);
  });

  const company = useAllCompany();
  const row = (line: Line) =>
    line.kind === 'head' ? (
      <h2 className="list-group">
        <span>{t(`group.${line.group}`)}</span>
        <span className="t3 num">{line.count}</span>
      </h2>
    ) : (
      <ContactRow
        contact={line.contact}
        open={line.contact.id === open}
        stop={line.contact.id === current}
        now={now}
        consult={consults.get(line.contact.id)}
        asked={asked.get(line.contact.id)}
        typing={company.get(line.contact.conversation)?.find(({ doing }) => doing === 'customer')}
      />
    );

  return (
    <>
      <div className="list-pending" role="status">
        {pending > 0 && (
          <button
            type="button"
            onClick={() => {
              show();
              box.current?.scrollTo({ top: 0 });
            }}
          >
            <IconArrowUp size={14} aria-hidden />
            {t('list.pending', { count: pending })}
          </button>
        )}
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the rows in it take focus and keys */}
      <div
        className="list-rows"
        ref={box}
        role="region"
        aria-label={label}
        onMouseEnter={() => setHeld(true)}
        onMouseLeave={() => setHeld(box.current?.contains(document.activeElement) ?? false)}
        onFocus={({ target }) => {
          setHeld(true);
          // The keys go on from the row that has the focus, however it came there.
          const row = target.closest<HTMLElement>('[data-contact]')?.dataset['contact'];
          if (row !== undefined) setCursor(row);
        }}
        onBlur={(event) => {
          if (!event.currentTarget.contains(event.relatedTarget)) setHeld(false);
        }}
        onKeyDown={(event) => {
          const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
          if (step === 0) return;
          event.preventDefault();
          move(step);
        }}
      >
        {lines.length === 0 && empty}
        {virtual ? (
          <div
            {...(grouped ? {} : { role: 'list' })}
            style={{ height: virtualizer.getTotalSize(), position: 'relative' }}
          >
            {virtualizer.getVirtualItems().map((item) => (
              <div
                key={item.key}
                {...(grouped
                  ? {}
                  : {
                      role: 'listitem',
                      'aria-posinset': item.index + 1,
                      'aria-setsize': more ? -1 : lines.length,
                    })}
                ref={virtualizer.measureElement}
                data-index={item.index}
                style={{ position: 'absolute', insetInline: 0, transform: `translateY(${item.start}px)` }}
              >
                {row(lines[item.index]!)}
              </div>
            ))}
          </div>
        ) : (
          lines.map((line) => (
            <div key={keyOfLine(line)} className={line.kind === 'head' ? 'sticky' : undefined}>
              {row(line)}
            </div>
          ))
        )}
        {foot}
      </div>
    </>
  );
}

const keyOfLine = (line: Line): string => (line.kind === 'head' ? line.group : line.contact.id);
/** The first contact at or after a line. */
function firstRow(lines: Line[], index: number | undefined): string | undefined {
  if (index === undefined) return undefined;
  const line = lines.find((one, at) => at >= index && one.kind === 'row');
  return line?.kind === 'row' ? line.contact.id : undefined;
}

function useSteady(
  contacts: Contact[],
  grouped: boolean,
  now: number,
  held: boolean,
  consults: ReadonlyMap<string, Consult>,
) {
  const fresh = useMemo(
    () =>
      grouped ? arrange(contacts, now, new Set(consults.keys())) : [{ group: 'todo' as const, contacts }],
    [contacts, grouped, now, consults],
  );
  const kept = useRef<Steady | null>(null);
  const [asked, setAsked] = useState(0);
  const answered = useRef(0);
  // oxlint-disable-next-line react/exhaustive-deps -- `asked` is the person's wish to see all, not a value
  const result = useMemo(() => {
    const wish = asked !== answered.current;
    answered.current = asked;
    const next = steady(kept.current, fresh, held && !wish, !grouped);
    kept.current = next;
    return next;
  }, [fresh, held, asked, grouped]);
  return { ...result, show: () => setAsked((count) => count + 1) };
}

function ContactRow({
  contact,
  open,
  stop,
  now,
  consult,
  asked,
  typing,
}: {
  contact: Contact;
  open: boolean;
  stop: boolean;
  now: number;
  consult: Consult | undefined;
  /** My own question about it. */
  asked: Consult | undefined;
  typing: Present | undefined;
}) {
  const t = useText('inbox');
  return (
    <button
      type="button"
      className={`contact-row ${contact.unread ? 'unread' : ''}`}
      data-contact={contact.id}
      aria-current={open || undefined}
      tabIndex={stop ? 0 : -1}
      onClick={() => go(`/inbox/${contact.id}`)}
    >
      <ChannelIcon channel={contact.channel} />
      <span className="contact-lines">
        <span className="row">
          {contact.ticket !== null && <b className="num">{contact.ticket}</b>}
          <span className="who ell">{contact.customerName}</span>
          {!['it', 'en'].includes(contact.language) && (
            <Chip tone="line">{contact.language.toUpperCase()}</Chip>
          )}
          <span className="grow" />
          {contact.unread && (
            <i className="unread-dot">
              <span className="sr">{t('list.unread')}</span>
            </i>
          )}
          <span className="t3 s11 num">{formats.brief(contact.lastMessageAt, now)}</span>
        </span>
        <span className="subject ell" dir="auto">
          {contact.subject === '' ? t('noSubject') : contact.subject}
        </span>
        <span className="row">
          <span className={`preview ell grow ${typing === undefined ? '' : 'typing'}`} dir="auto">
            {typing !== undefined
              ? t('typing.customer')
              : consult !== undefined
                ? consult.question === ''
                  ? t('list.asksShort', { name: consult.askerName })
                  : t('list.asks', { name: consult.askerName, text: consult.question })
                : contact.kind === 'case_step'
                  ? contact.caseNumber
                  : contact.lastDirection === 'out'
                    ? t('list.us', { text: contact.preview })
                    : contact.kind === 'desk_visit' && contact.preview === contact.subject
                      ? ''
                      : contact.preview}
          </span>
          {consult !== undefined && <Chip tone="note">{t('list.consult')}</Chip>}
          {consult === undefined && asked !== undefined && <AskedChip consult={asked} />}
          {consult === undefined && (asked === undefined || contact.state === 'wrap_up') && (
            <StateChip contact={contact} />
          )}
        </span>
      </span>
    </button>
  );
}

/** How my question stands: nobody yet, somebody is there, or an answer has come that waits for me. */
function AskedChip({ consult: { state, agent, agentName, lastBy } }: { consult: Consult }) {
  const t = useText('inbox');
  if (state !== 'active') return <Chip tone="note">{t('list.asked')}</Chip>;
  const came = lastBy !== null && lastBy === agent;
  return (
    <Chip tone={came ? 'accent' : 'note'}>
      {t(came ? 'list.answerCame' : 'list.askedJoined', { name: agentName })}
    </Chip>
  );
}

/** One state a row, the one that matters most. */
function StateChip({ contact }: { contact: Contact }) {
  const t = useText('inbox');
  if (contact.state === 'wrap_up') return <Chip tone="warn">{t('state.wrap_up')}</Chip>;
  if (['closed', 'abandoned', 'expired', 'cancelled'].includes(contact.state))
    return <Chip>{t(`state.${contact.state}`)}</Chip>;
  if (contact.dueAt !== null) return <SlaChip dueAt={contact.dueAt} />;
  // At the counter nobody waits any more.
  if (contact.kind === 'desk_visit' && contact.state === 'active') return null;
  if (isLive(contact.channel) && contact.lastDirection === 'in')
    return <WaitChip since={contact.lastMessageAt} />;
  if (contact.lastDirection === 'in') return <Chip>{t('list.toAnswer')}</Chip>;
  return null;
}

/** How long a live customer has been waiting for our next line. */
function WaitChip({ since }: { since: string }) {
  const t = useText('inbox');
  const now = useNow();
  const seconds = (now - Date.parse(since)) / 1000;
  const text = seconds < 3600 ? formats.clock(seconds) : formats.span(seconds);
  return (
    <Chip tone={seconds < 60 ? 'ok' : seconds < 180 ? 'warn' : 'crit'}>
      <span aria-hidden>{text}</span>
      <span className="sr">{t('list.waits', { time: formats.span(seconds) })}</span>
    </Chip>
  );
}

/** The keys of the list, at its foot. */
export function ListKeys() {
  const t = useText('inbox');
  const [next, previous, open, sheet] = [
    useKeysOf('list.next'),
    useKeysOf('list.previous'),
    useKeysOf('list.open'),
    useKeysOf('sheet'),
  ];
  if (next === '') return null;
  return (
    <div className="list-keys" aria-hidden>
      <span>
        <Kbd keys={next} /> <Kbd keys={previous} /> {t('list.keys.move')}
      </span>
      <span>
        <Kbd keys={open} /> {t('list.keys.open')}
      </span>
      <span>
        <Kbd keys={sheet} /> {t('list.keys.sheet')}
      </span>
    </div>
  );
}
