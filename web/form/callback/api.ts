import type { OwnCallback } from '#contract/callback-page.ts';

/** What came back: how the callback stands, or why it is not told. */
export type Answer =
  | { ok: true; callback: OwnCallback }
  | { ok: false; why: 'missing' | 'changed' | 'time' | 'often' | 'failed' };

/** Asks for the callback of a key, or changes it. */
export async function ask(
  verb: 'look' | 'cancel' | 'schedule',
  key: string,
  more: { at?: string } = {},
): Promise<Answer> {
  try {
    const response = await fetch(`/api/v1/public/callbacks/${verb}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ key, ...more }),
      // Nobody's session has anything to do with it.
      credentials: 'omit',
    });
    if (response.ok) return { ok: true, callback: (await response.json()) as OwnCallback };
    const why = { 404: 'missing', 409: 'changed', 422: 'time', 429: 'often' } as const;
    return { ok: false, why: why[response.status as keyof typeof why] ?? 'failed' };
  } catch {
    return { ok: false, why: 'failed' };
  }
}
