// Solved at first contact. By case: "closed with one inbound contact, no reopen"; by person: "no repeat on same reason in 7
// days (set 7-14)"; as the report counts it: "cases closed with no further contact on the same subject in D days (D default
// 7) / closed" (first contact resolution, by the common definition of the indicator).

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
