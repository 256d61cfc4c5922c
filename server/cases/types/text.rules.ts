import { isDeepStrictEqual } from 'node:util';
import type { CaseTypeDefinition, TypeFinding } from '#contract/case-types.ts';
import { readableText } from '#contract/pure/readable-text.ts';
import { readDefinition } from './definition.rules.ts';

// A definition as text that people read, compare and keep in version control. Pure.

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
