import type { Ctx, Db, Tx } from '#server/platform/index.ts';
import type { CaseRow } from '../cases.read.ts';

/** The address of the customer's own page of a case; '' where there is none. */
export const linkOf = (_db: Db | Tx, _ctx: Ctx, _row: CaseRow): Promise<string> => Promise.resolve('');
