import type { CaseTypeDefinition, FieldValues } from '#contract/case-types.ts';
import type { Ctx, Tx } from '#server/platform/index.ts';
import type { CaseRow } from '../cases.read.ts';
import type { Happened } from '../happened.ts';
import { spokenFields } from '../types/fields.rules.ts';
import { stateOf } from '../types/moves.rules.ts';
import { tellOthers } from './others.service.ts';
import { sendTogether } from './sending.service.ts';
import { readTelling } from './settings.ts';
import { settle } from './telling.rules.ts';
import { factsOf, insertNotice, lockPlanned, type Facts } from './telling.store.ts';
import { tellNotice, untold, withdraw } from './told.ts';
import { newsOf, wayFor } from './ways.ts';

/** Which notice of its type tells what happened to a case; null for a step that is nobody's business outside. */
export function aboutOf(definition: CaseTypeDefinition, happened: Happened): string | null {
  const about =
    happened.kind === 'opened'
      ? definition.openedNotice
      : happened.kind === 'taken'
        ? (definition.takenNotice ?? null)
        : happened.transition.notice;
  return about !== null && Object.hasOwn(definition.notices, about) ? about : null;
}

/** What the type says of it and what the case holds, frozen with what happened. */
export function factsFor(
  row: Pick<CaseRow, 'number' | 'subject' | 'resolution' | 'fields'>,
  definition: CaseTypeDefinition,
  to: string,
  about: string,
): Facts {
  const state = stateOf(definition, to);
  const spoken = (language: 'it' | 'en') =>
    Object.fromEntries(spokenFields(definition, row.fields as FieldValues, language));
  return {
    number: row.number,
    subject: row.subject,
    type: definition.code,
    typeNames: definition.name,
    to,
    status: state?.status ?? 'open',
    stateNames: state?.name ?? { it: to, en: to },
    resolution: row.resolution,
    fields: { it: spoken('it'), en: spoken('en') },
    words: { ...definition.notices[about] } as Facts['words'],
  };
}

/**
 * Plans what the customer of a case is told of what just happened to it, in the transaction that does it, whose caller
 * has locked the case: once with it, never without. What is due leaves at once; the rest leaves by the clock, unless the
 * step is taken back before. The same happening again plans nothing.
 *
 * @param told false: the caller said that nothing is to be told; what was waiting is settled all the same
 */
export async function tellOf(
  tx: Tx,
  ctx: Ctx,
  row: CaseRow,
  definition: CaseTypeDefinition,
  happened: Happened,
  { told = true }: { told?: boolean } = {},
): Promise<void> {
  const opens = happened.kind === 'opened';
  // The case stays in its state: nothing that waits to be told is settled by it.
  const stays = opens || happened.kind === 'taken';
  const waiting = stays ? [] : await lockPlanned(tx, { caseId: row.id });
  const settled = stays
    ? { withdraw: [], tell: true }
    : settle(
        waiting.map((one) => ({
          id: one.id,
          about: one.about,
          fromState: one.fromState,
          toState: factsOf(one).to,
        })),
        {
          from: happened.from,
          to: happened.to,
          closes: row.status === 'closed',
          reopens: happened.kind === 'reopened',
        },
      );
  for (const { id, why } of settled.withdraw)
    await withdraw(
      tx,
      ctx,
      row,
      waiting.filter((one) => one.id === id),
      why,
      null,
    );
  const about = aboutOf(definition, happened);
  if (about === null || !settled.tell || !told) return;
  const settings = await readTelling(tx);
  const now = ctx.clock.now();
  const news = await newsOf(tx, row.customerId, row.id);
  const { dueAt, ...choice } = await wayFor(tx, ctx, settings, news, {
    happenedAt: now,
    waitMinutes: opens ? 0 : settings.waitMinutes,
    joins:
      opens || settings.urgent.includes(definition.code)
        ? null
        : { customerId: row.customerId, cases: [row.id] },
  });
  const reached = choice.way !== null;
  const notice = await insertNotice(tx, {
    caseId: row.id,
    customerId: row.customerId,
    told: stays ? happened.kind : `v${row.version}`,
    about,
    facts: factsFor(row, definition, row.state, about),
    fromState: stays ? null : happened.from,
    state: reached ? 'planned' : choice.why === 'not_wanted' ? 'withdrawn' : 'failed',
    why: reached ? null : choice.why,
    channel: choice.way?.channel ?? null,
    address: choice.way?.address ?? null,
    language: news.language,
    happenedAt: now,
    dueAt,
    ...(reached ? {} : { endedAt: now, endedBy: 'system' }),
  });
  if (notice === null) return;
  if (!reached) {
    await untold(tx, ctx, row, notice, choice.why);
    await tellOthers(tx, ctx, [{ notice, row }]);
  } else if (dueAt <= now) await sendTogether(tx, ctx, settings, [{ notice, row }]);
  else await tellNotice(tx, ctx, row, notice, 'planned');
}
