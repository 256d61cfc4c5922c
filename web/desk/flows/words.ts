import type { Finding, flowParts } from '#contract/flows.ts';
import { type FlowGraph, type FlowLanguage, type FlowNode, type FlowText } from '#contract/flow-graph.ts';
import type { Output } from '#contract/route.ts';
import { nameIn, type Text } from '#web/kit/index.ts';

export type Parts = Output<typeof flowParts>;

/** A text in a language, else in the first that it has. */
export function inLanguage(text: FlowText, language: FlowLanguage): string {
  const own = text[language]?.trim() ?? '';
  return own !== '' ? own : (Object.values(text).find((one) => one.trim() !== '') ?? '');
}

const namedOf = (list: readonly { code: string; name: string }[], code: string | null): string =>
  list.find((one) => one.code === code)?.name ?? code ?? '';
export const queueName = (parts: Parts, code: string | null): string => namedOf(parts.queues, code);
export const partName = (parts: Parts, what: string): string => {
  const part = [...parts.lookups, ...parts.acts].find((one) => one.what === what);
  return part === undefined ? what : nameIn(part.name);
};

/** What a node is called: by its own name, else by its kind. */
export const nodeTitle = (node: FlowNode, t: Text): string =>
  node.name.trim() === '' ? t(`kind.${node.kind}`) : node.name;

/** What a node says or does, in a line or two. */
export function nodeText(node: FlowNode, language: FlowLanguage, parts: Parts, t: Text): string {
  switch (node.kind) {
    case 'lookup':
    case 'act':
      return partName(parts, node.what);
    case 'call':
      return `${node.method} ${node.url}`;
    case 'search':
      return node.question;
    case 'case':
      return node.do === 'note'
        ? t('card.note', { number: node.number })
        : inLanguage(node.subject, language);
    case 'send':
      return inLanguage(node.subject, language);
    case 'hours':
      return node.calendar === null ? queueName(parts, node.queue) : namedOf(parts.calendars, node.calendar);
    case 'emergency':
      return queueName(parts, node.queue);
    case 'check':
      return node.is === 'set'
        ? t('card.isSet', { value: node.value })
        : `${node.value} ${t(`test.${node.is}`)} ${node.than}`;
    case 'set':
      return `${node.into} = ${node.value}`;
    case 'skill':
      return node.requires.map(({ skill, level }) => `${namedOf(parts.skills, skill)} ${level}`).join(', ');
    case 'flow':
      return namedOf(parts.flows, node.flow);
    case 'queue':
    case 'callback':
      return inLanguage(node.says.text, language) || queueName(parts, node.queue);
    case 'language':
      return node.to === 'ask' ? inLanguage(node.says.text, language) || t('card.askLanguage') : node.to;
    case 'say':
    case 'play':
    case 'ask':
    case 'choose':
    case 'pick':
    case 'identify':
    case 'survey':
    case 'end':
      return inLanguage(node.says.text, language);
  }
}

/** A node in a line: what it is called, and what it says. */
export function nodeLine(node: FlowNode, language: FlowLanguage, parts: Parts, t: Text): string {
  const text = nodeText(node, language, parts, t);
  const short = text.length > 60 ? `${text.slice(0, 58)}…` : text;
  return short === '' ? nodeTitle(node, t) : `${nodeTitle(node, t)}: ${short}`;
}

/** A way out in words: an option by its label, any other by what it is for. */
export function exitName(node: FlowNode, exit: string, language: FlowLanguage, t: Text): string {
  if (node.kind === 'choose') {
    const at = node.options.findIndex(({ id }) => id === exit);
    const option = node.options[at];
    if (option !== undefined) {
      const label = inLanguage(option.label, language) || t('card.option', { number: at + 1 });
      return `${option.key || at + 1} · ${label}`;
    }
  }
  return t(`exit.${exit}`, { defaultValue: exit });
}

export const isError = ({ severity }: Finding): boolean => severity === 'error';

/** What a finding says. */
export function findingText(
  finding: Finding,
  graph: FlowGraph,
  t: Text,
  languageName: (code: string) => string,
): string {
  const node = graph.nodes.find(({ id }) => id === finding.node);
  return t(`finding.${finding.code}`, {
    value: finding.value ?? '',
    language: finding.language === null ? '' : languageName(finding.language),
    exit:
      finding.exit === null
        ? ''
        : node === undefined
          ? finding.exit
          : exitName(node, finding.exit, finding.language ?? graph.languages[0] ?? 'it', t),
  });
}

/** The field of the inspector that a finding is about. */
export function fieldOf({ code, exit, language, value }: Finding, node: FlowNode | undefined): string {
  switch (code) {
    case 'language': {
      // Of several texts the first that says nothing there.
      const option =
        node?.kind === 'choose' && language !== null && inOwn(node.says.text, language)
          ? node.options.find(({ label }) => !inOwn(label, language))
          : undefined;
      return option === undefined ? 'text' : `option.${option.id}`;
    }
    case 'no_text':
    case 'unknown_value':
      return 'text';
    case 'option_name':
      return value === null ? 'options' : `option.${value}`;
    case 'no_options':
    case 'same_key':
      return 'options';
    case 'unknown_queue':
      return 'queue';
    case 'unknown_skill':
      return 'requires';
    case 'unknown_classification':
      return 'classification';
    case 'unknown_case_type':
      return 'type';
    case 'unknown_case_field':
    case 'case_field':
      return `fields.${value ?? ''}`;
    case 'unknown_calendar':
      return 'calendar';
    case 'unknown_flow':
      return 'flow';
    case 'unknown_part':
    case 'not_identified':
      return 'what';
    case 'unknown_secret':
      return 'headers';
    case 'host':
      return 'url';
    case 'wrong_value':
      return 'value';
    case 'no_edge':
    case 'unknown_exit':
    case 'unknown_node':
      return exit === null ? 'node' : `exit.${exit}`;
    case 'no_start':
    case 'same_name':
    case 'unreachable':
    case 'no_end':
    case 'loop':
      return 'node';
  }
}
const inOwn = (text: FlowText, language: FlowLanguage): boolean => (text[language]?.trim() ?? '') !== '';
