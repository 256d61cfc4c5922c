import type { Db, Tx } from '#server/platform/index.ts';
import { ownLookup, type OwnText } from './own-texts.rules.ts';
import { textsByIds, textsInForce } from './own-texts.store.ts';

/** The texts that administrators have written for a service and that are in force. */
export const ownTexts = async (
  db: Db | Tx,
  serviceId: string | null,
  at: Date,
  notices: readonly string[] | null = null,
): Promise<OwnText> => ownLookup(await textsInForce(db, serviceId, at, notices), serviceId);

/** Versions by id, as notices that were told in them say what they said. */
export const ownTextsById = async (
  db: Db | Tx,
  ids: readonly string[],
): Promise<Map<string, { language: string; subject: string | null; text: string }>> =>
  new Map(
    (await textsByIds(db, ids)).map(({ id, language, subject, body }) => [
      id,
      { language, subject, text: body },
    ]),
  );
