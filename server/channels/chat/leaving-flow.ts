import { flowStanding, flowUnanswered, hangUpFlow } from '#server/flows/index.ts';
import type { Ctx, Tx } from '#server/platform/index.ts';
import { changeVisitor, type Visitor } from './chat.store.ts';

/** Whoever walked through the flow of a chat does not go on: left, or has not answered for long. Counts as hung up. */
export async function leaveFlow(tx: Tx, ctx: Ctx, visitor: Visitor, why: 'left' | 'idle'): Promise<void> {
  const session = visitor.flowSessions.at(-1);
  await changeVisitor(tx, visitor.id, { flowState: why });
  if (session === undefined) return;
  await hangUpFlow(tx, ctx, session);
  // It had just led to a person: nobody is put through to somebody who has gone.
  const standing = await flowStanding(tx, session);
  if (standing?.lastTurn?.outcome?.kind === 'queue' && standing.contactId === null)
    await flowUnanswered(tx, session);
}
