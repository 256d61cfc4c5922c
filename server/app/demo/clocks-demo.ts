import { loadCounting, type ClockTurn, type ClockUnit } from '#server/calendars/index.ts';
import { standingOf } from '#server/clocks/clock.rules.ts';
import { addEvents, insertClock, saveStanding } from '#server/clocks/clocks.store.ts';
import { compensationFor } from '#server/clocks/clock.rules.ts';
import { insertCompensation } from '#server/clocks/compensations.store.ts';
import { ensurePacks } from '#server/clocks/index.ts';
import { chooseStandard } from '#server/clocks/packs.rules.ts';
import { savePlace, standardsCoded } from '#server/clocks/packs.store.ts';
import type { ClockWarning, CompensationRule } from '#contract/clocks.ts';
import { newId, type Ctx, type Tx } from '#server/platform/index.ts';
import { demoCases, demoPlaces, type CaseOfDemo } from './clocks-demo.read.ts';

// Time limits of the demo's cases: some run, some wait for the customer, a few are near their end or past it, and one ended so
// late that a compensation waits for somebody to decide. Nothing of it is told, since nothing of it happened.

const DAY = 86_400_000;
const standards = new Map([
  ['complaint', 'written_complaint'],
  ['information', 'information_request'],
  ['orientation', 'orientation'],
]);
/** How long ago the letters of the oldest open complaints were received, in days: near the limit, past it, past its double. */
const letters = [40, 46, 72, 115];
/** A complaint that was closed after 2.3 times its limit. */
const lateBy = 2.3;

/** Gives the cases of the demo their time limits, once. */
export async function loadClocks(ctx: Ctx): Promise<void> {
  await ctx.tx(async (tx) => {
    await ensurePacks(tx);
    const places = await demoPlaces(tx);
    for (const { serviceId, code, calendarId } of places)
      await savePlace(tx, {
        serviceId,
        regulations: code === 'acqua' ? ['rqsii'] : ['tiqv'],
        calendarId,
        territory: null,
      });
    const now = ctx.clock.now();
    const cases = await demoCases(tx, new Date(now.getTime() - 45 * DAY));
    const old = cases.filter((one) => one.type === 'complaint' && one.closedAt === null);
    const late = cases.find((one) => one.type === 'complaint' && one.closedAt !== null);
    for (const one of cases) {
      const letter = letters[old.indexOf(one)];
      const calendarId = places.find(({ serviceId }) => serviceId === one.serviceId)?.calendarId ?? null;
      const received =
        one === late
          ? new Date(one.closedAt!.getTime() - 30 * lateBy * DAY)
          : letter === undefined
            ? one.openedAt
            : new Date(Math.min(one.openedAt.getTime(), now.getTime() - letter * DAY));
      await placeClock(tx, one, received, calendarId, one.serviceId, places);
    }
  });
}

async function placeClock(
  tx: Tx,
  one: CaseOfDemo,
  received: Date,
  calendarId: string | null,
  serviceId: string,
  places: Awaited<ReturnType<typeof demoPlaces>>,
): Promise<void> {
  const code = standards.get(one.type);
  if (code === undefined) return;
  const regulation =
    places.find((place) => place.serviceId === serviceId)?.code === 'acqua' ? 'rqsii' : 'tiqv';
  const standard = chooseStandard(await standardsCoded(tx, code), {
    code,
    regulation: null,
    regulations: [regulation],
    on: received.toISOString().slice(0, 10),
    serviceId,
    territory: null,
  });
  if (standard === null) return;
  const id = newId();
  const terms = {
    unit: standard.unit as ClockUnit,
    amount: standard.amount,
    warnings: standard.warnings as ClockWarning[],
  };
  await insertClock(tx, {
    id,
    subjectKind: 'case',
    subjectId: one.id,
    subjectLabel: one.number,
    key: 'answer',
    name: standard.name as { it: string; en: string },
    customerId: one.customerId,
    serviceId,
    teamId: one.teamId,
    ownerId: one.ownerId,
    standardId: standard.id,
    regulation: standard.regulation,
    standardCode: standard.code,
    calendarId,
    ...terms,
    pauses: standard.pauses,
    state: 'running',
    startedAt: received,
  });
  const turns: (ClockTurn & { data?: Record<string, unknown> })[] = [
    { kind: 'start', at: received },
    ...(standard.pauses.includes('customer')
      ? one.waits.map(({ at, waiting }) => ({
          kind: waiting ? ('pause' as const) : ('resume' as const),
          at,
          data: waiting ? { reason: 'customer' } : {},
        }))
      : []),
    ...(one.closedAt === null ? [] : [{ kind: 'fulfil' as const, at: one.closedAt }]),
  ];
  await addEvents(
    tx,
    turns.map(({ kind, at, data }) => ({
      clockId: id,
      kind,
      at,
      actor: 'system',
      actorName: kind === 'start' ? 'Filodiretto' : one.ownerName,
      ...(data === undefined ? {} : { data }),
    })),
  );
  const standing = standingOf(await loadCounting(tx, calendarId), terms, turns);
  await saveStanding(tx, id, standing, standing.marks, {
    pauseReason: standing.state === 'paused' ? 'customer' : null,
    breachedAt:
      standing.dueAt !== null && standing.dueAt < (standing.endedAt ?? new Date())
        ? new Date(standing.dueAt.getTime() + 1)
        : null,
  });
  const rule = standard.compensation as CompensationRule | null;
  if (standing.multiple === null || standing.multiple === 0 || rule === null || standard.kind !== 'specific')
    return;
  await insertCompensation(tx, {
    id: newId(),
    clockId: id,
    subjectKind: 'case',
    subjectId: one.id,
    subjectLabel: one.number,
    customerId: one.customerId,
    serviceId,
    teamId: one.teamId,
    ownerId: one.ownerId,
    regulation: standard.regulation,
    standardCode: standard.code,
    multiple: standing.multiple,
    ratio: String(Math.round(((standing.measured ?? 0) / standard.amount) * 1000) / 1000),
    proposedAt: standing.endedAt!,
    year: standing.endedAt!.getUTCFullYear(),
    ...compensationFor(rule, standing.multiple, 0),
  });
}
