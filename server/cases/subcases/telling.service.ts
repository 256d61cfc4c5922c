import type * as contract from '#contract/case-relations.ts';
import type { Parsed } from '#contract/route.ts';
import { customersByIds } from '#server/customers/index.ts';
import { audit, conflict, invalid, Problem, type Ctx } from '#server/platform/index.ts';
import type { z } from 'zod';
import { accessCase } from '../access.ts';
import { casesByIds, caseRow } from '../cases.read.ts';
import { checkWords } from '../telling/word.rules.ts';
import { planWord, previewWord } from '../telling/word.service.ts';
import { write } from '../writing.ts';
import { childrenOf } from './subcases.store.ts';

// One text for the customers of all cases of one cause, without closing any: where the work stands, when the water is back.

type Telling = Parsed<typeof contract.tellSubcases>['body'];
type Preview = z.input<typeof contract.previewSubcaseNews.output>;

/** The sub-cases that are meant, those that the caller sees: the open ones where none is named. @throws Problem 404, 422 cases */
async function meant(ctx: Ctx, id: string, cases: string[] | undefined) {
  await accessCase(ctx.db, ctx.actor, id, 'case.write');
  const below = await casesByIds(ctx.db, ctx.actor, await childrenOf(ctx.db, id));
  if (cases === undefined) return below.filter(({ closedAt }) => closedAt === null);
  return [...new Set(cases)].map((one) => {
    const found = below.find((other) => other.id === one);
    if (found === undefined) throw invalid('cases', 'cases that lie under this one');
    return found;
  });
}

/** Who would be told where and when, and one message as it would be read. @throws Problem 404, 422 naming the text */
export async function previewSubcaseNewsOf(
  ctx: Ctx,
  id: string,
  { cases, texts }: Parsed<typeof contract.previewSubcaseNews>['body'],
): Promise<Preview> {
  checkWords(texts);
  const rows = await meant(ctx, id, cases);
  const customers = await customersByIds(
    ctx.db,
    rows.map(({ customer }) => customer),
  );
  const items: Preview['items'] = [];
  let example: Preview['example'] = null;
  for (const one of rows) {
    const row = await caseRow(ctx.db, one.id);
    if (row === null) continue;
    const { channel, why, dueAt, language, subject, text } = await previewWord(ctx, row, texts);
    items.push({
      id: one.id,
      number: one.number,
      customerName: customers.get(one.customer)?.name ?? '',
      channel,
      why,
      dueAt,
    });
    if (channel !== null) example ??= { number: one.number, channel, language, subject, text };
  }
  return { items, example };
}

/**
 * Tells the customers of sub-cases one text, each in a transaction of its own, as any notice. The same `key` again tells
 * nobody twice. Whom nothing reaches is named with the reason.
 * @throws Problem 404, 422 naming the field
 */
export async function tellSubcasesOf(
  ctx: Ctx,
  id: string,
  { key, cases, texts }: Telling,
): Promise<z.input<typeof contract.tellSubcases.output>> {
  checkWords(texts);
  const rows = await meant(ctx, id, cases);
  const told: z.input<typeof contract.tellSubcases.output>['told'] = [];
  const left: z.input<typeof contract.tellSubcases.output>['left'] = [];
  for (const { id: child, number } of rows) {
    try {
      const reached = await ctx.tx(async (tx) => {
        const row = await accessCase(tx, ctx.actor, child, 'case.write', { lock: true });
        if (row.closedAt !== null) throw conflict('case_closed', 'This case is closed already.');
        const found = await planWord(tx, ctx, row, { key, texts });
        await audit(tx, ctx.actor, {
          action: 'case.word-told',
          objectType: 'case',
          objectId: child,
          serviceId: row.serviceId,
          after: { key, main: id, ...found },
        });
        return found;
      });
      if (reached.channel !== null)
        told.push({ id: child, number, channel: reached.channel, dueAt: reached.dueAt! });
      else left.push({ id: child, number, code: reached.why ?? 'no_address', detail: '', errors: [] });
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500) throw error;
      left.push({ id: child, number, code: error.code, detail: error.message, errors: error.fields });
    }
  }
  if (told.length > 0)
    await ctx.tx(async (tx) => {
      const row = await accessCase(tx, ctx.actor, id, 'case.write', { lock: true });
      const words = texts.it ?? texts.en;
      await write(tx, ctx, {
        caseId: row.id,
        kind: 'relation',
        body: words?.text ?? '',
        data: { about: 'told', side: 'below', number: String(told.length) },
      });
    });
  return { told, left };
}
