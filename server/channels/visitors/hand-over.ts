import type { FlowOutcome } from '#contract/flow-turns.ts';
import { flowStanding } from '#server/flows/index.ts';
import { classificationsByCode } from '#server/knowledge/index.ts';
import type { Ctx, Tx } from '#server/platform/index.ts';
import { skillsByCode, type Requirement } from '#server/routing/index.ts';

type Queued = Extract<FlowOutcome, { kind: 'queue' }>;

/** Before the id of the message with which a flow led to a person, and that of its session; a widget's own have `v:`. */
export const handedOn = 'flow:';

/** What a flow wants of who takes it over, as routing knows it. */
export interface Wants {
  requires: Requirement[];
  boostSeconds: number;
  classificationId: string | null;
}
/** A flow that led to a person: where they wait and with what, as `receive` and `requestCallback` take it. */
export interface HandOver extends Wants {
  /** The queue that the flow names; null where that is gone: the channel's own. */
  queueId: string | null;
  language: string;
  /** Who was identified, or recognised by where they come from. */
  customerId: string | null;
  because: Queued['because'];
}

/**
 * Skills and classification by the codes that a flow names them by. One that is no longer in use is left out: whoever
 * comes is not kept waiting for somebody who can never come.
 */
export async function wantsOf(
  tx: Tx,
  ctx: Pick<Ctx, 'log'>,
  wants: Pick<Queued, 'requires' | 'boostSeconds' | 'classification'>,
): Promise<Wants> {
  const skills = wants.requires.length === 0 ? [] : await skillsByCode(tx);
  const idOf = new Map(skills.map(({ code, id }) => [code, id]));
  const requires = wants.requires.flatMap(({ skill, level }) => {
    const id = idOf.get(skill);
    if (id === undefined) ctx.log.warn({ skill }, 'a flow requires a skill that is not in use');
    return id === undefined ? [] : [{ skill: id, level }];
  });
  const classificationId =
    wants.classification === null
      ? null
      : ((await classificationsByCode(tx)).find(({ code }) => code === wants.classification)?.id ?? null);
  return { requires, boostSeconds: wants.boostSeconds, classificationId };
}

/** What came of a session of a flow for whoever takes it over; null while it has not led to a person. */
export async function handOverOf(tx: Tx, ctx: Ctx, sessionId: string): Promise<HandOver | null> {
  const standing = await flowStanding(tx, sessionId);
  const outcome = standing?.lastTurn?.outcome;
  if (standing === null || outcome?.kind !== 'queue') return null;
  return {
    ...(await wantsOf(tx, ctx, outcome)),
    queueId: outcome.queueId,
    language: standing.language,
    customerId: standing.customerId,
    because: outcome.because,
  };
}
