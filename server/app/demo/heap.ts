/** A queue of events by time; events of the same instant come out in the order in which they went in. */
export interface EventHeap<T> {
  push: (at: number, value: T) => void;
  peek: () => number | null;
  pop: () => { at: number; value: T } | null;
}

/** Makes an empty event queue (binary heap). */
export function eventHeap<T>(): EventHeap<T> {
  const nodes: { at: number; order: number; value: T }[] = [];
  let order = 0;
  const before = (i: number, j: number): boolean => {
    const a = nodes[i]!;
    const b = nodes[j]!;
    return a.at < b.at || (a.at === b.at && a.order < b.order);
  };
  const swap = (i: number, j: number): void => {
    [nodes[i], nodes[j]] = [nodes[j]!, nodes[i]!];
  };
  return {
    push(at, value) {
      nodes.push({ at, order: order++, value });
      for (let i = nodes.length - 1; i > 0;) {
        const parent = (i - 1) >> 1;
        if (!before(i, parent)) break;
        swap(i, parent);
        i = parent;
      }
    },
    peek: () => nodes[0]?.at ?? null,
    pop() {
      const first = nodes[0];
      if (!first) return null;
      const last = nodes.pop()!;
      if (nodes.length > 0) {
        nodes[0] = last;
        for (let i = 0; ;) {
          const left = 2 * i + 1;
          const right = left + 1;
          let least = i;
          if (left < nodes.length && before(left, least)) least = left;
          if (right < nodes.length && before(right, least)) least = right;
          if (least === i) break;
          swap(i, least);
          i = least;
        }
      }
      return first;
    },
  };
}
