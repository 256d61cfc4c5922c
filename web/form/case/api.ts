import type { OwnCase } from '#contract/case-page.ts';

/** What came back: how the case stands, or why it is not told. */
export type Answer =
  | { ok: true; own: OwnCase }
  | { ok: false; why: 'missing' | 'often' | 'failed' | 'refused'; words: string | null };

async function answerOf(asked: Promise<Response>): Promise<Answer> {
  try {
    const response = await asked;
    if (response.ok) return { ok: true, own: (await response.json()) as OwnCase };
    const problem = (await response.json().catch(() => null)) as {
      errors?: { field: string; message: string }[];
    } | null;
    const why = { 404: 'missing', 422: 'refused', 429: 'often' } as const;
    return {
      ok: false,
      why: why[response.status as keyof typeof why] ?? 'failed',
      words: problem?.errors?.find(({ field }) => field === 'files')?.message ?? null,
    };
  } catch {
    return { ok: false, why: 'failed', words: null };
  }
}

// Nobody's session has anything to do with it.
const post = (verb: string, body: object): Promise<Answer> =>
  answerOf(
    fetch(`/api/v1/public/cases/${verb}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      credentials: 'omit',
    }),
  );

export const look = (key: string): Promise<Answer> => post('look', { key });
export const wish = (
  key: string,
  news: { channel: string | null; language: string; words: string },
): Promise<Answer> => post('news', { key, ...news });

/** A message with its files; `clientKey` makes one that is sent again the same one. */
export function write(
  key: string,
  message: {
    text: string;
    files: readonly File[];
    language: string;
    clientKey: string;
    /** The paper that the files are. */
    document?: string;
  },
): Promise<Answer> {
  const body = new FormData();
  body.set('key', key);
  body.set('text', message.text);
  body.set('language', message.language);
  body.set('clientKey', message.clientKey);
  if (message.document !== undefined) body.set('document', message.document);
  for (const file of message.files) body.append('files', file);
  return answerOf(fetch('/api/v1/public/cases/message', { method: 'POST', body, credentials: 'omit' }));
}
