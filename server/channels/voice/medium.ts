import { endOutsideLeg } from '#server/contacts/index.ts';
import { newId, record, systemActor, type Ctx, type Tx } from '#server/platform/index.ts';
import { changeCall, insertCall, whoDials, type CallRow, type Outside } from './calls.store.ts';
import { isUnderWay, overWith, staysOutside } from './outside.rules.ts';
import { partiesAfter } from './parties.rules.ts';
import { theRecorder } from './recorder.ts';
import { standingOf } from './voice.read.ts';

/** A call to a customer: for a callback, or because an agent wants to speak with them. */
export interface Dial {
  contactId: string;
  /** Who speaks with them once they answer; null: they are put into their queue first. */
  agentId: string | null;
  /** E.164. */
  to: string;
  ringSeconds: number;
  /** A machine that answers is not whom it is for: it is to be found out, by a gateway that can. */
  machine: boolean;
}

/**
 * What carries voice. Everything is asked for in the transaction of the change that wants it and happens after its
 * commit; what becomes of it comes back as the events of a call (`tellCall`): ringing, answered, connected, ended by whom
 * and why.
 */
export interface VoiceMedium {
  /** Places a call to a customer; false when nothing is there that can. */
  dial(tx: Tx, ctx: Ctx, call: Dial): Promise<boolean>;
  /** wait: the customer hears the queue. talk: agent and customer hear each other. hold: music. end: hang up. */
  want(tx: Tx, ctx: Ctx, call: CallRow, wanted: CallRow['wanted'], agentId: string | null): Promise<void>;
}

/** A gateway that has not been heard of for so long (ms) is gone. */
export const silenceMilliseconds = 30_000;
export const heardSince = (now: Date): Date => new Date(now.getTime() - silenceMilliseconds);

/** Gateways that speak the API: orders are what is written down as wanted, told as live events. */
export const gatewayMedium: VoiceMedium = {
  async dial(tx, ctx, { contactId, agentId, to, ringSeconds, machine }) {
    const now = ctx.clock.now();
    const found = await whoDials(tx, heardSince(now));
    if (found === null) return false;
    const { name: gateway } = found;
    const id = newId();
    await insertCall(tx, {
      id,
      gateway,
      direction: 'out',
      contactId,
      agentId,
      customerNumber: to,
      ownNumber: (await standingOf(tx, contactId))?.ownNumber ?? null,
      ringSeconds,
      machine: machine && found.machine,
      state: 'dialling',
      wanted: 'dial',
      startedAt: now,
    });
    await order(tx, { id, gateway, contactId }, 'dial', agentId, 'off');
    return true;
  },
  async want(tx, ctx, call, wanted, agentId) {
    if (call.wanted === wanted && call.agentId === agentId) return;
    const told = await theRecorder()?.wanted(tx, ctx, call, wanted);
    const recording = told?.recording ?? 'off';
    const before = { agent: call.agentId, parties: call.parties };
    const left = staysOutside(before, wanted, agentId) ? null : await dropOutside(tx, ctx, call);
    const parties = partiesAfter(before, wanted, agentId);
    await changeCall(tx, call.id, {
      wanted,
      agentId,
      recording,
      recordingSince: told?.since ?? null,
      ...(parties === call.parties ? {} : { parties: JSON.stringify(parties) }),
      ...(left === null ? {} : { outside: JSON.stringify(left) }),
    });
    await order(tx, call, wanted, agentId, recording);
  },
};

/** A number outside that is on a call goes with its agent, or with the call. @returns it as it is then; null: there is none */
export async function dropOutside(tx: Tx, ctx: Ctx, call: CallRow): Promise<Outside | null> {
  if (call.outside === null || !isUnderWay(call.outside)) return null;
  if (call.contactId !== null) await endOutsideLeg(tx, ctx, call.contactId, 'ended');
  return overWith(call.outside, 'hung_up', 'gateway', ctx.clock.now());
}

/** Tells a gateway that something is wanted of a call of its own. */
export const order = (
  tx: Tx,
  call: Pick<CallRow, 'id' | 'gateway' | 'contactId'>,
  wanted: string,
  agent: string | null,
  recording: CallRow['recording'],
): Promise<void> =>
  record(tx, systemActor, {
    kind: 'voice.command',
    subjectId: call.id,
    data: { call: call.id, gateway: call.gateway, wanted, agent, recording },
  });
