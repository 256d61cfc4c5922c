import type { FlowNode, FlowNodeOf } from '#contract/flow-graph.ts';
import type { Ask, FlowInput } from '#contract/flow-turns.ts';
import {
  readAmount,
  readChoice,
  readDate,
  readDigits,
  readReading,
  readYesNo,
  wantsPerson,
} from './answers.rules.ts';
import type { Option } from './render.rules.ts';
import type { FlowState } from './state.rules.ts';
import type { Value } from './values.rules.ts';

// Questions, and what their answers are worth. Pure.

type AskKeys = Ask['keys'];
const collect = (min: number, max: number): AskKeys => ({ min, max, end: min === max ? '' : '#' });

const keysFor: Readonly<Record<FlowNodeOf<'ask'>['type'], (node: FlowNodeOf<'ask'>) => AskKeys>> = {
  text: () => null,
  digits: ({ min, max }) => collect(min, Math.min(max, 40)),
  date: () => collect(4, 8),
  amount: () => collect(1, 9),
  reading: () => collect(1, 9),
  yes_no: () => collect(1, 1),
};

/** A question as a channel gets it. */
export const question = (
  node: string,
  type: Ask['type'],
  options: readonly Option[],
  keys: AskKeys,
  secret = false,
): Ask => ({
  node,
  type,
  options: options.map(({ id, label, key, language }) => ({ id, label, key, language })),
  keys,
  secret,
  person: true,
});
export const askQuestion = (node: FlowNodeOf<'ask'>, options: readonly Option[]): Ask =>
  question(node.id, node.type, options, keysFor[node.type](node), node.secret);
export const choiceQuestion = (node: FlowNode, options: readonly Option[]): Ask =>
  question(node.id, 'choice', options, collect(1, 1));

/** The words of an input: what was typed, pressed or heard. */
export const textOf = (input: FlowInput): string =>
  input.kind === 'text'
    ? input.text
    : input.kind === 'keys'
      ? input.keys
      : input.kind === 'option'
        ? input.option
        : '';

/** Whether a person is asked for: by the button, the word, or key 0 where it can be no answer. */
export const asksForPerson = (input: FlowInput, zeroIsAnswer: boolean): boolean =>
  input.kind === 'person' ||
  (input.kind === 'text' && wantsPerson(input.text)) ||
  (!zeroIsAnswer && textOf(input).trim().replace(/#$/, '') === '0');

/** Whether 0 alone may be the answer to a question. */
export const zeroAnswers = (node: FlowNode): boolean =>
  node.kind === 'ask' &&
  (node.type === 'reading' || node.type === 'amount' || (node.type === 'digits' && node.min <= 1));

/** Which of the options was meant. */
export const chosen = (input: FlowInput, options: readonly Option[]): Option | null => {
  if (input.kind === 'option') return options.find(({ id }) => id === input.option) ?? null;
  const id = readChoice(textOf(input), options);
  return id === null ? null : options.find((one) => one.id === id)!;
};

/** The value of an answer; undefined when it is none. */
export function valueOf(
  node: FlowNodeOf<'ask'>,
  input: FlowInput,
  state: FlowState,
  today: string,
): Value | undefined {
  const text = textOf(input).trim();
  const within = (number: number | null): number | undefined =>
    number === null ||
    (node.least !== null && number < node.least) ||
    (node.most !== null && number > node.most)
      ? undefined
      : number;
  switch (node.type) {
    case 'text':
      return text.length < node.min || text.length > node.max ? undefined : text;
    case 'digits':
      return readDigits(text, node) ?? undefined;
    case 'date':
      return readDate(text, today) ?? undefined;
    case 'amount':
      return within(readAmount(text));
    case 'reading':
      return within(readReading(text));
    case 'yes_no':
      if (input.kind === 'option') return text === 'yes' ? true : text === 'no' ? false : undefined;
      return readYesNo(text, state.language) ?? undefined;
  }
}
