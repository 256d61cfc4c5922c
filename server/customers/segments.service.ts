import {
  configChanged,
  forbidden,
  notFound,
  Problem,
  scopeOf,
  type Ctx,
  type Tx,
} from '#server/platform/index.ts';
import { addSegment, positionKinds, segments, updateSegment, type Segment } from './segments.store.ts';

// Kinds of customers: a short list for the whole organisation.

const shown = (row: Segment) => ({ id: row.code, ...row });

export const listSegments = async (ctx: Ctx) => ({ items: (await segments(ctx.db)).map(shown) });
export const listPositionKinds = async (ctx: Ctx) => ({
  items: (await positionKinds(ctx.db)).map((kind) => ({ kind })),
});

// Kinds are known by their code, which is no identifier that an event's subject could be.
const tell = (tx: Tx, ctx: Ctx, before: Segment | null, after: Segment): Promise<void> =>
  configChanged(tx, ctx.actor, { what: 'segment', id: after.code, subjectId: null, before, after });

// Rules for all services name them: whoever changes them administers routing everywhere.
function administers(ctx: Ctx): void {
  if (scopeOf(ctx.actor, 'admin.routing') !== 'all') throw forbidden('admin.routing');
}

/** @throws Problem 403; 409 `taken` naming `code` */
export const createSegment = (ctx: Ctx, after: Segment) =>
  ctx.tx(async (tx) => {
    administers(ctx);
    if (!(await addSegment(tx, after)))
      throw new Problem(409, 'taken', 'code: already in use', [{ field: 'code', message: 'already in use' }]);
    await tell(tx, ctx, null, after);
    return shown(after);
  });

/** @throws Problem 403, 404 */
export const changeSegment = (ctx: Ctx, code: string, change: Omit<Segment, 'code'>) =>
  ctx.tx(async (tx) => {
    administers(ctx);
    const before = (await segments(tx)).find((one) => one.code === code);
    if (before === undefined) throw notFound('segment');
    const after = { code, ...change };
    await updateSegment(tx, after);
    await tell(tx, ctx, before, after);
    return shown(after);
  });
