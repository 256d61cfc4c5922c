import type { QueryClient } from '@tanstack/react-query';

/**
 * Has what became old while it was read for the first time read once more. The client of queries begins a reading anew
 * when it becomes old meanwhile, but not the first one, whose answer may tell how things were before.
 */
export function minded(client: QueryClient): void {
  const old = new WeakSet<object>();
  client.getQueryCache().subscribe((event) => {
    if (event.type !== 'updated') return;
    const { action, query } = event;
    const { data, fetchStatus } = query.state;
    if (action.type === 'invalidate' && data === undefined && fetchStatus !== 'idle') old.add(query);
    else if (action.type === 'success' && old.delete(query))
      queueMicrotask(() => void client.invalidateQueries({ queryKey: query.queryKey, exact: true }));
  });
}
