import type { z } from 'zod';
import type { caseRelations } from '#contract/case-relations.ts';
import type { caseView } from '#contract/cases.ts';
import type { Ctx } from '#server/platform/index.ts';
import { accessCase } from '../access.ts';
import { casesByIds } from '../cases.read.ts';
import { childrenOf, openBelow, parentOf, relationsOf } from './subcases.store.ts';

type View = z.input<typeof caseRelations>;

/** What lies above and below a case and what it is tied to, as far as the caller sees it. @throws Problem 404 */
export async function relationsNow(ctx: Ctx, id: string): Promise<View> {
  await accessCase(ctx.db, ctx.actor, id, 'case.read');
  const [parent, children, open, links] = await Promise.all([
    parentOf(ctx.db, id),
    childrenOf(ctx.db, id),
    openBelow(ctx.db, id),
    relationsOf(ctx.db, id),
  ]);
  const otherOf = (link: { caseId: string; otherId: string }) =>
    link.caseId === id ? link.otherId : link.caseId;
  const seen = new Map(
    (
      await casesByIds(ctx.db, ctx.actor, [
        ...new Set([...(parent === null ? [] : [parent]), ...children, ...links.map(otherOf)]),
      ])
    ).map((one) => [one.id, shown(one)]),
  );
  return {
    parent: parent === null ? null : (seen.get(parent) ?? null),
    subcases: children.flatMap((child) => seen.get(child) ?? []),
    open,
    links: links.flatMap((link) => {
      const found = seen.get(otherOf(link));
      return found === undefined
        ? []
        : [
            {
              id: link.id,
              kind:
                link.kind === 'see_also'
                  ? ('see_also' as const)
                  : link.caseId === id
                    ? ('duplicate_of' as const)
                    : ('has_duplicate' as const),
              case: found,
              by: link.madeByName,
              at: link.madeAt,
            },
          ];
    }),
  };
}

const shown = (one: z.input<typeof caseView>) => ({
  id: one.id,
  number: one.number,
  subject: one.subject,
  typeName: one.typeName,
  status: one.status,
  stateName: one.stateName,
  customerName: one.customerName,
  ownerName: one.ownerName,
  openedAt: one.openedAt,
  closedAt: one.closedAt,
  due: one.due,
});
