import type { Tx } from '#server/platform/index.ts';
import { strictest } from '../entering.service.ts';
import { changeItem, lockItems } from '../items.store.ts';

/**
 * What a business rule says of an item that waits: seconds of seniority (in place of what it had), skills and a plan on
 * top of what it asks for already. The caller's event tells the leader.
 */
export async function ruleOn(
  tx: Tx,
  itemId: string,
  rule: {
    boostSeconds: number | null;
    requires: readonly { skill: string; level: number }[];
    planId: string | null;
  },
): Promise<void> {
  const [item] = await lockItems(tx, [itemId]);
  if (item === undefined) return;
  await changeItem(tx, itemId, {
    ...(rule.boostSeconds === null ? {} : { boostSeconds: rule.boostSeconds }),
    ...(rule.planId === null ? {} : { planId: rule.planId }),
    ...(rule.requires.length === 0
      ? {}
      : {
          requires: strictest([...item.requires, ...rule.requires]),
          ownRequires: strictest([...item.ownRequires, ...rule.requires]),
        }),
  });
}
