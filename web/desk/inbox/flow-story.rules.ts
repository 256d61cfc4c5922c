import type { FlowSession, TrailEntry } from '#contract/flow-turns.ts';

/** One line of a story: a question with its answer, or something that was done. */
export type StoryLine =
  | { kind: 'answer'; question: string; answer: string; misunderstood: boolean }
  | { kind: 'silent'; question: string }
  | { kind: 'did'; what: string; exit: string; note: string };

/** What a trail comes to for whoever takes over: questions with their answers and what was done; greetings are left out. */
export function storyOf(trail: readonly Pick<TrailEntry, 'kind' | 'text' | 'exit' | 'data'>[]): StoryLine[] {
  const lines: StoryLine[] = [];
  let question = '';
  for (const entry of trail) {
    if (entry.kind === 'asked') question = entry.text;
    else if (entry.kind === 'answered')
      lines.push({ kind: 'answer', question, answer: entry.text, misunderstood: false });
    else if (entry.kind === 'silent') lines.push({ kind: 'silent', question });
    else if (entry.kind === 'misunderstood') {
      const last = lines.at(-1);
      if (last?.kind === 'answer') last.misunderstood = true;
    } else if (entry.kind === 'did') {
      const what = typeof entry.data['what'] === 'string' ? entry.data['what'] : '';
      lines.push({ kind: 'did', what, exit: entry.exit ?? '', note: entry.text });
    }
  }
  return lines;
}

/** Why it came to a person. */
export const endOf = ({ trail }: Pick<FlowSession, 'trail'>): 'asked' | 'fault' | 'flow' => {
  const because = trail.findLast(({ kind }) => kind === 'over')?.data['because'];
  return because === 'asked' || because === 'fault' ? because : 'flow';
};
