import type { Db, Tx } from '#server/platform/index.ts';
import { ownLookup, type OwnText } from './own-texts.rules.ts';
import { textsInForce } from './own-texts.store.ts';

/** The texts that administrators have written for a service and that are in force. */
export const ownTexts = async (
  db: Db | Tx,
  serviceId: string | null,
  at: Date,
  notices: readonly string[] | null = null,
): Promise<OwnText> => ownLookup(await textsInForce(db, serviceId, at, notices), serviceId);
