import type { Capacity, ProfileEntry } from './engine/index.ts';

/** A loan of an agent to other queues and skills, as it is laid over the routing profile. */
export interface Move {
  queues: readonly { queue: string; priority: number | null; delaySeconds: number }[];
  leaves: readonly string[];
  skills: readonly { skill: string; level: number }[];
}

/**
 * What an agent serves and can do while moves are in force, later ones over earlier ones. A queue is served on every
 * channel the agent has room for; one that a move names takes the place of the profile's own entry. Level 0 takes a
 * skill away. Nothing that is offered or open is touched: this only decides what comes next.
 */
export function moved(
  own: { profile: readonly ProfileEntry[]; skills: Readonly<Record<string, number>>; capacity: Capacity },
  moves: readonly Move[],
): { profile: ProfileEntry[]; skills: Record<string, number> } {
  let profile = [...own.profile];
  const skills = { ...own.skills };
  const channels = Object.keys(own.capacity).filter((channel) => (own.capacity[channel]?.max ?? 0) > 0);
  for (const move of moves) {
    const touched = new Set([...move.leaves, ...move.queues.map(({ queue }) => queue)]);
    profile = [
      ...profile.filter(({ queue }) => !touched.has(queue)),
      ...move.queues.flatMap((entry) => channels.map((channel) => ({ ...entry, channel }))),
    ];
    for (const { skill, level } of move.skills) {
      if (level > 0) skills[skill] = level;
      else delete skills[skill];
    }
  }
  return { profile, skills };
}
