import type {
  FlowChannel,
  FlowGraph,
  FlowLanguage,
  FlowNodeOf,
  FlowText,
  Says,
} from '#contract/flow-graph.ts';
import type { Ask, Said } from '#contract/flow-turns.ts';
import { flowSentence, flowSentences, type FlowSentences } from './sentences.ts';
import { knownIn, type FlowState } from './state.rules.ts';
import { fill, holesIn } from './values.rules.ts';

// How a node sounds on the phone and looks elsewhere. Pure.

export interface Option {
  id: string;
  key: string;
  label: string;
  /** Of the label. */
  language: FlowLanguage;
  words: string;
}

/** The text of a language, else in English for whom Italian is foreign, else in the flow's first: with its language. */
export function wordsOf(
  text: FlowText,
  language: FlowLanguage,
  languages: readonly FlowLanguage[],
): { text: string; language: FlowLanguage } | null {
  const second: FlowLanguage[] = language === 'it' ? [] : ['en'];
  for (const one of [language, ...second, ...languages]) {
    const found = text[one];
    if (found !== undefined && found.trim() !== '') return { text: found, language: one };
  }
  return null;
}

/** What a node says on a channel, its own variant first; null when it says nothing. */
export function wordsFor(
  says: Says,
  graph: FlowGraph,
  channel: FlowChannel,
  language: FlowLanguage,
): { text: string; language: FlowLanguage } | null {
  const variant = says.on[channel];
  return (
    (variant?.[language] === undefined ? null : wordsOf(variant, language, [])) ??
    wordsOf(says.text, language, graph.languages)
  );
}

export const spoken = (channel: FlowChannel): boolean => channel === 'phone';

/** The words of a node with what is known filled in. */
export function sayingOf(says: Says, graph: FlowGraph, state: FlowState): Said[] {
  const found = wordsFor(says, graph, state.channel, state.language);
  if (found === null) return [];
  const text = fill(found.text, knownIn(state), found.language, spoken(state.channel)).trim();
  return text === '' ? [] : [{ text, language: found.language, prompt: says.prompt }];
}

/** A text of the node that is not said but sent or written down. */
export function written(text: FlowText, graph: FlowGraph, state: FlowState): string {
  const found = wordsOf(text, state.language, graph.languages);
  return found === null ? '' : fill(found.text, knownIn(state), found.language).trim();
}

/** The placeholders of such a text for which nothing is known now. */
export function holesOf(text: FlowText, graph: FlowGraph, state: FlowState): string[] {
  const found = wordsOf(text, state.language, graph.languages);
  return found === null ? [] : holesIn(found.text, knownIn(state));
}

/** One of the words that every flow has. */
export const ownWords = (
  state: FlowState,
  key: keyof FlowSentences,
  values: Readonly<Record<string, string>> = {},
): Said => ({ text: flowSentence(state.language, key, values), language: state.language, prompt: null });

/** The options of a choice as they stand on this channel and in this language. */
export function optionsOf(node: FlowNodeOf<'choose'>, graph: FlowGraph, state: FlowState): Option[] {
  return node.options.map(({ id, label, key, words }, index) => {
    const found = wordsOf(label, state.language, graph.languages);
    return {
      id,
      key: key === '' ? String(index + 1) : key,
      label: fill(found?.text ?? id, knownIn(state), state.language),
      language: found?.language ?? state.language,
      words: Object.values(words).join(','),
    };
  });
}

export const yesNoOptions = (state: FlowState): Option[] =>
  (['yes', 'no'] as const).map((id, index) => ({
    id,
    key: String(index + 1),
    label: flowSentences[state.language][id],
    language: state.language,
    words: '',
  }));

/** The languages of a flow, each by its own name. */
export const languageOptions = (graph: FlowGraph): Option[] =>
  graph.languages.map((language, index) => ({
    id: language,
    key: String(index + 1),
    label: flowSentences[language].language,
    language,
    words: language,
  }));

const line = (text: string, language: FlowLanguage): Said => ({ text, language, prompt: null });

/** What has to be said of the options where nobody sees buttons. */
export function spelledOut(state: FlowState, ask: Ask): Said[] {
  const { channel, language } = state;
  const options = ask.options;
  if (channel === 'phone') {
    const languages = new Set(options.map((one) => one.language));
    const said =
      ask.type === 'yes_no'
        ? [ownWords(state, 'yesNoKeys')]
        : options.map((one) =>
            // A choice of languages: each is told in its own.
            languages.size > 1 && one.id === one.language
              ? line(flowSentence(one.language, 'languageKey', { key: one.key }), one.language)
              : line(flowSentence(language, 'option', { label: one.label, key: one.key }), language),
          );
    if (ask.keys !== null && ask.keys.end === '#' && ask.keys.min !== ask.keys.max && options.length === 0)
      said.push(ownWords(state, 'endKey'));
    if (ask.type === 'choice') said.push(ownWords(state, 'personKey'));
    return said;
  }
  if (channel === 'sms' && options.length > 0)
    return [
      ...options.map((one) => line(`${one.key} ${one.label}`, one.language)),
      ownWords(state, 'personLine'),
    ];
  return [];
}
