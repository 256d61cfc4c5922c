import type { TurnInput } from '#contract/voice-turns.ts';
import { flowAnnounced } from '#server/flows/index.ts';
import { readSetting, type Ctx, type Tx } from '#server/platform/index.ts';
import { announcementsBefore, answeredByAnnouncement, heardAnnouncement } from './announcements.hearing.ts';
import type { CallRow } from './calls.store.ts';
import { answeredBy, initialFirst, stepFirst } from './first.rules.ts';
import { queuePhoneOf } from './queue-phone.service.ts';
import { toTurn } from './saying.ts';
import type { Answered, FlowScript } from './script.ts';
import { phoneEntryPoint } from './voice.read.ts';

// What is told before the flow of a number begins. Until then the session of the flow is open and nothing was said in it.

const elapsedOf = (ctx: Ctx, call: Pick<CallRow, 'startedAt'>): number =>
  Math.max(0, Math.round((ctx.clock.now().getTime() - call.startedAt.getTime()) / 1000));

/**
 * What a caller hears before the flow, in the transaction of the turn, with the call locked; a script: there is nothing
 * (more) to hear, and the flow is answered by it.
 */
export async function toldFirst(
  tx: Tx,
  ctx: Ctx,
  call: CallRow,
  script: FlowScript,
  input: TurnInput,
): Promise<Answered | FlowScript> {
  if (script.turn > 0) return script;
  const entry = await phoneEntryPoint(tx, call.ownNumber ?? '');
  // An emergency line tells nothing before it is answered.
  if (entry === null || (await queuePhoneOf(tx, entry.queueId)).direct) return script;
  const before = script.first ?? initialFirst;
  const language = script.language ?? entry.language;
  const now = ctx.clock.now();
  const place = { serviceId: entry.serviceId, queueId: null };
  if (before.last !== null && input.kind !== 'begin')
    await heardAnnouncement(tx, ctx, call.id, place, before.last.id);
  const announcements = await announcementsBefore(
    tx,
    { ...entry, channel: 'phone' },
    { from: call.customerNumber, language },
    now,
  );
  const step = stepFirst(before, announcements, input, elapsedOf(ctx, call));
  if (step.do === 'flow') return { ...script, first: step.state };
  if (step.do === 'end' && step.answered !== null) {
    await answeredByAnnouncement(tx, ctx, call.id, place, step.answered, 'key');
    await flowAnnounced(tx, ctx, script.session);
  }
  const timeZone = (await readSetting<string>(tx, 'timeZone')) ?? 'Europe/Rome';
  return {
    script: { ...script, first: step.state },
    language,
    place: { service: entry.serviceId, queue: entry.queueId },
    say: toTurn(step.say, language, { timeZone, now }),
    next: step.next,
  };
}

/** Somebody hung up before the flow had said anything. @returns whether an announcement had answered them */
export async function leftAtFirst(
  tx: Tx,
  ctx: Ctx,
  call: CallRow,
  script: FlowScript,
  by: 'customer' | 'agent' | 'gateway' | undefined,
): Promise<boolean> {
  if (script.turn > 0 || script.first === undefined || by !== 'customer') return false;
  const announcement = answeredBy(script.first, elapsedOf(ctx, call));
  const entry = announcement === null ? null : await phoneEntryPoint(tx, call.ownNumber ?? '');
  if (announcement === null || entry === null) return false;
  const place = { serviceId: entry.serviceId, queueId: null };
  await answeredByAnnouncement(tx, ctx, call.id, place, announcement, 'hung_up');
  await flowAnnounced(tx, ctx, script.session);
  return true;
}
