// Solved at first contact. By person: "no repeat on same reason in 7 days (set 7-14)"; by case: "closed with one inbound
// contact, no reopen"; "agent-declared and survey-declared FCR kept apart" (first contact resolution, by the common definition
// of the indicator). So: the agent declares by the outcome that the question is answered; that it was by one agent, without a
// case and without anything promised, follows from the legs; that it was the first and only contact about the matter follows
// from the customer's other contacts. A colleague may have been asked: the contact stayed with its agent. What a flow answers by
// itself is another figure, because no agent had it.

/** How long before and after a contact another one about the same matter counts, where nobody has set it. */
export const firstContactDays = 7;

/** Contacts of customers: what arrives on a channel, and who comes to an office. */
export const isReturn = (kind: string): boolean => kind === 'contact' || kind === 'desk_visit';

/** What is known of a contact that is being closed, or was. */
export interface AnsweredFacts {
  kind: string;
  direction: string;
  state: string;
  /** Its outcome says that the question is answered. */
  solves: boolean;
  classified: boolean;
  hasCase: boolean;
  /** Agents who handled it. */
  agents: number;
  /** It was handed on: to a queue, a colleague, a number outside. */
  handedOn: boolean;
  /** A call to the customer was promised meanwhile. */
  callPromised: boolean;
}

/** Whether a contact answers a question by itself: by one agent, who handed it to nobody and left nothing to be done. */
export const answersAlone = (facts: AnsweredFacts): boolean =>
  isReturn(facts.kind) &&
  facts.direction === 'in' &&
  facts.state === 'closed' &&
  facts.solves &&
  facts.classified &&
  !facts.hasCase &&
  facts.agents === 1 &&
  !facts.handedOn &&
  !facts.callPromised;

export type FirstContact = { state: 'yes' } | { state: 'withdrawn'; why: 'repeat' | 'case' | 'outcome' };

/**
 * What a contact is to become; null: it stays as it is. What was taken back because the customer came back, or because it
 * needed a case, is never given again; what an agent chose by mistake they may correct.
 * @param now what is recorded of it
 * @param others whether the customer has another contact about the same matter within the days
 */
export function judged(
  now: { state: string | null; why: string | null },
  facts: AnsweredFacts,
  others: boolean,
): FirstContact | null {
  if (answersAlone(facts) && !others)
    return now.state === null || (now.state === 'withdrawn' && now.why === 'outcome')
      ? { state: 'yes' }
      : null;
  if (now.state !== 'yes') return null;
  return {
    state: 'withdrawn',
    why: facts.hasCase ? 'case' : !answersAlone(facts) ? 'outcome' : 'repeat',
  };
}

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

/** Whether an event says what a closed contact was about: its closing, or a correction of its classification. */
export const saysMatter = ({ kind, data }: { kind: string; data: Record<string, unknown> }): boolean =>
  kind === 'contact.closed' || (Array.isArray(data['fields']) && data['fields'].includes('classification'));
