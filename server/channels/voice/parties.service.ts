import type { CallParty } from '#contract/voice.ts';
import { record, type Ctx, type Tx } from '#server/platform/index.ts';
import { changeCall, findCall, type CallRow } from './calls.store.ts';
import { order } from './medium.ts';
import { consultedIs, withoutParty, withParty } from './parties.rules.ts';
import { standingOf } from './voice.read.ts';

// Somebody of the staff on a call beside its customer and its agent. Whether they may is for the verb that brings them.

/**
 * Brings somebody on a call, or says anew whom they hear and who hears them; the gateway is ordered to make it so, and
 * those who see the call are told. Told again nothing follows.
 * @param call locked here, after whatever its caller has locked of calls and before contacts
 * @returns false when the call is over, or theirs already
 */
export const setParty = (tx: Tx, ctx: Ctx, call: Pick<CallRow, 'id'>, party: CallParty): Promise<boolean> =>
  change(tx, ctx, call.id, (now) =>
    now.agentId === party.staff ? now.parties : withParty(now.parties, party),
  );

/** Takes them off it. @returns false when they were not on it */
export const removeParty = (
  tx: Tx,
  ctx: Ctx,
  call: Pick<CallRow, 'id'>,
  staff: string,
  role: CallParty['role'],
): Promise<boolean> => change(tx, ctx, call.id, (now) => withoutParty(now.parties, staff, role));

/** Makes somebody the one who is consulted on a call, or nobody. */
export const setConsulted = (
  tx: Tx,
  ctx: Ctx,
  call: Pick<CallRow, 'id'>,
  party: CallParty | null,
): Promise<boolean> => change(tx, ctx, call.id, (now) => consultedIs(now.parties, party));

async function change(
  tx: Tx,
  ctx: Ctx,
  id: string,
  partiesOf: (call: CallRow) => CallParty[],
): Promise<boolean> {
  const call = await findCall(tx, { id }, { lock: true });
  if (call === null || call.endedAt !== null) return false;
  const parties = partiesOf(call);
  if (parties === call.parties) return false;
  await changeCall(tx, id, { parties: JSON.stringify(parties) });
  await order(tx, call, call.wanted, call.agentId, call.recording);
  await tellCall(tx, ctx, call);
  return true;
}

/** Tells those who may see its contact that a call stands otherwise than before. */
export async function tellCall(
  tx: Tx,
  ctx: Ctx,
  call: Pick<CallRow, 'id' | 'contactId' | 'state'>,
): Promise<void> {
  const standing = await standingOf(tx, call.contactId);
  if (standing === null) return;
  await record(tx, ctx.actor, {
    kind: 'call.changed',
    subjectId: call.id,
    serviceId: standing.serviceId,
    teamId: standing.teamId,
    data: { contact: call.contactId, call: call.id, state: call.state },
  });
}
