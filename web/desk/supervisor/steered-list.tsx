import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import type { Contact } from '#contract/contacts.ts';
import type { WaitingContact } from '#contract/control.ts';
import { Loaded, More, useKey, useText } from '#web/kit/index.ts';
import type { LongList } from '#web/kit/long-list.ts';
import { go } from '../app/go.ts';
import type { Verb } from '../steering/verbs.ts';
import { SteeredRow } from './steered-row.tsx';
import { chosen, still, type StillRow } from './still.rules.ts';

type Row = Contact | WaitingContact;

/** How many contacts one hand-over takes. */
export const mostAtOnce = 50;

/**
 * Contacts of a queue to be steered, a list of any length: rows are chosen by the box, with Shift a whole stretch. It
 * stands still while somebody works on it: what has left is marked, not taken away. One stop of the Tab key for each
 * control of a row; J, K and the arrows move, X chooses, Enter opens, the point opens what can be done.
 */
export function SteeredList({
  label,
  list,
  may,
  selection,
  onSelection,
  going,
  busy,
  released,
  empty,
  onVerb,
}: {
  label: string;
  list: LongList<Row>;
  may: (row: Row) => { steer: boolean; handle: boolean; take: boolean };
  selection: ReadonlySet<string>;
  onSelection: (ids: Set<string>) => void;
  /** Rows with a change under way. */
  going: ReadonlySet<string>;
  /** A dialog is open. */
  busy: boolean;
  /** The list shows what was done just now, wherever the pointer is. */
  released: boolean;
  empty: ReactNode;
  onVerb: (row: Row, verb: Verb) => void;
}) {
  const t = useText('supervisor');
  return (
    <Loaded query={list.query} rows={10} height={38}>
      {(items) => (
        <Rows
          {...{ label, items, may, selection, onSelection, going, busy, released, onVerb }}
          more={list.more}
          seen={list.seen}
          empty={empty}
          foot={<More shown={list.more} busy={list.busy} onMore={list.next} label={t('list.more')} />}
        />
      )}
    </Loaded>
  );
}

function Rows({
  label,
  items,
  may,
  selection,
  onSelection,
  going,
  busy,
  released,
  onVerb,
  more,
  seen,
  empty,
  foot,
}: Omit<Parameters<typeof SteeredList>[0], 'list'> & {
  items: Row[];
  more: boolean;
  seen: (first: string, last: string) => void;
  foot: ReactNode;
}) {
  const t = useText('supervisor');
  const box = useRef<HTMLDivElement>(null);
  const [inside, setInside] = useState(false);
  const rows = useStill(items, (inside && !released) || busy || selection.size > 0);
  const ids = useMemo(() => rows.map(({ item }) => item.id), [rows]);
  const [cursor, setCursor] = useState<string | null>(null);
  const current = cursor !== null && ids.includes(cursor) ? cursor : (ids[0] ?? null);
  const last = useRef<string | null>(null);

  // What has left the list is no longer chosen.
  useEffect(() => {
    const left = rows.filter(({ item, gone }) => gone && selection.has(item.id));
    if (left.length > 0)
      onSelection(new Set([...selection].filter((id) => !left.some(({ item }) => item.id === id))));
  }, [rows, selection, onSelection]);

  // oxlint-disable-next-line react/incompatible-library -- no compiler memoises this component
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => 38,
    getItemKey: (index) => ids[index]!,
    overscan: 10,
    // The row that the Tab key stops at is always there, however far away one has scrolled.
    rangeExtractor: (range) => {
      const stop = current === null ? -1 : ids.indexOf(current);
      const shown = defaultRangeExtractor(range);
      return stop === -1 || shown.includes(stop)
        ? shown
        : [...shown, stop].toSorted((one, other) => one - other);
    },
  });
  const [first, end] = [ids[virtualizer.range?.startIndex ?? -1], ids[virtualizer.range?.endIndex ?? -1]];
  useEffect(() => {
    if (first !== undefined && end !== undefined) seen(first, end);
  }, [first, end, seen]);

  const select = (id: string, range: boolean) => {
    const order = rows.filter(({ item, gone }) => !gone && may(item).steer).map(({ item }) => item.id);
    if (!order.includes(id)) return;
    onSelection(chosen(selection, order, { id, last: last.current, range }, mostAtOnce));
    last.current = id;
  };
  const move = useCallback(
    (step: number) => {
      const to = ids[Math.max(0, Math.min(ids.length - 1, ids.indexOf(current ?? '') + step))];
      if (to === undefined) return;
      setCursor(to);
      virtualizer.scrollToIndex(ids.indexOf(to));
      requestAnimationFrame(() =>
        box.current?.querySelector<HTMLElement>(`[data-steered="${to}"] .row-open`)?.focus(),
      );
    },
    [current, ids, virtualizer],
  );
  useKey('list.next', () => move(1), !busy);
  useKey('list.previous', () => move(-1), !busy);
  useKey(
    'list.open',
    () => {
      if (current !== null) go(`/inbox/${current}`);
    },
    !busy,
  );
  useKey('list.select', () => current !== null && select(current, false), !busy);
  useKey(
    'conversation.actions',
    () => box.current?.querySelector<HTMLElement>(`[data-steered="${current}"] .icon-btn`)?.click(),
    !busy,
  );

  if (rows.length === 0) return empty;
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the rows in it take focus and keys
    <div
      className="steered-box"
      ref={box}
      onMouseEnter={() => setInside(true)}
      onMouseLeave={() => setInside(false)}
      onKeyDown={(event) => {
        const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
        if (step === 0) return;
        event.preventDefault();
        move(step);
      }}
    >
      <div className="steered-row steered-head s12 t2" aria-hidden>
        <span />
        <span>{t('oldest.customer')}</span>
        <span className="steered-subject">{t('oldest.subject')}</span>
        <span>{t('list.state')}</span>
        <span className="steered-due">{t('oldest.due')}</span>
        <span className="end">{t('oldest.wait')}</span>
        <span />
      </div>
      <div
        role="list"
        aria-label={label}
        style={{ height: virtualizer.getTotalSize(), position: 'relative' }}
      >
        {virtualizer.getVirtualItems().map(({ key, index, start }) => {
          const { item, gone } = rows[index]!;
          return (
            <div
              key={key}
              role="listitem"
              aria-posinset={index + 1}
              aria-setsize={more ? -1 : rows.length}
              ref={virtualizer.measureElement}
              data-index={index}
              style={{ position: 'absolute', insetInline: 0, transform: `translateY(${start}px)` }}
            >
              <SteeredRow
                contact={item}
                gone={gone}
                going={going.has(item.id)}
                selected={selection.has(item.id)}
                selectable={selection.size < mostAtOnce || selection.has(item.id)}
                stop={item.id === current}
                may={may(item)}
                onSelect={(range) => select(item.id, range)}
                onFocus={() => setCursor(item.id)}
                onVerb={(verb) => onVerb(item, verb)}
              />
            </div>
          );
        })}
      </div>
      {foot}
    </div>
  );
}

function useStill(items: Row[], held: boolean): StillRow<Row>[] {
  const [kept, setKept] = useState<{ rows: StillRow<Row>[]; items: Row[] | null; held: boolean }>({
    rows: [],
    items: null,
    held,
  });
  if (kept.items === items && kept.held === held) return kept.rows;
  const rows = still(kept.rows, items, held);
  setKept({ rows, items, held });
  return rows;
}
