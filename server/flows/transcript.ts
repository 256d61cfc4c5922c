import { flowLanguage, type FlowChannel, type FlowLanguage } from '#contract/flow-graph.ts';
import type { Ctx, Db, Tx } from '#server/platform/index.ts';
import { findFlow, findVersion } from './flows.store.ts';
import { graphOf } from './graphs.ts';
import { sessionsThatLedTo, trailOf } from './sessions.store.ts';

/** What was said in a flow, as whoever walked through it saw it. */
export interface FlowLine {
  session: string;
  /** The turn in which it was said. */
  turn: number;
  key: string;
  from: 'flow' | 'customer';
  text: string;
  /** Null: as the customer wrote it. */
  language: FlowLanguage | null;
  at: Date;
}

/** The words of sessions, in their order, the last `most`; what was said in confidence is dots. */
export async function flowLines(db: Db | Tx, sessions: readonly string[], most = 200): Promise<FlowLine[]> {
  const bySession = Map.groupBy(await trailOf(db, sessions), ({ sessionId }) => sessionId);
  return sessions
    .flatMap((id) => bySession.get(id) ?? [])
    .flatMap(({ sessionId, n, turn, kind, text, at, data }): FlowLine[] => {
      const ours = kind === 'said' || kind === 'asked';
      if ((!ours && kind !== 'answered') || text === '') return [];
      const language = flowLanguage.safeParse(data['language']);
      return [
        {
          session: sessionId,
          turn,
          key: `${sessionId}:${n}`,
          from: ours ? 'flow' : 'customer',
          text,
          language: language.success ? language.data : null,
          at,
        },
      ];
    })
    .slice(-most);
}

/** The words of the sessions that led to these contacts. */
export async function linesBefore(db: Db | Tx, contacts: readonly string[]): Promise<FlowLine[]> {
  if (contacts.length === 0) return [];
  return flowLines(db, await sessionsThatLedTo(db, contacts));
}

/** The last thing that a customer said in words of theirs, to tell in a line why they are here; null: nothing like it. */
export const lastWords = (lines: readonly Pick<FlowLine, 'from' | 'text'>[]): string | null =>
  lines.findLast(({ from, text }) => from === 'customer' && /\p{L}{3}/u.test(text))?.text ?? null;

/** Whether what is published of a flow may be walked through on a channel. */
export async function flowRunsOn(ctx: Ctx, code: string, channel: FlowChannel): Promise<boolean> {
  const flow = await findFlow(ctx.db, code);
  const version = flow?.active === true ? await findVersion(ctx.db, flow.id, 'published') : null;
  return (
    flow !== null &&
    version !== null &&
    graphOf(ctx, flow.code, version.number, version.graph).channels.includes(channel)
  );
}
