import type { AgentFigures, figuresOfAgents, myFigures } from '#contract/figures.ts';
import type { Result } from '#contract/route.ts';
import { forbidden, invalid, Problem, scopeOf, type Ctx } from '#server/platform/index.ts';
import { agentMeasures } from './facts.read.ts';
import { agentsWithin, statesOfAgents, sumsOfAgents, type StateSum } from './agent-figures.read.ts';
import { agreementInForce, readProtection } from './protection.service.ts';
import { rolledUpThrough } from './rollups.service.ts';
import { boundsOf, dayIn, organisationTimeZone } from './time.ts';
import { addUp, divided, type AgentCounts } from './wallboard.rules.ts';

interface Days {
  from?: string | undefined;
  to?: string | undefined;
}
const mostDays = 92;

/** 403 for whoever asks for single agents while no agreement allows it. */
export const noAgreement = () =>
  new Problem(
    403,
    'no_agreement',
    'Figures and states of single agents are shown only under an agreement with the staff (L. 300/1970, art. 4), recorded in the administration under staff protection. None is in force.',
  );

async function spanOf(ctx: Ctx, days: Days) {
  const timeZone = await organisationTimeZone(ctx.db);
  const now = ctx.clock.now();
  const today = dayIn(timeZone, now);
  const to = days.to ?? today;
  const from = days.from ?? (days.to === undefined ? today : to);
  if (from > to) throw invalid('from', 'a day before `to`');
  const span = { from: boundsOf(timeZone, from).from, to: boundsOf(timeZone, to).to, now };
  if (span.to.getTime() - span.from.getTime() > mostDays * 86_400_000 + 3_600_000)
    throw invalid('from', `at most ${mostDays} days at once`);
  return { from, to, span, through: (await rolledUpThrough(ctx.db)) ?? span.from };
}

const camel = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
const fields = agentMeasures.map(camel) as (keyof AgentCounts)[];

function viewOf(n: AgentCounts, states: readonly StateSum[]): AgentFigures {
  const of = (...names: string[]) =>
    states.filter(({ state }) => names.includes(state)).reduce((sum, { spent }) => sum + spent, 0);
  const onContact = of('interacting', 'wrap_up');
  const time = divided(n.handledTime, n.handled);
  return {
    offers: n.offers,
    accepted: n.accepted,
    declined: n.declined,
    missed: n.missed,
    answered: n.answered,
    answeredInTime: n.answeredInTime,
    handled: n.handled,
    handledOut: n.handledOut,
    handlingTime: time === null ? null : time / 1000,
    consults: n.consults,
    consultTime: n.consulting / 1000,
    states: states.map(({ state, reason, spent }) => ({ state, reason, seconds: spent / 1000 })),
    occupancy: divided(onContact, onContact + of('idle', 'offered')),
  };
}

/** The caller's own figures: always theirs to see. */
export async function ownFigures(ctx: Ctx, days: Days): Promise<Result<typeof myFigures>> {
  if (ctx.actor.kind !== 'staff' || ctx.actor.id === null)
    throw forbidden('routing.presence as a member of staff');
  const ids = [ctx.actor.id];
  const { from, to, span, through } = await spanOf(ctx, days);
  const [sums, states, { retentionDays }, agreement] = await Promise.all([
    sumsOfAgents(ctx.db, ids, span, through),
    statesOfAgents(ctx.db, ids, span, through),
    readProtection(ctx.db),
    agreementInForce(ctx.db, span.now),
  ]);
  const keptDays = Math.min(retentionDays, agreement?.retentionDays ?? retentionDays);
  return { from, to, keptDays, ...viewOf(addUp<AgentCounts>(sums, fields), states) };
}

/** Figures of single agents in the scope of `live.read`. @throws Problem 403 `no_agreement` */
export async function figuresOfOthers(ctx: Ctx, days: Days): Promise<Result<typeof figuresOfAgents>> {
  if ((await agreementInForce(ctx.db, ctx.clock.now())) === null) throw noAgreement();
  const { from, to, span, through } = await spanOf(ctx, days);
  const agents = await agentsWithin(ctx.db, scopeOf(ctx.actor, 'live.read'));
  const ids = agents.map(({ id }) => id);
  const [sums, states] = await Promise.all([
    sumsOfAgents(ctx.db, ids, span, through),
    statesOfAgents(ctx.db, ids, span, through),
  ]);
  const bySums = new Map(sums.map((one) => [one.staffId, one]));
  const byStates = Map.groupBy(states, ({ staffId }) => staffId);
  return {
    from,
    to,
    items: agents.map((agent) => ({
      ...agent,
      ...viewOf(bySums.get(agent.id) ?? addUp<AgentCounts>([], fields), byStates.get(agent.id) ?? []),
    })),
  };
}
