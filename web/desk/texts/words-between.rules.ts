import { diffLines } from '../knowledge/diff.rules.ts';

/** A run of words: in both texts, only in the newer, or only in the older. */
export interface Run {
  kind: 'same' | 'added' | 'removed';
  text: string;
}

// Words with what stands after them are compared as lines are; a line's end within one is put by for that long.
const end = '\u2028';
const tokens = (text: string): string =>
  (text.replaceAll('\n', end).match(/[^\s\u2028]+\s*|[\s\u2028]+/g) ?? []).join('\n');

/** Two texts word by word, runs of the same kind put together. */
export function wordsBetween(older: string, newer: string): Run[] {
  const runs: Run[] = [];
  for (const { kind, text } of diffLines(tokens(older), tokens(newer))) {
    const last = runs.at(-1);
    const words = text.replaceAll(end, '\n');
    if (last?.kind === kind) last.text += words;
    else runs.push({ kind, text: words });
  }
  return runs;
}
