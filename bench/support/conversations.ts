import { performance } from 'node:perf_hooks';
import { getConversation, getMessages } from '#server/contacts/conversation.service.ts';
import { sql, type Ctx } from '#server/platform/index.ts';

export interface Timing {
  p50: number;
  p95: number;
  max: number;
}

/** Milliseconds of `times` runs of a piece of work. */
export async function timed(times: number, work: (turn: number) => Promise<unknown>): Promise<Timing> {
  const taken: number[] = [];
  for (let turn = 0; turn < times; turn += 1) {
    const begin = performance.now();
    await work(turn);
    taken.push(performance.now() - begin);
  }
  taken.sort((a, b) => a - b);
  const at = (share: number) =>
    Math.round(taken[Math.min(taken.length - 1, Math.floor(taken.length * share))]! * 10) / 10;
  return { p50: at(0.5), p95: at(0.95), max: at(1) };
}

/** Opening a conversation as the desk does: the conversation with its contacts, and its messages, at once. */
export async function openConversations(ctx: Ctx, times = 500): Promise<Timing> {
  const { rows } = await sql<{ id: string }>`
    select id from contacts.conversation order by random() limit ${times}`.execute(ctx.db);
  return timed(rows.length, (turn) => {
    const { id } = rows[turn]!;
    return Promise.all([getConversation(ctx, id), getMessages(ctx, id, { limit: 100 })]);
  });
}
