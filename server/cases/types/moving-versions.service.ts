import type * as contract from '#contract/case-types-api.ts';
import type { CaseTypeDefinition, FieldValues } from '#contract/case-types.ts';
import type { Names, Parsed, Result } from '#contract/route.ts';
import {
  addJob,
  configChanged,
  conflict,
  Problem,
  type Ctx,
  type Db,
  type Job,
} from '#server/platform/index.ts';
import { lockedCase } from '../access.ts';
import { typeNow, typeRow, writesTypes } from './admin.service.ts';
import { openBelow, saveMove, versionsOf, type KeptMove } from './admin.store.ts';
import { fieldsIn, missingFields } from './fields.rules.ts';
import { stateLike, stateOf } from './moves.rules.ts';
import { moveToVersion } from './retype.service.ts';
import { definitionKey, definitionOf, definitionsOf } from './types.store.ts';

// Open cases of older versions go to the newest because somebody says so, and never by themselves.

type Preview = Result<typeof contract.previewCaseTypeMove>;
type Group = Preview['groups'][number];

/** Where cases of older versions stand, and which state of the newest stands for theirs. */
async function standing(
  db: Db,
  code: string,
  target: { version: number; definition: CaseTypeDefinition },
): Promise<Pick<Preview, 'groups' | 'lost' | 'missing' | 'cases'>> {
  const groups = new Map<string, Group>();
  const lost = new Map<string, { label: Names; cases: number }>();
  const missing = new Map<string, { label: Names; cases: number }>();
  const more = (into: typeof lost, key: string, label: Names) =>
    into.set(key, { label, cases: (into.get(key)?.cases ?? 0) + 1 });
  let cases = 0;
  let after: string | null = null;
  for (;;) {
    const found = await openBelow(db, code, target.version, { after, limit: 1000 });
    if (found.length === 0) break;
    after = found.at(-1)!.id;
    cases += found.length;
    const definitions = await definitionsOf(
      db,
      found.map(({ typeVersion }) => ({ type: code, typeVersion })),
    );
    for (const { typeVersion: version, state, fields } of found) {
      const old = definitions.get(definitionKey(code, version))!;
      const key = `${version} ${state}`;
      const group = groups.get(key) ?? groupOf(old, version, state, target.definition);
      groups.set(key, { ...group, cases: group.cases + 1 });
      const fit = fieldsIn(target.definition, fields as FieldValues);
      for (const one of fit.lost)
        more(lost, one, old.fields.find((field) => field.key === one)?.label ?? { it: one, en: one });
      if (group.to !== null)
        for (const one of missingFields(target.definition, fit.kept, group.to))
          more(missing, one.key, one.label);
    }
  }
  return {
    cases,
    groups: [...groups.values()].toSorted((a, b) => a.version - b.version),
    lost: [...lost].map(([key, one]) => ({ key, ...one })),
    missing: [...missing].map(([key, one]) => ({ key, ...one })),
  };
}
function groupOf(old: CaseTypeDefinition, version: number, state: string, to: CaseTypeDefinition): Group {
  const here = stateOf(old, state);
  const like = here === undefined ? null : stateLike(to, { state, status: here.status });
  return {
    version,
    state,
    name: here?.name ?? { it: state, en: state },
    cases: 0,
    to: like === null || like.status === 'closed' ? null : like.key,
  };
}

/** @throws Problem 409: nothing was published yet */
async function newestOf(db: Db, code: string) {
  await typeRow(db, code);
  const version = (await versionsOf(db, code))[0]?.number;
  if (version === undefined) throw conflict('no_version', 'Nothing of this type was published yet.');
  return { version, definition: await definitionOf(db, { type: code, typeVersion: version }) };
}

/** What moving would mean. @throws Problem 403, 404, 409 */
export async function previewMove(ctx: Ctx, code: string): Promise<Preview> {
  writesTypes(ctx);
  const target = await newestOf(ctx.db, code);
  return {
    version: target.version,
    ...(await standing(ctx.db, code, target)),
    states: target.definition.states
      .filter(({ status }) => status !== 'closed')
      .map(({ key, name }) => ({ key, name })),
  };
}

const jobName = 'cases.move-type';

/** Starts the way to the newest version. @throws Problem 403, 404, 409, 422 naming the states without one that stands for them */
export async function startMove(
  ctx: Ctx,
  code: string,
  { version, states, reason }: Parsed<typeof contract.moveCaseType>['body'],
): Promise<Result<typeof contract.getCaseType>> {
  writesTypes(ctx);
  await ctx.tx(async (tx) => {
    const row = await typeRow(tx, code, true);
    if (row.move !== null && row.move.endedAt === null)
      throw conflict('move_under_way', 'Cases of this type are being moved at this moment.');
    const target = await newestOf(tx, code);
    if (target.version !== version)
      throw conflict('changed_meanwhile', 'Another version was published meanwhile.', {
        version: target.version,
      });
    const { groups, cases } = await standing(tx, code, target);
    if (cases === 0) throw conflict('nothing_to_move', 'No open case is on an older version.');
    refuseStates(target.definition, groups, states);
    const { kind, id } = ctx.actor;
    const move: KeptMove = {
      version,
      total: cases,
      moved: 0,
      stayed: 0,
      reason,
      startedAt: ctx.clock.now().toISOString(),
      startedBy: ctx.actor.name,
      endedAt: null,
      states,
      by: { kind: kind === 'customer' ? 'system' : kind, id },
      last: null,
    };
    await saveMove(tx, code, move);
    await addJob(tx, jobName, { code }, { queue: `${jobName}:${code}` });
    await configChanged(tx, ctx.actor, {
      what: 'case-type',
      id: code,
      subjectId: null,
      before: { moving: null },
      after: { moving: { version, cases, states } },
      reason,
    });
  });
  return typeNow(ctx, code);
}

function refuseStates(
  definition: CaseTypeDefinition,
  groups: readonly Group[],
  states: Readonly<Record<string, string>>,
): void {
  const wrong = new Set(
    Object.entries(states)
      .filter(([, to]) => (stateOf(definition, to)?.status ?? 'closed') === 'closed')
      .map(([from]) => from),
  );
  for (const { state, to } of groups) if (to === null && !Object.hasOwn(states, state)) wrong.add(state);
  if (wrong.size === 0) return;
  throw new Problem(
    422,
    'invalid',
    'states: name the state in which their cases go on.',
    [...wrong].map((state) => ({
      field: `states.${state}`,
      message: 'a state of the newest version that is not closed',
    })),
  );
}

/** Moves one case, and counts it, in one transaction. False: there is none left. */
async function moveNext(ctx: Ctx, code: string): Promise<boolean> {
  const { move } = await typeRow(ctx.db, code);
  if (move === null || move.endedAt !== null) return false;
  const [next] = await openBelow(ctx.db, code, move.version, { after: move.last, limit: 1 });
  const on = { ...ctx, actor: { ...move.by, name: move.startedBy, grants: [] } } satisfies Ctx;
  if (next === undefined) {
    await ctx.tx(async (tx) => {
      const { move: now } = await typeRow(tx, code, true);
      if (now !== null) await saveMove(tx, code, { ...now, endedAt: ctx.clock.now().toISOString() });
      await configChanged(tx, on.actor, {
        what: 'case-type',
        id: code,
        subjectId: null,
        before: { moving: move.version },
        after: { moving: null, moved: move.moved, stayed: move.stayed },
      });
    });
    return false;
  }
  const definition = await definitionOf(ctx.db, { type: code, typeVersion: move.version });
  const count = (tx: Parameters<Parameters<Ctx['tx']>[0]>[0], more: { moved?: number; stayed?: number }) =>
    saveMove(tx, code, {
      ...move,
      moved: move.moved + (more.moved ?? 0),
      stayed: move.stayed + (more.stayed ?? 0),
      last: next.id,
    });
  try {
    await ctx.tx(async (tx) => {
      const row = await lockedCase(tx, on, next.id);
      // Closed, moved or made another type since it was found: then there is nothing to do.
      const there = row.closedAt === null && row.type === code && row.typeVersion < move.version;
      if (there)
        await moveToVersion(tx, on, row, { version: move.version, definition }, move.states, move.reason);
      await count(tx, there ? { moved: 1 } : {});
    });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    await ctx.tx((tx) => count(tx, { stayed: 1 }));
  }
  return true;
}

/** Moves what a type's move has left; one that died goes on after the last case that was counted. */
export const moveTypeJob: Job = {
  name: jobName,
  async handle(ctx, payload) {
    const { code } = payload as { code: string };
    while (await moveNext(ctx, code));
  },
};
