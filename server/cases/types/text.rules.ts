import { isDeepStrictEqual } from 'node:util';
import type { CaseTypeDefinition, TypeFinding } from '#contract/case-types.ts';
import { readDefinition } from './definition.rules.ts';

// A definition as text that people read, compare and keep in version control. Pure.

// Keys in the order in which a definition is read; others follow by name.
const order = [
  ...['code', 'key', 'kind', 'name', 'label', 'description', 'help', 'it', 'en', 'subject', 'text', 'line'],
  ...['level2', 'queue', 'classifications', 'portal', 'languages', 'status', 'from', 'to', 'by', 'needs'],
  ...['required', 'options', 'pattern', 'patternHelp', 'min', 'max', 'unit', 'showIf', 'visibleTo'],
  ...['requiredIn', 'editableIn', 'visibleIn', 'field', 'is', 'isNot', 'filled', 'resolution', 'reason'],
  ...['abandons', 'notice', 'inState', 'checklist', 'transition', 'standard', 'own', 'amount', 'start'],
  ...['pauseIn', 'fulfil', 'warnings', 'before', 'tell', 'fields', 'states', 'transitions', 'tasks'],
  ...['approvals', 'documents', 'approval', 'clocks', 'openedNotice', 'notices'],
];
const rank = new Map(order.map((key, index) => [key, index]));
const byRank = (a: string, b: string): number =>
  (rank.get(a) ?? order.length) - (rank.get(b) ?? order.length) || (a < b ? -1 : a > b ? 1 : 0);

const width = 100;
/** A value as text with its keys in one order: what fits on a line stands on one. */
export function readableText(value: unknown): string {
  return `${lines(value, '', 0)}\n`;
}
function lines(value: unknown, indent: string, before: number): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const flat = oneLine(value);
  if (indent.length + before + flat.length <= width && indent !== '') return flat;
  const deeper = `${indent}  `;
  if (Array.isArray(value))
    return value.length === 0
      ? '[]'
      : `[\n${value.map((one) => `${deeper}${lines(one, deeper, 0)}`).join(',\n')}\n${indent}]`;
  const entries = sortedEntries(value);
  if (entries.length === 0) return '{}';
  const told = entries.map(([key, one]) => {
    const head = `${JSON.stringify(key)}: `;
    return `${deeper}${head}${lines(one, deeper, head.length)}`;
  });
  return `{\n${told.join(',\n')}\n${indent}}`;
}
const sortedEntries = (value: object): [string, unknown][] =>
  Object.entries(value)
    .filter(([, one]) => one !== undefined)
    .toSorted(([a], [b]) => byRank(a, b));
function oneLine(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`;
  const entries = sortedEntries(value);
  return entries.length === 0
    ? '{}'
    : `{ ${entries.map(([key, one]) => `${JSON.stringify(key)}: ${oneLine(one)}`).join(', ')} }`;
}

const isNothing = (value: unknown): boolean =>
  value === false ||
  value === null ||
  value === undefined ||
  (typeof value === 'object' && Object.keys(value).length === 0);
function without(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(without);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, one]) => [key, without(one)] as const)
      .filter(([, one]) => !isNothing(one)),
  );
}

/** A definition as text, without what goes without saying. */
export function definitionText(definition: CaseTypeDefinition): string {
  const short = without(definition);
  const read = readDefinition(short);
  // What says nothing in one place may say something in another: then all of it is written.
  return readableText(
    'definition' in read && isDeepStrictEqual(read.definition, definition) ? short : definition,
  );
}

/** Where a JSON text is broken, as a finding. */
const broken = (place: string, message: string): TypeFinding[] => [
  { severity: 'error', code: 'shape', place, value: '', message },
];

/** Reads a text as a JSON object, or says in which line it is none. */
export function readText(text: string): { document: object } | { findings: TypeFinding[] } {
  try {
    const document: unknown = JSON.parse(text);
    // NUL and halves of characters: JSON can say them, a database cannot keep them.
    if (/(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/.test(JSON.stringify(document)))
      return { findings: broken('', 'a character that cannot be kept') };
    if (typeof document === 'object' && document !== null && !Array.isArray(document)) return { document };
    return { findings: broken('', 'a JSON object') };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const line = text.slice(0, brokenAt(text)).split('\n').length;
    return { findings: broken(`line ${line}`, 'no JSON from here on') };
  }
}

const tokens =
  /[ \t\n\r]*(?:("(?:[ !#-[\]-\u{10FFFF}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)|([{}[\],:]))/uy;
/** Where a text stops to be JSON: the beginning of the first word that may not stand there. */
function brokenAt(text: string): number {
  const open: string[] = [];
  // What may come: a value, the key of an object, its colon, or what follows a value.
  let wants: 'value' | 'first' | 'key' | 'firstKey' | 'colon' | 'next' = 'value';
  tokens.lastIndex = 0;
  for (;;) {
    const blank = /[^ \t\n\r]/g;
    blank.lastIndex = tokens.lastIndex;
    const start = blank.exec(text)?.index ?? text.length;
    const found = tokens.exec(text);
    if (found === null) return start;
    const [, string, other, mark = ''] = found;
    const inObject = open.at(-1) === '{';
    const ends = (mark === '}' && inObject) || (mark === ']' && open.at(-1) === '[');
    if (wants === 'value' || wants === 'first') {
      if (string !== undefined || other !== undefined) wants = 'next';
      else if (mark === '{' || mark === '[') {
        open.push(mark);
        wants = mark === '{' ? 'firstKey' : 'first';
      } else if (wants === 'first' && ends) {
        open.pop();
        wants = 'next';
      } else return start;
    } else if (wants === 'key' || wants === 'firstKey') {
      if (string !== undefined) wants = 'colon';
      else if (wants === 'firstKey' && ends) {
        open.pop();
        wants = 'next';
      } else return start;
    } else if (wants === 'colon') {
      if (mark !== ':') return start;
      wants = 'value';
    } else if (ends) open.pop();
    else if (mark === ',' && open.length > 0) wants = inObject ? 'key' : 'value';
    else return start;
  }
}
