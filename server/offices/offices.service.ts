import type { createOffice } from '#contract/appointments.ts';
import type { Parsed } from '#contract/route.ts';
import {
  configChanged,
  conflict,
  inScope,
  invalid,
  isUniqueViolation,
  newId,
  notFound,
  Problem,
  scopeOf,
  systemActor,
  type Ctx,
  type Tx,
} from '#server/platform/index.ts';
import { readQueues } from '#server/routing/index.ts';
import { loadCalendar } from '#server/calendars/index.ts';
import { hasOpenAppointments, readOffices, sees } from './offices.read.ts';
import { holdOffices, saveBookables, saveOffice } from './offices.store.ts';

// Offices as they are configured. One transaction per change, with its audit row and its event.

export type OfficeInput = Parsed<typeof createOffice>['body'];

export const listOffices = async (ctx: Ctx) => ({
  items: await readOffices(ctx.db, ctx.actor, sees, { active: true }),
});
export const listOfficeSettings = async (ctx: Ctx) => ({
  items: await readOffices(ctx.db, ctx.actor, 'admin.read'),
});

/** Makes an office, or changes one. @throws Problem 404, 409 taken, 422 naming the field */
export const changeOffice = (ctx: Ctx, id: string | null, input: OfficeInput) =>
  ctx.tx(async (tx) => {
    const scope = scopeOf(ctx.actor, 'admin.routing');
    if (id !== null) await holdOffices(tx, [id]);
    const before = id === null ? null : await officeNow(tx, id);
    if (id !== null && (before === null || !inScope(scope, before))) throw notFound('office');
    await check(tx, ctx, input, before);
    const officeId = id ?? newId();
    const { bookables, ...values } = input;
    await saveOffice(tx, officeId, values).catch((error: unknown) => {
      throw isUniqueViolation(error)
        ? new Problem(409, 'taken', 'code: already in use', [{ field: 'code', message: 'already in use' }])
        : error;
    });
    await saveBookables(tx, officeId, bookables);
    const after = (await officeNow(tx, officeId))!;
    await configChanged(tx, ctx.actor, {
      what: 'office',
      id: officeId,
      serviceId: after.serviceId,
      before,
      after,
    });
    return after;
  });

const officeNow = async (tx: Tx, id: string) =>
  (await readOffices(tx, systemActor, 'admin.read', { id }))[0] ?? null;

async function check(
  tx: Tx,
  ctx: Ctx,
  input: OfficeInput,
  before: Awaited<ReturnType<typeof officeNow>>,
): Promise<void> {
  const [queue] = await readQueues(tx, [input.queue]);
  if (queue === undefined || !inScope(scopeOf(ctx.actor, 'admin.routing'), queue))
    throw invalid('queue', 'a queue that you administer');
  await knownCalendar(tx, 'calendar', input.calendar);
  const known = new Set(before?.bookables.map(({ id }) => id));
  const seen = new Set<string>();
  for (const [index, one] of input.bookables.entries()) {
    if (one.id !== undefined && (!known.has(one.id) || seen.has(one.id)))
      throw invalid(`bookables[${index}].id`, 'something that can be booked at this office, once');
    if (one.id !== undefined) seen.add(one.id);
    if (one.calendar !== null) await knownCalendar(tx, `bookables[${index}].calendar`, one.calendar);
  }
  if (before !== null && before.queue !== input.queue) await sameService(tx, before, queue.serviceId);
}

/** Who sees the appointments that are booked is not changed behind their back. */
async function sameService(
  tx: Tx,
  before: { id: string; serviceId: string },
  serviceId: string,
): Promise<void> {
  if (before.serviceId === serviceId) return;
  if (await hasOpenAppointments(tx, before.id))
    throw conflict('office_has_appointments', 'Appointments are open here: they would change service.');
}

async function knownCalendar(tx: Tx, field: string, id: string): Promise<void> {
  try {
    await loadCalendar(tx, id);
  } catch (error) {
    if (error instanceof Problem && error.status === 404) throw invalid(field, 'an existing calendar');
    throw error;
  }
}
