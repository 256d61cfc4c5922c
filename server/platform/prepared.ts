import type pg from 'pg';

// Planning a statement costs the database several times what running it by key does, so what is run again and again is
// prepared once per connection. What people search, count and page through is planned for the values they give: a plan
// for any value would be a bad one for most.
// A conflict with a partial index can only be told when the values are known.
const plannedEachTime = /\blimit\b|\bcount\s*\(|@@|\bilike\b|\bon conflict\s*\([^)]*\)\s*where\b/i;
const usesBeforePreparing = 3;
// A statement whose text varies (a list of one more id) must not fill the connections' memory.
const mostPrepared = 300;
const mostCounted = 2000;

/**
 * Makes the connections of one pool remember the statements that come often. A statement is prepared under a name of
 * its own text; when a migration by another process changes its result, it is prepared anew after one refusal.
 */
export function rememberStatements(): (client: pg.ClientBase) => void {
  const names = new Map<string, string>();
  const uses = new Map<string, number>();
  let count = 0;

  function nameOf(text: string): string | undefined {
    const known = names.get(text);
    if (known !== undefined) return known;
    const used = (uses.get(text) ?? 0) + 1;
    if (used < usesBeforePreparing || names.size >= mostPrepared || plannedEachTime.test(text)) {
      if (uses.size >= mostCounted) uses.clear();
      uses.set(text, used);
      return undefined;
    }
    uses.delete(text);
    return rename(text);
  }
  function rename(text: string): string {
    const name = `filo_${(count += 1)}`;
    names.set(text, name);
    return name;
  }

  return (client) => {
    const plain = client.query.bind(client) as (...args: unknown[]) => unknown;
    const query = (first: unknown, values?: unknown, ...rest: unknown[]): unknown => {
      if (typeof first !== 'string' || !Array.isArray(values) || rest.length > 0)
        return plain(...(values === undefined && rest.length === 0 ? [first] : [first, values, ...rest]));
      const name = nameOf(first);
      if (name === undefined) return plain(first, values);
      return (plain({ name, text: first, values }) as Promise<unknown>).catch((error: unknown) => {
        // "cached plan must not change result type": the next run is prepared under another name.
        if ((error as { code?: string }).code === '0A000' && names.get(first) === name) rename(first);
        throw error;
      });
    };
    client.query = query as typeof client.query;
  };
}
