/** A row of a list that somebody works on. */
export interface StillRow<Item> {
  item: Item;
  /** It has left the list meanwhile: somebody took it, or it was moved on. */
  gone: boolean;
}

/**
 * The rows to show. While a list is held (the pointer is in it, something is chosen) no row moves under the hand: what
 * left stays in its place and is marked, what is new comes at the end. Let go, the list is as it is.
 */
export function still<Item extends { id: string }>(
  before: readonly StillRow<Item>[],
  items: readonly Item[],
  held: boolean,
): StillRow<Item>[] {
  const fresh = (item: Item): StillRow<Item> => ({ item, gone: false });
  if (!held || before.length === 0) return items.map(fresh);
  const now = new Map(items.map((item) => [item.id, item]));
  const known = new Set(before.map(({ item }) => item.id));
  return [
    ...before.map(({ item }) => {
      const same = now.get(item.id);
      return same === undefined ? { item, gone: true } : fresh(same);
    }),
    ...items.filter(({ id }) => !known.has(id)).map(fresh),
  ];
}

/**
 * What is chosen after a press on a row: that row more or less; with Shift all rows from the last one pressed, in the
 * order of the list. Never more than `most`.
 */
export function chosen(
  before: ReadonlySet<string>,
  order: readonly string[],
  press: { id: string; last: string | null; range: boolean },
  most: number,
): Set<string> {
  const next = new Set(before);
  const from = press.last === null ? -1 : order.indexOf(press.last);
  const to = order.indexOf(press.id);
  if (press.range && from !== -1 && to !== -1) {
    for (const id of order.slice(Math.min(from, to), Math.max(from, to) + 1))
      if (next.size < most) next.add(id);
    return next;
  }
  if (next.has(press.id)) next.delete(press.id);
  else if (next.size < most) next.add(press.id);
  return next;
}
