import type { Centre, createCentre, listEscalationTargets } from '#contract/escalations.ts';
import type { Output, Parsed } from '#contract/route.ts';
import { findService, staffNames } from '#server/access/index.ts';
import { loadCalendar } from '#server/calendars/index.ts';
import { classificationExists } from '#server/knowledge/index.ts';
import {
  configChanged,
  forbidden,
  inScope,
  invalid,
  isUniqueViolation,
  newId,
  notFound,
  Problem,
  scopeOf,
  type Ctx,
  type Tx,
  ifMissing,
} from '#server/platform/index.ts';
import { readQueues } from '#server/routing/index.ts';
import { accessCase } from '../access.ts';
import type { CaseRow } from '../cases.read.ts';
import { hoursOfCentre } from './ending.service.ts';
import { classificationPath, ownAddresses, teamOfService } from './escalations.read.ts';
import { after, fitsPath } from './escalations.rules.ts';
import { allCentres, findCentre, openEscalations, saveCentre, type CentreRow } from './escalations.store.ts';

export type CentreInput = Parsed<typeof createCentre>['body'];

const viewOf = (row: CentreRow): Centre => ({
  id: row.id,
  name: row.name,
  description: row.description,
  service: row.serviceId,
  team: row.teamId,
  classifications: row.classifications,
  queue: row.queueId,
  addresses: row.addresses,
  head: row.headId,
  headAddress: row.headAddress,
  calendar: row.calendarId,
  promiseMinutes: Math.round(row.promiseSeconds / 60),
  reminders: row.reminders,
  headAt: row.headAt,
  language: row.language === 'en' ? 'en' : 'it',
  active: row.active,
});

/** The centres of the services in which the caller has any business, and those for all services. */
export async function listCentresOf(ctx: Ctx): Promise<{ items: Centre[] }> {
  const all = ctx.actor.grants.some((grant) => grant.serviceId === null);
  const services = new Set(ctx.actor.grants.map((grant) => grant.serviceId));
  const rows = await allCentres(ctx.db);
  return {
    items: rows
      .filter((row) => all || row.serviceId === null || services.has(row.serviceId))
      .map((row) => viewOf(row)),
  };
}

export const createCentreOf = (ctx: Ctx, input: CentreInput): Promise<Centre> =>
  ctx.tx((tx) => putCentre(tx, ctx, null, input));

export const updateCentreOf = (ctx: Ctx, id: string, input: CentreInput): Promise<Centre> =>
  ctx.tx(async (tx) => {
    const before = await findCentre(tx, id, true);
    if (before === null) throw notFound('competence centre');
    mayArrange(ctx, before.serviceId);
    return putCentre(tx, ctx, before, input);
  });

function mayArrange(ctx: Ctx, serviceId: string | null): void {
  if (!inScope(scopeOf(ctx.actor, 'admin.routing'), { serviceId, teamId: null }))
    throw forbidden('admin.routing');
}

/**
 * Makes or changes a centre in the caller's transaction. What is open keeps the times it was asked with.
 * @throws Problem 403, 409 taken, 422 naming the field
 */
export async function putCentre(
  tx: Tx,
  ctx: Ctx,
  before: CentreRow | null,
  input: CentreInput,
): Promise<Centre> {
  mayArrange(ctx, input.service);
  const addresses = [...new Set(input.addresses.map((one) => one.trim().toLowerCase()))];
  await check(tx, input, addresses);
  const after: CentreRow = {
    id: before?.id ?? newId(),
    name: input.name.trim(),
    description: input.description,
    serviceId: input.service,
    teamId: input.team,
    classifications: [...new Set(input.classifications)],
    queueId: input.queue,
    addresses,
    headId: input.head,
    headAddress: input.headAddress?.trim().toLowerCase() ?? null,
    calendarId: input.calendar,
    promiseSeconds: input.promiseMinutes * 60,
    reminders: [...new Set(input.reminders)].toSorted((one, other) => one - other),
    headAt: input.headAt,
    language: input.language,
    active: input.active,
  };
  try {
    await saveCentre(tx, after);
  } catch (error) {
    if (!isUniqueViolation(error, 'centre_name_key')) throw error;
    throw new Problem(409, 'taken', 'name: already in use', [{ field: 'name', message: 'already in use' }]);
  }
  await configChanged(tx, ctx.actor, {
    what: 'centre',
    id: after.id,
    serviceId: after.serviceId,
    before,
    after,
  });
  return viewOf(after);
}

async function check(tx: Tx, input: CentreInput, addresses: string[]): Promise<void> {
  if (input.name.trim().length < 2) throw invalid('name', 'a name that people know the office by');
  if (input.queue === null && addresses.length === 0)
    throw invalid('queue', 'a queue of the desk, or an address of those who answer by mail');
  if (input.service !== null && (await findService(tx, input.service)) === null)
    throw invalid('service', 'a service in use');
  if (input.team !== null && !(await teamOfService(tx, input.team, input.service)))
    throw invalid('team', 'a team of this service');
  if (input.queue !== null && (await readQueues(tx, [input.queue]))[0]?.active !== true)
    throw invalid('queue', 'a queue in use');
  if (input.calendar !== null)
    await loadCalendar(tx, input.calendar).catch(
      ifMissing(invalid('calendar', 'opening hours that are there')),
    );
  if (input.head !== null && !(await staffNames(tx, [input.head])).has(input.head))
    throw invalid('head', 'a member of staff');
  for (const one of input.classifications)
    if (!(await classificationExists(tx, one))) throw invalid('classifications', 'classifications in use');
  const own = await ownAddresses(tx);
  // Our own mail that comes back is a loop, never an answer.
  if (addresses.some((one) => own.has(one))) throw invalid('addresses', 'none of our own mail addresses');
  if (input.headAddress !== null && own.has(input.headAddress.toLowerCase()))
    throw invalid('headAddress', 'none of our own mail addresses');
}

/** Whether a centre may be asked about a case: it is in use and there for its service and team. */
export const serves = (centre: CentreRow, row: Pick<CaseRow, 'serviceId' | 'teamId'>): boolean =>
  centre.active &&
  (centre.serviceId === null || centre.serviceId === row.serviceId) &&
  (centre.teamId === null || centre.teamId === row.teamId);

export const waysOf = (centre: CentreRow): ('desk' | 'mail')[] => [
  ...(centre.queueId === null ? [] : ['desk' as const]),
  ...(centre.addresses.length === 0 ? [] : ['mail' as const]),
];

/** The centres that a case can be escalated to, those for its classification first. @throws Problem 404 */
export async function escalationTargets(
  ctx: Ctx,
  caseId: string,
): Promise<Output<typeof listEscalationTargets>> {
  const row = await accessCase(ctx.db, ctx.actor, caseId, 'case.write');
  const path = row.classificationId === null ? [] : await classificationPath(ctx.db, row.classificationId);
  const open = new Map((await openEscalations(ctx.db, caseId)).map((one) => [one.centreId, one.id]));
  const items = await Promise.all(
    (await allCentres(ctx.db))
      .filter((centre) => serves(centre, row))
      .map(async (centre) => ({
        id: centre.id,
        name: centre.name,
        description: centre.description,
        ways: waysOf(centre),
        fits: fitsPath(centre.classifications, path),
        dueAt: after(
          await hoursOfCentre(ctx.db, centre),
          ctx.clock.now(),
          centre.promiseSeconds,
        ).toISOString(),
        open: open.get(centre.id) ?? null,
      })),
  );
  return {
    items: items.toSorted(
      (one, other) => Number(other.fits) - Number(one.fits) || one.name.localeCompare(other.name),
    ),
  };
}
