// Solved at first contact. By case: "closed with one inbound contact, no reopen"; by person: "no repeat on same reason in 7
// days (set 7-14)"; as the report counts it: "cases closed with no further contact on the same subject in D days (D default
// 7) / closed" (first contact resolution, by the common definition of the indicator).

/** How long a later contact about the same matter takes it back, where nobody has set it. */
export const firstContactDays = 7;

/** What is known of a case that is being solved. */
export interface SolvedFacts {
  /** The contact in which it was opened is still in somebody's hands; null: it was opened in none. */
  openedInOpen: boolean | null;
  /** Steps of other offices, hand-overs and questions to competence centres, however they ended. */
  asked: number;
  /** Further contacts of the case. */
  contacts: number;
  /** It was solved before, and taken up again. */
  again: boolean;
}

/** Whether a case is solved at first contact: in the contact in which it was opened, by nobody else, for the first time. */
export const solvedAtFirst = ({ openedInOpen, asked, contacts, again }: SolvedFacts): boolean =>
  openedInOpen === true && asked === 0 && contacts === 0 && !again;

/**
 * Whether two matters are one: the same classification, or one lies below the other.
 * @param one @param other a classification and everything above it
 */
export const sameMatter = (one: readonly string[], other: readonly string[]): boolean => {
  const [mine, theirs] = [one[0], other[0]];
  return mine !== undefined && theirs !== undefined && (one.includes(theirs) || other.includes(mine));
};

/** Whether something at this time still takes back what was solved. */
export const withinDays = (solvedAt: Date, at: Date, days: number): boolean =>
  at >= solvedAt && at.getTime() <= solvedAt.getTime() + days * 86_400_000;
