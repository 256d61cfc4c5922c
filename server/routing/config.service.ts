import type * as contract from '#contract/routing.ts';
import type { Parsed } from '#contract/route.ts';
import { findService, staffNames } from '#server/access/index.ts';
import { isOpenNow } from '#server/calendars/index.ts';
import {
  audit,
  configChanged,
  forbidden,
  inScope,
  invalid,
  isUniqueViolation,
  newId,
  notFound,
  Problem,
  record,
  sameVersion,
  scopeOf,
  versionOf,
  withVersion,
  type Ctx,
  type FieldError,
  type Scope,
  type Tx,
} from '#server/platform/index.ts';
import { agentById, placeOfAgent } from './agents.read.ts';
import { agentSkills, lockAgents, saveAgentConfig } from './agents.store.ts';
import { tellAgentChanged, tellProfileChanged } from './change-notices.service.ts';
import { queuesSeenBy } from './colleagues.read.ts';
import { calendarExists, findTeam } from './config.read.ts';
import { wrongChannels, wrongProfile, wrongSkills } from './config.rules.ts';
import {
  allSkills,
  lockConfig,
  readProfiles,
  saveProfile,
  saveSkill,
  type ProfileRow,
  type SkillRow,
} from './config.store.ts';
import { readPlans } from './plans.store.ts';
import { wrongRules } from './queue.rules.ts';
import { readQueues, saveQueue, type QueueRow } from './queues.store.ts';

// How routing is set up. Every change is one transaction with its audit row and the event that the leader hears.

export type QueueInput = Parsed<typeof contract.createQueue>['body'];
export type SkillInput = Parsed<typeof contract.createSkill>['body'];
export type ProfileInput = Parsed<typeof contract.createProfile>['body'];

export function refuse(wrong: readonly FieldError[]): void {
  if (wrong.length === 0) return;
  const words = wrong.map((one) => `${one.field} (${one.message})`).join(', ');
  throw new Problem(422, 'invalid', `Not acceptable: ${words}.`, [...wrong]);
}

export const taken = (error: unknown, field: string): unknown =>
  isUniqueViolation(error)
    ? new Problem(409, 'taken', `${field}: already in use`, [{ field, message: 'already in use' }])
    : error;

export const administered = (ctx: Ctx): Scope => scopeOf(ctx.actor, 'admin.routing');

/** Audit row and event of a change. `after` is the whole row, which names no secret. */
export const tell = (
  tx: Tx,
  ctx: Ctx,
  what: 'queue' | 'skill' | 'routing-profile' | 'routing-plan',
  before: object | null,
  after: { id: string; serviceId?: string | null },
  reason: string | null = null,
): Promise<void> =>
  configChanged(tx, ctx.actor, {
    what,
    id: after.id,
    serviceId: after.serviceId ?? null,
    before,
    after,
    reason,
  });

/** The emergency switch is no part of what the form of a queue changes. */
const formOf = ({ emergencyClosed: _closed, emergencyText: _text, ...settings }: QueueRow) => settings;
const shown = (row: QueueRow) => ({ ...row, version: versionOf(formOf(row)) });

/** Whether a queue takes new contacts by now: in use, not closed in an emergency, within its hours. */
const withOpen = async (ctx: Ctx, row: QueueRow) => ({
  ...shown(row),
  open: row.active && !row.emergencyClosed && (await isOpenNow(ctx.db, row.calendarId, ctx.clock.now())),
});

/** Queues the caller may see, and whether each takes contacts now. */
export async function listQueues(ctx: Ctx) {
  const rows = await queuesSeenBy(ctx.db, ctx.actor);
  return { items: (await Promise.all(rows.map((row) => withOpen(ctx, row)))) as Listed[] };
}
type Listed = contract.Queue & { open: boolean };

/**
 * Makes a queue, or changes one, in the caller's transaction.
 * @param seen the version that the change was made from
 * @throws Problem 404, 409 `taken`, `changed_meanwhile`, 422 naming every wrong field
 */
export async function putQueue(
  tx: Tx,
  ctx: Ctx,
  id: string | null,
  input: QueueInput,
  seen?: string,
): Promise<contract.Queue> {
  const before = id === null ? null : await findQueue(tx, id, administered(ctx));
  if (before !== null) await sameVersion(tx, { what: 'queue', id: before.id, seen, before: formOf(before) });
  const wrong = [
    ...wrongChannels('offerSeconds', input.offerSeconds),
    ...wrongChannels('serviceLevel.threshold', input.serviceLevel.threshold),
    ...wrongSkills('requires', input.requires, new Set((await allSkills(tx)).map((skill) => skill.id))),
  ];
  if ((await findService(tx, input.serviceId)) === null)
    wrong.push({ field: 'serviceId', message: 'no such service' });
  else if (!inScope(administered(ctx), input))
    wrong.push({ field: 'serviceId', message: 'a service and team whose routing you administer' });
  const team = input.teamId === null ? null : await findTeam(tx, input.teamId);
  if (input.teamId !== null && team === null) wrong.push({ field: 'teamId', message: 'no such team' });
  else if (team?.serviceId != null && team.serviceId !== input.serviceId)
    wrong.push({ field: 'teamId', message: 'a team of the same service' });
  if (input.calendarId !== null && !(await calendarExists(tx, input.calendarId)))
    wrong.push({ field: 'calendarId', message: 'no such opening hours' });
  const after: QueueRow = {
    id: id ?? newId(),
    ...input,
    // Whoever saves a form that was opened before a queue was closed in an emergency does not reopen it.
    emergencyClosed: before?.emergencyClosed ?? false,
    emergencyText: before?.emergencyText ?? null,
  };
  wrong.push(...(await wrongReferences(tx, ctx, before, after)));
  refuse(wrong);
  await saveQueue(tx, after).catch((error: unknown) => {
    throw taken(error, 'code');
  });
  await tell(tx, ctx, 'queue', before, after);
  return shown(after) as contract.Queue;
}

/** What a queue names of other queues and of plans: those the caller administers, and what it named before. */
async function wrongReferences(
  tx: Tx,
  ctx: Ctx,
  before: QueueRow | null,
  after: QueueRow,
): Promise<FieldError[]> {
  const queues = await readQueues(tx);
  const allowed = new Set([
    ...queues.filter((one) => inScope(administered(ctx), one)).map((one) => one.id),
    ...(before === null ? [] : queuesNamedBy(before)),
  ]);
  const wrong = wrongRules(after, queues, allowed);
  if (after.planId !== null && after.planId !== before?.planId) {
    const [plan] = await readPlans(tx, after.planId);
    if (plan === undefined) wrong.push({ field: 'planId', message: 'no such routing plan' });
    else if (!plan.active) wrong.push({ field: 'planId', message: 'a routing plan in use' });
  }
  return wrong;
}

const queuesNamedBy = (queue: QueueRow): string[] => [
  ...queue.help.map((rule) => rule.from),
  ...queue.overflow.map((rule) => rule.toQueue),
  ...Object.values(queue.branches).flatMap((branch) => (branch.do === 'queue' ? [branch.queue] : [])),
];

async function findQueue(tx: Tx, id: string, scope: Scope): Promise<QueueRow> {
  await lockConfig(tx, 'queue', id);
  const [row] = await readQueues(tx, [id]);
  if (row === undefined || !inScope(scope, row)) throw notFound('queue');
  return row;
}

/**
 * The emergency switch (R17): stronger than the opening hours; what is inside is still served. With it what customers
 * are told, also while the queue is open.
 */
export const setEmergency = async (
  ctx: Ctx,
  id: string,
  wish: { closed: boolean; message: { it: string; en: string } | null; why: string },
) => {
  const row = await ctx.tx(async (tx) => {
    const before = await findQueue(tx, id, scopeOf(ctx.actor, 'routing.supervise'));
    const after = { ...before, emergencyClosed: wish.closed, emergencyText: wish.message };
    const said = ({ emergencyText: text }: QueueRow) => `${text?.it ?? ''}\n${text?.en ?? ''}`;
    if (before.emergencyClosed === wish.closed && said(before) === said(after)) return before;
    await saveQueue(tx, after);
    await tell(tx, ctx, 'queue', before, after, wish.why);
    return after;
  });
  return (await withOpen(ctx, row)) as Listed;
};

/** Sets what a queue promises, in the caller's transaction; who asks has checked the right. Nothing when it is so already. */
export async function promiseQueue(
  tx: Tx,
  ctx: Ctx,
  id: string,
  promise: Pick<QueueRow, 'serviceLevel' | 'shortAbandonSeconds'>,
  why: string,
): Promise<void> {
  const before = await findQueue(tx, id, 'all');
  const after = { ...before, ...promise };
  const said = ({ serviceLevel: { formula, threshold, target }, shortAbandonSeconds }: QueueRow) =>
    JSON.stringify([
      formula,
      Object.entries(threshold).toSorted(([a], [b]) => a.localeCompare(b)),
      target,
      shortAbandonSeconds,
    ]);
  if (said(before) === said(after)) return;
  await saveQueue(tx, after);
  await tell(tx, ctx, 'queue', before, after, why);
}

export const listSkills = async (ctx: Ctx) => ({ items: (await allSkills(ctx.db)).map(withVersion) });

/** Makes a skill, or changes one. Skills are everybody's: whoever changes them administers routing everywhere. */
export async function putSkill(tx: Tx, ctx: Ctx, id: string | null, input: SkillInput, seen?: string) {
  if (administered(ctx) !== 'all') throw forbidden('admin.routing');
  if (id !== null && !(await lockConfig(tx, 'skill', id))) throw notFound('skill');
  const before = id === null ? null : ((await allSkills(tx)).find((skill) => skill.id === id) ?? null);
  if (before !== null) await sameVersion(tx, { what: 'skill', id: before.id, seen, before });
  const after: SkillRow = { id: id ?? newId(), ...input };
  await saveSkill(tx, after).catch((error: unknown) => {
    throw taken(error, 'code');
  });
  await tell(tx, ctx, 'skill', before, after);
  return withVersion(after);
}

export async function listProfiles(ctx: Ctx) {
  return { items: (await readProfiles(ctx.db)).map(withVersion) as ProfileOut[] };
}
type ProfileOut = ProfileInput & { id: string; version: string };

/**
 * Makes a routing profile, or changes one: at once for everybody who holds it. All its queues, before and after, must
 * be among those the caller administers.
 * @param seen the version that the change was made from
 * @throws Problem 403, 404, 409 `taken`, `changed_meanwhile`, 422 naming every wrong field
 */
export async function putProfile(
  tx: Tx,
  ctx: Ctx,
  id: string | null,
  input: ProfileInput,
  seen?: string,
): Promise<ProfileOut> {
  if (id !== null && !(await lockConfig(tx, 'profile', id))) throw notFound('routing profile');
  const before = id === null ? null : ((await readProfiles(tx, id))[0] ?? null);
  if (before !== null) await sameVersion(tx, { what: 'routing-profile', id: before.id, seen, before });
  const after: ProfileRow = { id: id ?? newId(), ...input };
  const mine = (await readQueues(tx)).filter((queue) => inScope(administered(ctx), queue));
  const known = new Set(mine.map((queue) => queue.id));
  if (before?.queues.some((one) => !known.has(one.queueId)) === true) throw forbidden('admin.routing');
  refuse(wrongProfile(after, known));
  await saveProfile(tx, after).catch((error: unknown) => {
    throw taken(error, 'name');
  });
  await tell(tx, ctx, 'routing-profile', before, after);
  if (before !== null && !sameRouting(before, after)) await tellProfileChanged(tx, ctx, after);
  return withVersion((await readProfiles(tx, after.id))[0]!) as ProfileOut;
}

/** A new name changes nothing of what is offered to whom. */
const sameRouting = (one: ProfileRow, other: ProfileRow) => {
  const said = ({ capacity, queues }: ProfileRow) => {
    const places = queues.map(({ queueId, channel, priority, delaySeconds }) =>
      [queueId, channel, priority, delaySeconds].join(' '),
    );
    const media = Object.entries(capacity).map(
      ([channel, { max, interruptedBy }]) => `${channel} ${max} ${interruptedBy.toSorted().join(' ')}`,
    );
    return [...places, ...media].toSorted().join('\n');
  };
  return said(one) === said(other);
};

/**
 * Sets an agent's routing profile and skills. What they have open stays with them, also beyond a smaller capacity.
 * @throws Problem 404, 422 naming every wrong field
 */
export async function putAgent(
  tx: Tx,
  ctx: Ctx,
  staffId: string,
  input: { profileId: string | null; skills: { skill: string; level: number }[] },
): Promise<void> {
  const before = (await lockAgents(tx, [staffId])).get(staffId);
  const place = await placeOfAgent(tx, staffId);
  if (before === undefined || !inScope(administered(ctx), place)) throw notFound('agent');
  refuse(wrongSkills('skills', input.skills, new Set((await allSkills(tx)).map((skill) => skill.id))));
  if (input.profileId !== null && (await readProfiles(tx, input.profileId)).length === 0)
    throw invalid('profileId', 'no such routing profile');
  const skills = (await agentSkills(tx, [staffId])).get(staffId) ?? {};
  await saveAgentConfig(tx, staffId, input);
  await audit(tx, ctx.actor, {
    action: 'agent.changed',
    objectType: 'agent',
    objectId: staffId,
    serviceId: place.serviceId,
    before: { profileId: before.profileId, skills },
    after: {
      profileId: input.profileId,
      skills: Object.fromEntries(input.skills.map(({ skill, level }) => [skill, level])),
    },
  });
  await record(tx, ctx.actor, {
    kind: 'agent.changed',
    subjectId: staffId,
    ...place,
    data: { agent: staffId },
  });
  const said = (profile: string | null, levels: Record<string, number>) =>
    [
      profile,
      ...Object.entries(levels)
        .map((one) => one.join(' '))
        .toSorted(),
    ].join('\n');
  const wanted = Object.fromEntries(input.skills.map(({ skill, level }) => [skill, level]));
  if (said(before.profileId, skills) !== said(input.profileId, wanted)) {
    const names = await staffNames(tx, [staffId]);
    await tellAgentChanged(tx, ctx, { id: staffId, name: names.get(staffId) ?? '' });
  }
}

/** @throws Problem 404 when this member of staff handles no contacts */
export async function agentNow(ctx: Ctx, id: string) {
  const found = await agentById(ctx.db, id);
  if (found === null) throw notFound('agent');
  return found;
}
