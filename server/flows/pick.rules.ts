import type { FlowNodeOf } from '#contract/flow-graph.ts';
import { flowSentences } from './sentences.ts';
import type { Option } from './render.rules.ts';
import { knownIn, type FlowState } from './state.rules.ts';
import { valueAt, type Value, type Values } from './values.rules.ts';

// A choice of what was looked up: a list, a few of it at a time. Pure.

/** The option that brings the next few; never the place of an item. */
export const otherChoices = 'others';
const othersKey = '9';

interface Item {
  label: string;
  /** The item as it is kept: with its label. */
  value: Value;
}
/** The items of a list in what is known: those that have a label to be said. */
export function itemsAt(values: Values, place: string): Item[] {
  const list = valueAt(values, place);
  if (!Array.isArray(list)) return [];
  return list.flatMap((one): Item[] => {
    if (typeof one === 'string' && one !== '') return [{ label: one, value: { value: one, label: one } }];
    if (one === null || typeof one !== 'object' || Array.isArray(one)) return [];
    const label = Object.hasOwn(one, 'label') ? one['label'] : null;
    return typeof label === 'string' && label !== '' ? [{ label, value: one }] : [];
  });
}

export const pageOf = ({ stage }: FlowState): number => (stage.at === 'asked' ? (stage.page ?? 0) : 0);

/** The part of the list that comes after the one that is offered; after the last one the first. */
export function nextPage(node: FlowNodeOf<'pick'>, state: FlowState): number {
  const pages = Math.ceil(itemsAt(knownIn(state), node.from).length / node.atOnce);
  return pages === 0 ? 0 : (pageOf(state) + 1) % pages;
}

/** What is offered now: items by their place in the list, keys from 1, and the others under 9. */
export function pickOptions(node: FlowNodeOf<'pick'>, state: FlowState): Option[] {
  const items = itemsAt(knownIn(state), node.from);
  const from = pageOf(state) * node.atOnce;
  const { language } = state;
  const offered = items.slice(from, from + node.atOnce).map(({ label }, index) => ({
    id: String(from + index),
    key: String(index + 1),
    label,
    language,
    words: '',
  }));
  if (items.length <= node.atOnce) return offered;
  const { others, othersWords } = flowSentences[language];
  return [...offered, { id: otherChoices, key: othersKey, label: others, language, words: othersWords }];
}
