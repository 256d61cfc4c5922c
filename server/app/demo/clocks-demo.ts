import type { CaseClock } from '#contract/case-types.ts';
import type { ClockWarning, CompensationRule } from '#contract/clocks.ts';
import { loadCounting, type ClockTurn, type ClockUnit } from '#server/calendars/index.ts';
import { shippedTypes } from '#server/cases/types/shipped.service.ts';
import { compensationFor, standingOf, type Standing } from '#server/clocks/clock.rules.ts';
import { ensurePacks } from '#server/clocks/index.ts';
import { chooseStandard } from '#server/clocks/packs.rules.ts';
import { savePlace, standardsCoded } from '#server/clocks/packs.store.ts';
import { newId, type Ctx, type Tx } from '#server/platform/index.ts';
import { demoCases, demoPlaces, demoSupervisor, type CaseOfDemo } from './clocks-demo.read.ts';
import {
  insertDemoClocks,
  insertDemoExport,
  type ClockEventRow,
  type ClockRow,
  type CompensationRow,
  type MarkRow,
} from './clocks-demo.store.ts';

// Time limits of the demo's cases, as their types ask for them: some run, some wait for the customer, a few are near their end
// or past it, and some ended so late that a compensation is due. Nothing of it is told, since nothing of it happened.

const DAY = 86_400_000;
/** How long ago the letters of the oldest open complaints were received, in days: near the limit, past it, past its double. */
const letters = [40, 46, 72, 115];
/** Cases that were closed after so many times their limit, and what became of the compensation. */
const late = [
  { type: 'billing_rectification', times: 2.3, became: 'proposed' },
  { type: 'complaint', times: 1.25, became: 'proposed' },
  { type: 'billing_rectification', times: 1.4, became: 'approved' },
  { type: 'complaint', times: 3.2, became: 'exported' },
  { type: 'complaint', times: 1.1, became: 'refused' },
] as const;
type Became = (typeof late)[number]['became'];
/** Days of the calendar that a counted one takes, roughly: letters lie as far back as makes their cases late. */
const stretch = (unit: string): number => (unit === 'working' ? 1.45 : unit === 'mon_sat' ? 1.2 : 1);

type Standard = Awaited<ReturnType<typeof standardsCoded>>[number];
interface Made {
  clocks: ClockRow[];
  marks: MarkRow[];
  events: ClockEventRow[];
  compensations: CompensationRow[];
}

/** Gives the cases of the demo their time limits, once. */
export async function loadClocks(ctx: Ctx): Promise<void> {
  await ctx.tx(async (tx) => {
    await ensurePacks(tx);
    const places = await demoPlaces(tx);
    const regulations = (code: string) =>
      code === 'acqua' ? ['rqsii'] : code === 'clienti' ? ['tiqv', 'rqsii'] : ['tiqv'];
    for (const { serviceId, code, calendarId } of places)
      await savePlace(tx, { serviceId, regulations: regulations(code), calendarId, territory: null });
    const now = ctx.clock.now();
    const cases = await demoCases(tx, new Date(now.getTime() - 60 * DAY));
    const definitions = new Map(shippedTypes().map((one) => [one.code, one]));
    const old = cases.filter((one) => one.type === 'complaint' && one.closedAt === null);
    const lateOnes = new Map<CaseOfDemo, (typeof late)[number]>();
    // One of its service's own waits for somebody's decision, and the others have theirs.
    for (const wish of late) {
      const found = cases.find(
        (one) => one.type === wish.type && one.closedAt !== null && !lateOnes.has(one),
      );
      if (found !== undefined) lateOnes.set(found, wish);
    }
    const made: Made = { clocks: [], marks: [], events: [], compensations: [] };
    const standards = new Map<string, Standard[]>();
    for (const one of cases) {
      const place = places.find(({ serviceId }) => serviceId === one.serviceId);
      const letter = letters[old.indexOf(one)];
      const wish = lateOnes.get(one);
      for (const clock of definitions.get(one.type)?.clocks ?? []) {
        const code = clock.standard;
        if (code === undefined) continue;
        if (!standards.has(code)) standards.set(code, await standardsCoded(tx, code));
        const chosen = (on: Date) =>
          chooseStandard(standards.get(code)!, {
            code,
            regulation: null,
            regulations: regulations(place?.code ?? ''),
            on: on.toISOString().slice(0, 10),
            serviceId: one.serviceId,
            territory: null,
          });
        const first = chosen(one.openedAt);
        if (first === null) continue;
        const received =
          wish !== undefined
            ? new Date(one.closedAt!.getTime() - first.amount * stretch(first.unit) * wish.times * DAY)
            : letter === undefined
              ? one.openedAt
              : new Date(Math.min(one.openedAt.getTime(), now.getTime() - letter * DAY));
        const standard = chosen(received);
        if (standard !== null)
          await placeClock(tx, made, {
            one,
            clock,
            standard,
            received,
            calendarId: place?.calendarId ?? null,
            became: wish?.became ?? 'proposed',
          });
      }
    }
    await decide(tx, made, now);
    await insertDemoClocks(tx, made);
  });
}

async function placeClock(
  tx: Tx,
  made: Made,
  wish: {
    one: CaseOfDemo;
    clock: CaseClock;
    standard: Standard;
    received: Date;
    calendarId: string | null;
    became: Became;
  },
): Promise<void> {
  const { one, clock, standard, received, calendarId } = wish;
  const id = newId();
  const terms = {
    unit: standard.unit as ClockUnit,
    amount: standard.amount,
    warnings: standard.warnings as ClockWarning[],
  };
  const turns = turnsOf(wish);
  const { marks, ...standing } = standingOf(await loadCounting(tx, calendarId), terms, turns);
  const common = {
    subjectKind: 'case',
    subjectId: one.id,
    subjectLabel: one.number,
    customerId: one.customerId,
    serviceId: one.serviceId,
    teamId: one.teamId,
    ownerId: one.ownerId,
    regulation: standard.regulation,
    standardCode: standard.code,
  };
  made.clocks.push({
    ...common,
    ...standing,
    id,
    key: clock.key,
    name: JSON.stringify(clock.name),
    standardId: standard.id,
    calendarId,
    unit: terms.unit,
    amount: terms.amount,
    warnings: JSON.stringify(terms.warnings),
    pauses: standard.pauses,
    startedAt: received,
    pauseReason: standing.state === 'paused' ? 'customer' : null,
    breachedAt:
      standing.dueAt !== null && standing.dueAt < (standing.endedAt ?? new Date())
        ? new Date(standing.dueAt.getTime() + 1)
        : null,
  });
  made.marks.push(...marks.map((mark) => ({ ...mark, clockId: id })));
  made.events.push(
    ...turns.map(({ kind, at, data }) => ({
      clockId: id,
      kind,
      at,
      actor: 'system',
      actorName: kind === 'start' ? 'Filodiretto' : one.ownerName,
      data: JSON.stringify(data ?? {}),
    })),
  );
  const rule = standard.compensation as CompensationRule | null;
  const { multiple } = standing as Standing;
  if (multiple === null || multiple === 0 || rule === null || standard.kind !== 'specific') return;
  made.compensations.push({
    ...common,
    id: newId(),
    clockId: id,
    multiple,
    ratio: String(Math.round(((standing.measured ?? 0) / standard.amount) * 1000) / 1000),
    proposedAt: standing.endedAt!,
    year: standing.endedAt!.getUTCFullYear(),
    ...compensationFor(rule, multiple, 0),
    // What becomes of it is decided below.
    state: wish.became,
  });
}

/** What started, paused, resumed and ended a clock, by the transitions of its case. */
function turnsOf({
  one,
  clock,
  standard,
  received,
}: Parameters<typeof placeClock>[2]): (ClockTurn & { data?: Record<string, unknown> })[] {
  const turns: (ClockTurn & { data?: Record<string, unknown> })[] = [{ kind: 'start', at: received }];
  let paused = false;
  for (const { at, transition, to } of one.moves) {
    if (clock.fulfil.includes(transition)) return [...turns, { kind: 'fulfil', at }];
    const waits = clock.pauseIn.includes(to) && standard.pauses.includes('customer');
    if (waits === paused) continue;
    paused = waits;
    turns.push({
      kind: waits ? 'pause' : 'resume',
      at,
      ...(waits ? { data: { reason: 'customer' } } : {}),
    });
  }
  return one.closedAt === null ? turns : [...turns, { kind: 'fulfil', at: one.closedAt }];
}

/** What was decided on compensations, by whom, and which of them billing has. */
async function decide(tx: Tx, made: Made, now: Date): Promise<void> {
  const { id: byId, name: byName } = await demoSupervisor(tx);
  const exported = made.compensations.filter(({ state }) => state === 'exported');
  const at = new Date(now.getTime() - 2 * DAY);
  const exportId = newId();
  if (exported.length > 0)
    await insertDemoExport(tx, {
      id: exportId,
      at,
      byId,
      byName,
      count: exported.length,
      totalCents: exported.reduce((sum, { amountCents }) => sum + Number(amountCents), 0),
    });
  for (const one of made.compensations) {
    if (one.state === 'proposed') continue;
    Object.assign(one, {
      decidedAt: new Date(Math.max(new Date(one.proposedAt).getTime(), at.getTime() - DAY)),
      decidedBy: byId,
      decidedByName: byName,
      ...(one.state === 'refused'
        ? { reason: 'Il termine era sospeso: il cliente aveva chiesto tempo per i documenti.' }
        : {}),
      ...(one.state === 'exported' ? { exportId, exportedAt: at } : {}),
    });
  }
}
