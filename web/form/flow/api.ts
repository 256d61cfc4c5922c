import type { FlowLanguage } from '#contract/flow-graph.ts';
import type { publicFlow } from '#contract/flow-pages.ts';
import type { FlowInput, Turn } from '#contract/flow-turns.ts';
import type { Output } from '#contract/route.ts';

export type About = Output<typeof publicFlow>;

/** The server's answer was no: why, as far as somebody on the page can do something about it. */
export class NoFlow extends Error {
  readonly why: 'missing' | 'often' | 'refused' | 'failed';
  constructor(why: NoFlow['why']) {
    super(why);
    this.why = why;
  }
}

async function ask<T>(path: string, body?: unknown): Promise<T> {
  let response: Response;
  try {
    response = await fetch(`/api/v1/public/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      credentials: 'omit',
    });
  } catch {
    throw new NoFlow('failed');
  }
  if (response.ok) return (await response.json()) as T;
  if (response.status === 404) throw new NoFlow('missing');
  if (response.status === 429) throw new NoFlow('often');
  throw new NoFlow(response.status === 409 || response.status === 422 ? 'refused' : 'failed');
}

/** @throws NoFlow */
export const loadAbout = (id: string): Promise<About> => ask(`flows/${id}`);
/** @throws NoFlow */
export const begin = (id: string, language: FlowLanguage): Promise<{ token: string; turn: Turn }> =>
  ask(`flows/${id}/sessions`, { language });
/** The same answer again gets the same turn: it may be sent twice. @throws NoFlow */
export const answer = (token: string, turn: number, input: FlowInput): Promise<Turn> =>
  ask('flow-answers', { token, turn, input });
/** Says that nobody goes on; goes out even while the page is being closed. */
export const leave = (token: string): void =>
  void fetch('/api/v1/public/flow-leavings', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
    credentials: 'omit',
    keepalive: true,
  }).catch(() => undefined);
/** @throws NoFlow */
export const callMe = (token: string, number: string): Promise<{ number: string }> =>
  ask('flow-callbacks', { token, number });
