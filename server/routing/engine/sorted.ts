/** Sorted arrays: ordered iteration, exact removal and rank in one structure that stays small in memory. */

export type Compare<T> = (a: T, b: T) => number;

/** Code-unit order: the same on every machine, unlike locale order. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Index of the first element that is not before `value`. */
export function lowerBound<T>(list: readonly T[], value: T, compare: Compare<T>): number {
  let low = 0;
  let high = list.length;
  // Arrivals come in order of time, so the end is the usual place.
  if (high > 0 && compare(list[high - 1] as T, value) < 0) return high;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compare(list[middle] as T, value) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function insertSorted<T>(list: T[], value: T, compare: Compare<T>): void {
  const at = lowerBound(list, value, compare);
  if (at === list.length) list.push(value);
  else list.splice(at, 0, value);
}

/** Removes this very element. Its sort key must be what it was when it was inserted. */
export function removeSorted<T>(list: T[], value: T, compare: Compare<T>): void {
  const at = lowerBound(list, value, compare);
  if (list[at] !== value) throw new Error('routing index: element is not where its key says');
  if (at === 0) list.shift();
  else list.splice(at, 1);
}
