import type { z } from 'zod';
import { placeholders } from '#contract/pure/placeholders.ts';
import type { contactValues, placeholderView, textByCode } from '#contract/standard-texts.ts';
import type { Parsed, Result } from '#contract/route.ts';
import { notFound, scopeOf, type Ctx } from '#server/platform/index.ts';
import { showsService } from '../knowledge.rules.ts';
import { textMeans } from './lent.ts';
import { approvedText, inForceRows } from './texts.read.ts';

/** Every placeholder there is, the fields of cases after the others. */
export async function listPlaceholders(ctx: Ctx): Promise<{ items: z.input<typeof placeholderView>[] }> {
  const fields = await textMeans().caseFields(ctx.db);
  return {
    items: [
      ...placeholders.map((one) => ({ ...one, label: null })),
      ...fields.map(({ key, label, example }) => ({
        name: `case.field.${key}`,
        context: 'case' as const,
        example,
        label,
      })),
    ],
  };
}

/** What may be used now. */
export const textsInForce = async (ctx: Ctx) => ({
  items: await inForceRows(ctx.db, scopeOf(ctx.actor, 'knowledge.read'), ctx.clock.now()),
});

/** @throws Problem 404 where no wording of this code is in force for the caller */
export async function textByItsCode(
  ctx: Ctx,
  { params, query }: Pick<Parsed<typeof textByCode>, 'params' | 'query'>,
): Promise<Result<typeof textByCode>> {
  const scope = scopeOf(ctx.actor, 'knowledge.read');
  const serviceId = query.service ?? null;
  const found = showsService(scope, serviceId)
    ? await approvedText(ctx.db, {
        code: params.code,
        language: query.language,
        channel: query.channel ?? null,
        serviceId,
        at: ctx.clock.now(),
      })
    : null;
  if (found === null) throw notFound('standard text');
  return { ...found.view, fallback: found.fallback };
}

/** What fills the placeholders in an answer to a contact. @throws Problem 404 */
export async function valuesForContact(
  ctx: Ctx,
  contactId: string,
  language: string,
): Promise<Result<typeof contactValues>> {
  const values = await textMeans().placeholderValues(ctx, contactId, language);
  if (values === null) throw notFound('contact');
  return { values };
}
