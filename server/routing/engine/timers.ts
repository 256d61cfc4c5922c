import { compareText } from './sorted.ts';

/** A heap of at most one due time per key, with exact removal, so that nothing stale piles up. */
export interface Timers {
  heap: { at: number; key: string }[];
  position: Map<string, number>;
}

export function createTimers(): Timers {
  return { heap: [], position: new Map() };
}

type Node = Timers['heap'][number];

function before(a: Node, b: Node): boolean {
  return a.at < b.at || (a.at === b.at && compareText(a.key, b.key) < 0);
}

function siftUp(timers: Timers, start: number): void {
  const { heap, position } = timers;
  const node = heap[start] as Node;
  let index = start;
  while (index > 0) {
    const parent = (index - 1) >> 1;
    const above = heap[parent] as Node;
    if (!before(node, above)) break;
    heap[index] = above;
    position.set(above.key, index);
    index = parent;
  }
  heap[index] = node;
  position.set(node.key, index);
}

function siftDown(timers: Timers, start: number): void {
  const { heap, position } = timers;
  const node = heap[start] as Node;
  let index = start;
  for (;;) {
    let child = 2 * index + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && before(heap[child + 1] as Node, heap[child] as Node)) child++;
    const below = heap[child] as Node;
    if (!before(below, node)) break;
    heap[index] = below;
    position.set(below.key, index);
    index = child;
  }
  heap[index] = node;
  position.set(node.key, index);
}

/** Sets, moves or (with null) removes the due time of a key. */
export function setTimer(timers: Timers, key: string, at: number | null): void {
  const index = timers.position.get(key);
  if (at === null) {
    if (index === undefined) return;
    timers.position.delete(key);
    const last = timers.heap.pop() as Node;
    if (index === timers.heap.length) return;
    timers.heap[index] = last;
    timers.position.set(last.key, index);
    siftDown(timers, index);
    siftUp(timers, timers.position.get(last.key) as number);
    return;
  }
  if (index === undefined) {
    timers.heap.push({ at, key });
    siftUp(timers, timers.heap.length - 1);
    return;
  }
  const node = timers.heap[index] as Node;
  if (node.at === at) return;
  node.at = at;
  siftDown(timers, index);
  siftUp(timers, timers.position.get(key) as number);
}

/** The due time of a key, or null. */
export function timerOf(timers: Timers, key: string): number | null {
  const index = timers.position.get(key);
  return index === undefined ? null : (timers.heap[index] as Node).at;
}

/** The earliest due time and its key; ties by key, so that the order never depends on history. */
export function firstTimer(timers: Timers): { at: number; key: string } | null {
  return timers.heap[0] ?? null;
}
