import type { TextFigures } from '#contract/text-figures.ts';

// What came of using a standard text, in the words of the field:
//
// - A use: an answer to a customer with the text in it, as it left. One that was taken back is none.
// - Changed: the part of the text's own words that are not in the answer, in their order (knowledge/texts/texts.rules.ts).
// - A contact in which a text was used counts once for it, however often it was used there.
// - Settled: the contact is closed, and either the customer has come back since, or seven days are over.
// - Come back: the same customer opened another contact by themselves, on whatever channel, within seven days of the closing.
// - Solved: settled, and not come back. It says that they did not ask again, not that the text was the reason.
// - Reopened: settled, and come back in the same conversation.
// - Further messages: what the customer wrote in the same conversation between the answer and the closing of its contact.

/** Days within which somebody who asks again was not helped. */
export const returnDays = 7;

/** One text in one contact, as it is read. */
export interface UsedInContact {
  uses: number;
  changed: number;
  asIs: number;
  further: number;
  /** null: used in no contact. */
  contactId: string | null;
  closedAt: Date | null;
  /** When the customer came back, at the earliest; null: has not, within the days that count. */
  backAt: Date | null;
  backHere: boolean;
}

/** Whether it is known what became of a contact, and whether the customer came back. */
export function outcomeOf(
  { closedAt, backAt, backHere }: Pick<UsedInContact, 'closedAt' | 'backAt' | 'backHere'>,
  now: Date,
): 'unsettled' | 'solved' | 'back' | 'reopened' {
  if (closedAt === null) return 'unsettled';
  if (backAt !== null) return backHere ? 'reopened' : 'back';
  return now.getTime() - closedAt.getTime() >= returnDays * 86_400_000 ? 'solved' : 'unsettled';
}

/** The figures of a text, a version or all of them: sums first, shares of the sums. */
export function figuresOf(used: readonly UsedInContact[], now: Date): TextFigures {
  const sum = (value: (one: UsedInContact) => number) => used.reduce((all, one) => all + value(one), 0);
  const uses = sum((one) => one.uses);
  // What is counted by contact is counted once, also where several versions or texts were used in it.
  const contacts = [
    ...new Map(used.filter((one) => one.contactId !== null).map((one) => [one.contactId, one])).values(),
  ];
  const ended = (...wanted: string[]) =>
    contacts.filter((one) => wanted.includes(outcomeOf(one, now))).length;
  return {
    uses,
    contacts: contacts.length,
    changed: uses === 0 ? null : sum((one) => one.changed) / uses,
    asIs: sum((one) => one.asIs),
    settled: ended('solved', 'back', 'reopened'),
    solved: ended('solved'),
    reopened: ended('reopened'),
    further: uses === 0 ? null : sum((one) => one.further) / uses,
  };
}
