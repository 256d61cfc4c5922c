import type { ProviderRow } from './providers.store.ts';

type Health = Pick<ProviderRow, 'failures' | 'lastErrorAt'>;

/** The longest that a provider is left alone after failures, in seconds. */
const longest = 60;

/**
 * Until when a provider that has failed is not asked: a caller must not wait for what did not answer a moment ago. One
 * failure is none (a text may be to blame), then twice as long each time. Null: it may be asked.
 */
export function restsUntil({ failures, lastErrorAt }: Health): Date | null {
  if (failures < 2 || lastErrorAt === null) return null;
  const seconds = Math.min(longest, 5 * 2 ** (failures - 2));
  return new Date(lastErrorAt.getTime() + seconds * 1000);
}

/** Whether a provider may be asked now. */
export const mayAsk = (row: Health & { active: boolean }, now: Date): boolean =>
  row.active && (restsUntil(row) ?? now) <= now;

/** What an administrator is told of a provider. */
export function stateOf(
  row: Pick<ProviderRow, 'kind' | 'active' | 'failures' | 'lastOkAt'>,
  espeakFound: boolean,
): 'new' | 'ok' | 'failing' | 'missing' | 'off' {
  if (!row.active) return 'off';
  if (row.kind === 'espeak' && !espeakFound) return 'missing';
  if (row.failures > 0) return 'failing';
  return row.lastOkAt === null ? 'new' : 'ok';
}
