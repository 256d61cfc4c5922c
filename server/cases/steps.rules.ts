const hour = 3_600_000;

/** How long a step waits for the person it was asked of, before whoever serves their queue may have it. */
export const keptHours = 24;

/**
 * Until when a step is kept for one person: as long as it may take by its own time, at most a day. In the last hour of
 * that time it is everybody's, so that somebody answers before it is over.
 */
export function keptUntil(now: Date, dueAt: Date | null): Date {
  const longest = now.getTime() + keptHours * hour;
  if (dueAt === null) return new Date(longest);
  const left = dueAt.getTime() - now.getTime();
  return new Date(Math.min(longest, left > 2 * hour ? dueAt.getTime() - hour : now.getTime() + left / 2));
}

/** What a step is called in lists: the first line of its question, cut at a word. */
export function titleOf(question: string): string {
  const [line = ''] = question.trim().split('\n');
  const words = line.replace(/\s+/g, ' ').trim();
  if (words.length <= 120) return words;
  const cut = words.slice(0, 119);
  const at = cut.lastIndexOf(' ');
  return `${cut.slice(0, at > 60 ? at : 119)}…`;
}
