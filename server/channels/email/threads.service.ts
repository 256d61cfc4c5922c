import type { Tx } from '#server/platform/index.ts';
import { knownMessages, namingConversations, numbered, partiesOf } from './intake.read.ts';
import { addressKey, type ParsedMail } from './mime.ts';
import { decideThread, subjectTokens } from './threading.rules.ts';

/** Those whose mail with the number of a case belongs to it, by case: their addresses in lower case, and its service. */
export type CaseWriters = (
  tx: Tx,
  caseIds: readonly string[],
  at: Date,
) => Promise<Map<string, { addresses: ReadonlySet<string>; serviceId: string }>>;
let writersOf: CaseWriters | null = null;
/** Lends what cases know of their people; they are beside the channels. Called once by the composition root. */
export const lendCaseWriters = (one: CaseWriters): void => {
  writersOf = one;
};

/** Where a mail belongs: the conversation to join (null: a new one), and what a person may want to link. */
export interface Threaded {
  join: string | null;
  caseId: string | null;
  suggest: { conversation: string; reason: string } | null;
}

/** Looks up, for a whole batch at once, everything the threading rules want to know, and lets them decide. */
export async function decideThreads(
  tx: Tx,
  mails: readonly { mail: ParsedMail; serviceId: string }[],
  at: Date,
): Promise<Threaded[]> {
  const references = [...new Set(mails.flatMap(({ mail }) => mail.references))];
  const tokens = mails.map(({ mail }) => subjectTokens(mail.subject));
  const known = await knownMessages(tx, references);
  const heldIds = new Set(known.map((one) => one.messageId));
  const unseen = references.filter((id) => !heldIds.has(id));
  const shared = await namingConversations(tx, unseen);
  const numbers = tokens.flat();
  const named = await numbered(
    tx,
    numbers.filter((token) => token.kind === 'contact').map((token) => token.number),
    numbers.filter((token) => token.kind === 'case').map((token) => token.number),
  );
  const conversations = [...known, ...shared, ...named].flatMap((one) => one.conversation ?? []);
  const parties = await partiesOf(tx, [...new Set(conversations)]);
  const writers =
    (await writersOf?.(tx, [...new Set(named.flatMap((one) => one.case ?? []))], at)) ??
    new Map<string, never>();
  const nobody = { parties: new Set<string>(), service: null };
  const placed = <T extends { conversation: string }>(one: T) => ({
    ...one,
    ...(parties.get(one.conversation) ?? nobody),
  });
  return mails.map(({ mail, serviceId }, index) => {
    const mine = new Set(mail.references);
    const decision = decideThread({
      sender: addressKey(mail.from.address),
      service: serviceId,
      references: mail.references,
      inReplyTo: mail.inReplyTo,
      known: known.filter((one) => mine.has(one.messageId)).map(placed),
      sharedAncestors: shared.filter((one) => mine.has(one.messageId)).map(placed),
      tokens: tokens[index]!.flatMap((token) => {
        const found = named.find((one) => one.number === token.number);
        if (found === undefined) return [];
        const place = found.conversation === null ? nobody : (parties.get(found.conversation) ?? nobody);
        // Who has a part in a case belongs to it by its number, and to nobody else's conversation.
        const people = found.case === null || token.kind !== 'case' ? undefined : writers.get(found.case);
        return [
          { token, case: found.case, conversation: found.conversation, ...place },
          ...(people === undefined
            ? []
            : [
                {
                  token,
                  case: found.case,
                  conversation: null,
                  parties: people.addresses,
                  service: people.serviceId,
                },
              ]),
        ];
      }),
    });
    const suggested = decision.suggest?.conversation ?? null;
    return {
      join: decision.join,
      caseId: decision.case,
      suggest: suggested === null ? null : { conversation: suggested, reason: decision.reason },
    };
  });
}
