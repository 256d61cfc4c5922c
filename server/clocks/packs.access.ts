import { forbidden, scopeOf, type Ctx } from '#server/platform/index.ts';

/**
 * What the law says holds for all services alike; who sets it sets it for all of them.
 * @throws Problem 403
 */
export function everywhere(ctx: Ctx): void {
  if (scopeOf(ctx.actor, 'admin.clocks') !== 'all') throw forbidden('admin.clocks');
}
