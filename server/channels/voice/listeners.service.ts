import { endListeningBy } from '#server/contacts/index.ts';
import type { Consumer, Ctx, Tx } from '#server/platform/index.ts';
import { findCall, type CallRow } from './calls.store.ts';
import { isOnCall, listenerOf } from './listeners.read.ts';
import { partyOf } from './listeners.rules.ts';
import { mediaState, offersGateway } from './offers.ts';
import { removeParty, setParty } from './parties.service.ts';

// Supervisors on calls. Whether they may is decided where a contact is followed (contacts/listening); here is brought
// about that they hear, and are heard, accordingly.

/** Whether a member of staff could hear the call of a contact now, on their telephone in the browser. */
export async function hearingOf(
  ctx: Ctx,
  contactId: string,
  staffId: string,
): Promise<'ready' | 'call_unheard' | 'own_phone_off' | 'on_a_call'> {
  const call = await findCall(ctx.db, { contactId, open: true });
  // Telephones of the staff are lines of the gateway that takes the offers of browsers: only its calls can be joined.
  if (call === null || (await offersGateway(ctx))?.name !== call.gateway) return 'call_unheard';
  const phones = (await mediaState(ctx))?.phones ?? [];
  if (!phones.some(({ staff }) => staff === staffId)) return 'own_phone_off';
  return (await isOnCall(ctx.db, staffId)) ? 'on_a_call' : 'ready';
}

/** Whether anybody is on a call as a supervisor, or should be. */
const isFollowed = async (tx: Tx, call: CallRow): Promise<boolean> =>
  call.endedAt === null &&
  (call.parties.some(({ role }) => role === 'supervisor') || (await listenerOf(tx, call.contactId)) !== null);

/** Brings who is on a call as a supervisor in line with who follows its contact; doing it twice does no harm. */
async function bringInLine(tx: Tx, ctx: Ctx, call: CallRow): Promise<void> {
  const party = partyOf(await listenerOf(tx, call.contactId), call.agentId);
  for (const { role, staff } of call.parties)
    if (role === 'supervisor' && staff !== party?.staff) await removeParty(tx, ctx, call, staff, role);
  if (party !== null) await setParty(tx, ctx, call, party);
}

/** A call is followed otherwise than before, or is another agent's now. */
export const listenersConsumer: Consumer = {
  name: 'voice.listeners',
  kinds: ['listening.started', 'listening.changed', 'listening.ended', 'voice.command'],
  async handle(tx, ctx, { kind, data }) {
    const which =
      kind === 'voice.command'
        ? { id: String(data['call']) }
        : { contactId: String(data['contact']), open: true as const };
    // Most calls are followed by nobody, and are not held for it.
    const seen = await findCall(tx, which);
    if (seen === null || !(await isFollowed(tx, seen))) return;
    const call = await findCall(tx, { id: seen.id }, { lock: true });
    if (call !== null && call.endedAt === null) await bringInLine(tx, ctx, call);
  },
};

/** A supervisor's line is gone, or is in use: they follow the call no longer, which goes on. The caller holds the call. */
export async function listenerLost(tx: Tx, ctx: Ctx, contactId: string, staffId: string): Promise<void> {
  const because = (await isOnCall(tx, staffId)) ? 'own_call' : 'line_gone';
  await endListeningBy(tx, ctx, contactId, staffId, because);
}
