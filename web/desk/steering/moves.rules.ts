import type { AgentMove } from '#contract/moves.ts';

/** The same loan of several agents: one line where it is listed, one press to end it. */
export interface Loan {
  moves: AgentMove[];
  /** What they have in common. */
  like: AgentMove;
}

/** Moves in force, those alike together: same queues, skills, end, reason and author. In the order of their ends. */
export function loansOf(moves: readonly AgentMove[]): Loan[] {
  const loans = new Map<string, Loan>();
  for (const move of moves.toSorted(
    (one, other) =>
      Date.parse(one.until) - Date.parse(other.until) || one.agentName.localeCompare(other.agentName),
  )) {
    const key = JSON.stringify([move.queues, move.leaves, move.skills, move.until, move.why, move.by]);
    const loan = loans.get(key);
    if (loan === undefined) loans.set(key, { moves: [move], like: move });
    else loan.moves.push(move);
  }
  return [...loans.values()];
}

type Words = (key: string, values?: Record<string, unknown>) => string;

/** What a move means, in words: what is served meanwhile, what is left, what counts as known. */
export function moveWords(
  { queues, leaves, skills, names }: Pick<AgentMove, 'queues' | 'leaves' | 'skills' | 'names'>,
  t: Words,
  skillName: (id: string) => string | undefined,
): string[] {
  const queueName = (id: string) => names[id] ?? t('move.otherQueue');
  const words: string[] = [];
  if (queues.length > 0)
    words.push(
      t('move.serves', {
        queues: queues
          .map(({ queue, priority, delaySeconds }) =>
            [
              queueName(queue),
              priority === null ? '' : t('move.priority', { priority }),
              delaySeconds === 0 ? '' : t('move.delay', { count: delaySeconds }),
            ]
              .filter(Boolean)
              .join(' '),
          )
          .join(', '),
      }),
    );
  if (leaves.length > 0) words.push(t('move.leaves', { queues: leaves.map(queueName).join(', ') }));
  const known = skills.filter(({ level }) => level > 0);
  if (known.length > 0)
    words.push(
      t('move.skills', {
        skills: known.map(({ skill, level }) => `${skillName(skill) ?? '…'} ${level}`).join(', '),
      }),
    );
  const aside = skills.filter(({ level }) => level === 0);
  if (aside.length > 0)
    words.push(t('move.without', { skills: aside.map(({ skill }) => skillName(skill) ?? '…').join(', ') }));
  return words;
}

export type Until = '30' | '60' | '120' | 'closing' | 'other';

/**
 * When a loan may end, of the quick choices: in half an hour, one or two, and when the last of these queues closes
 * today. What would be past, or sooner than a minute from now, is not offered.
 */
export function endsAt(now: number, closings: readonly (string | null)[]): Partial<Record<Until, Date>> {
  const midnight = new Date(now);
  midnight.setHours(24, 0, 0, 0);
  const today = closings
    .flatMap((at) => (at === null ? [] : [Date.parse(at)]))
    .filter((at) => at > now + 60_000 && at <= midnight.getTime());
  return {
    '30': new Date(now + 30 * 60_000),
    '60': new Date(now + 60 * 60_000),
    '120': new Date(now + 120 * 60_000),
    ...(today.length === 0 ? {} : { closing: new Date(Math.max(...today)) }),
  };
}
