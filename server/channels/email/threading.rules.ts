/**
 * To which conversation does a mail belong? Pure: the intake looks the candidates up and hands them in.
 *
 * A Message-ID of ours or of a mail we received, found anywhere in the References, proves descent; so does nothing
 * else. A number in the subject can be guessed, an ancestor we never saw can be a newsletter: both count only for
 * somebody who already is a party. A stranger is never put into somebody else's conversation, whatever the proof:
 * the agent gets a suggestion instead. Nothing crosses the border between two services.
 */

/** A number found in a subject, upper case. */
export type SubjectToken = { kind: 'case' | 'contact'; number: string };

/** The numbers in a subject, in order, without repeats: `PR-2026-000123` a case, `C-2026-000123` a contact. */
export function subjectTokens(subject: string): SubjectToken[] {
  const found = new Map<string, SubjectToken>();
  for (const match of subject
    .slice(0, 2_000)
    .matchAll(/(?<![\p{L}\p{N}_-])(PR|C)-(\d{4})-(\d{6,9})(?![\p{L}\p{N}_-])/giu)) {
    const number = match[0].toUpperCase();
    if (found.size < 10)
      found.set(number, { kind: match[1]?.toUpperCase() === 'PR' ? 'case' : 'contact', number });
  }
  return [...found.values()];
}

/** The mark for an outgoing subject: `[PR-2026-000123]`. */
export function subjectMark(number: string): string {
  return `[${number}]`;
}

/** A conversation that may be the right one. `parties` are addressKeys of everyone who wrote or was written to. */
export type ThreadParty = { conversation: string; parties: ReadonlySet<string>; service: string | null };

export type ThreadInput = {
  /** addressKey of the sender. */
  sender: string;
  /** Service of the entry point the mail came to; null when the organisation has none. */
  service: string | null;
  /** References and In-Reply-To as parsed, oldest first. */
  references: readonly string[];
  inReplyTo: readonly string[];
  /** Conversations that hold a sent or received message with one of these ids. */
  known: readonly (ThreadParty & { messageId: string })[];
  /** Conversations one of whose messages names the same id, an id of which no message is held. */
  sharedAncestors: readonly (ThreadParty & { messageId: string })[];
  /** What the numbers in the subject stand for; a case may have no conversation with this sender yet. */
  tokens: readonly {
    token: SubjectToken;
    case: string | null;
    conversation: string | null;
    parties: ReadonlySet<string>;
    service: string | null;
  }[];
};

export type ThreadReason =
  | 'known_message'
  | 'contact_number'
  | 'case_number'
  | 'shared_ancestor'
  | 'stranger_with_known_message'
  | 'stranger_with_number'
  | 'other_service'
  | 'nothing_known';

/**
 * `join`: the conversation to add the mail to, or null for a new one. `case`: the case to link the contact to.
 * `suggest`: what to offer the agent as a link, never done by itself.
 */
export type ThreadDecision = {
  join: string | null;
  case: string | null;
  reason: ThreadReason;
  suggest: { conversation: string | null; case: string | null } | null;
};

/** The decision. Of several proofs the nearest wins: In-Reply-To, then References from the last to the first. */
export function decideThread(input: ThreadInput): ThreadDecision {
  const sameService = (one: { service: string | null }): boolean => one.service === input.service;
  const isParty = (one: { parties: ReadonlySet<string> }): boolean => one.parties.has(input.sender);
  const nearest = new Map<string, number>();
  [...input.inReplyTo, ...input.references.toReversed()].forEach((id, index) => {
    if (!nearest.has(id)) nearest.set(id, index);
  });
  const byDistance = <T extends { messageId: string; conversation: string }>(list: readonly T[]): T[] =>
    list
      .filter((one) => nearest.has(one.messageId))
      .toSorted(
        (a, b) =>
          (nearest.get(a.messageId) ?? 0) - (nearest.get(b.messageId) ?? 0) ||
          (a.conversation < b.conversation ? -1 : 1),
      );

  const known = byDistance(input.known);
  const open = known.filter(sameService);
  const named = input.tokens.filter((one) => one.conversation !== null || one.case !== null);
  const tokens = named.filter(sameService);
  const partyToken = tokens.find((one) => isParty(one));

  const proven = open.find((one) => isParty(one));
  if (proven) {
    return {
      join: proven.conversation,
      case: partyToken?.case ?? null,
      reason: 'known_message',
      suggest: null,
    };
  }
  if (partyToken) {
    const stranger = open[0];
    return {
      join: partyToken.conversation,
      case: partyToken.case,
      reason: partyToken.token.kind === 'case' ? 'case_number' : 'contact_number',
      suggest: stranger ? { conversation: stranger.conversation, case: null } : null,
    };
  }
  const ancestor = byDistance(input.sharedAncestors).find((one) => sameService(one) && isParty(one));
  const stranger = open[0];
  if (ancestor) {
    return {
      join: ancestor.conversation,
      case: null,
      reason: 'shared_ancestor',
      suggest: stranger ? { conversation: stranger.conversation, case: null } : null,
    };
  }
  if (stranger) {
    return {
      join: null,
      case: null,
      reason: 'stranger_with_known_message',
      suggest: { conversation: stranger.conversation, case: null },
    };
  }
  const guessed = tokens[0];
  if (guessed) {
    return {
      join: null,
      case: null,
      reason: 'stranger_with_number',
      suggest: { conversation: guessed.conversation, case: guessed.case },
    };
  }
  const elsewhere = known.length > 0 || named.length > 0;
  return { join: null, case: null, reason: elsewhere ? 'other_service' : 'nothing_known', suggest: null };
}
