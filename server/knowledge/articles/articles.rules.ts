import type { ArticleStep, articleKinds } from '#contract/articles.ts';

export type ArticleKind = (typeof articleKinds)[number];

/** What is wrong with the steps of a guide or tree, by field; null when they can be walked from the first to an end. */
export function wrongSteps(
  kind: ArticleKind,
  steps: readonly ArticleStep[],
): { field: string; message: string } | null {
  if (kind === 'article')
    return steps.length === 0
      ? null
      : { field: 'steps', message: 'only a guide or a decision tree has steps' };
  if (steps.length === 0) return { field: 'steps', message: 'one step at least' };
  const keys = new Set<string>();
  for (const [index, step] of steps.entries()) {
    if (keys.has(step.key)) return { field: `steps[${index}].key`, message: 'already in use' };
    keys.add(step.key);
  }
  for (const [index, step] of steps.entries()) {
    if (kind === 'guide' && step.answers.length > 0)
      return {
        field: `steps[${index}].answers`,
        message: 'a step of a guide has no answers: the next one follows',
      };
    for (const [place, answer] of step.answers.entries())
      if (!keys.has(answer.to))
        return { field: `steps[${index}].answers[${place}].to`, message: 'no such step' };
  }
  if (kind === 'guide') return null;
  const reached = reachable(steps);
  const lost = steps.findIndex((step) => !reached.has(step.key));
  if (lost >= 0) return { field: `steps[${lost}]`, message: 'no answer leads here' };
  return steps.some((step) => step.answers.length === 0)
    ? null
    : { field: 'steps', message: 'the tree never ends: one step without answers at least' };
}

function reachable(steps: readonly ArticleStep[]): Set<string> {
  const byKey = new Map(steps.map((step) => [step.key, step]));
  const seen = new Set<string>();
  const open = [steps[0]!.key];
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    if (seen.has(key)) continue;
    seen.add(key);
    open.push(...(byKey.get(key)?.answers.map(({ to }) => to) ?? []));
  }
  return seen;
}

/** A path as it was really possible: each step is one of the article's, each answer one of its step's; what is not ends it. */
export function truePath(
  steps: readonly ArticleStep[],
  walked: readonly { step: string; answer: string | null }[],
): { step: string; title: string; answer: string | null }[] {
  const byKey = new Map(steps.map((step) => [step.key, step]));
  const path: { step: string; title: string; answer: string | null }[] = [];
  for (const { step: key, answer } of walked) {
    const step = byKey.get(key);
    if (step === undefined) break;
    const given =
      answer === null ? null : (step.answers.find(({ label }) => label === answer)?.label ?? null);
    path.push({ step: key, title: step.title, answer: given });
  }
  return path;
}

/** The words of an article's steps, as part of its text. */
export const stepsText = (steps: readonly ArticleStep[]): string =>
  steps
    .map(({ title, text, answers }) => [title, text, ...answers.map(({ label }) => label)].join('\n'))
    .join('\n');
