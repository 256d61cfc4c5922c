import type { Db, Tx } from '#server/platform/index.ts';
import type { OwnText } from './compose.ts';

/** The texts that administrators have written for a service. */
export const ownTexts = (_db: Db | Tx, _serviceId: string): Promise<OwnText> => Promise.resolve(() => null);
