import { type KeyedPart, type TypeDocument } from './document.rules.ts';

// Who names whom in a definition: renaming a part renames what is said of it, and taking one away says by what it is named.

/** A part that has a key, notices and the options of a field included. */
export type Named = KeyedPart | 'notices';
type Step = string;
// `*` is every one of a list or an object.
const named: Record<Named, Step[][]> = {
  states: [
    ['transitions', '*', 'from', '*'],
    ['transitions', '*', 'to'],
    ['fields', '*', 'requiredIn', '*'],
    ['fields', '*', 'editableIn', '*'],
    ['fields', '*', 'visibleIn', '*'],
    ['tasks', '*', 'inState'],
    ['documents', '*', 'inState'],
    ['clocks', '*', 'pauseIn', '*'],
  ],
  fields: [
    ['fields', '*', 'showIf', '*', 'field'],
    ['transitions', '*', 'needs', 'fields', '*'],
    ['notices', '*', '*', 'subject'],
    ['notices', '*', '*', 'text'],
    ['notices', '*', '*', 'line'],
  ],
  transitions: [
    ['approvals', '*', 'transition'],
    ['clocks', '*', 'start'],
    ['clocks', '*', 'fulfil', '*'],
    ['plans', '*', 'startedBy'],
  ],
  tasks: [['transitions', '*', 'needs', 'tasks', '*']],
  documents: [['transitions', '*', 'needs', 'documents', '*']],
  approvals: [['transitions', '*', 'needs', 'approval']],
  clocks: [],
  plans: [],
  notices: [['openedNotice'], ['takenNotice'], ['transitions', '*', 'notice']],
};
// What says nothing any more when the part that it names is gone. Others stay, and are told as wrong.
const mayGo = new Set(['*', 'notice', 'openedNotice', 'takenNotice', 'approval']);

const gone = Symbol('gone');
/** The value at a path put through a function; what it calls gone is taken out. */
function put(value: unknown, path: readonly Step[], change: (value: unknown) => unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return change(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value))
    return step === '*'
      ? value.map((one: unknown) => put(one, rest, change)).filter((one) => one !== gone)
      : value;
  let same = true;
  const entries = Object.entries(value).flatMap(([key, one]: [string, unknown]) => {
    if (step !== '*' && step !== key) return [[key, one] as const];
    const next = put(one, rest, change);
    if (next !== one) same = false;
    return next === gone ? [] : [[key, next] as const];
  });
  return same ? value : Object.fromEntries(entries);
}

const token = (key: string) => `{field.${key}}`;
const isToken = (path: readonly Step[]) => path[0] === 'notices';

/** The same document with a part under another key, wherever it is named. */
export function renamed(document: TypeDocument, part: Named, index: number, to: string): TypeDocument {
  const from = keysOf(document, part)[index];
  if (from === undefined || from === to) return document;
  let next: unknown =
    part === 'notices'
      ? {
          ...document,
          notices: Object.fromEntries(
            Object.entries(document.notices ?? {}).map(([key, one]) => [key === from ? to : key, one]),
          ),
        }
      : {
          ...document,
          [part]: (document[part] ?? []).map((one, at) => (at === index ? { ...one, key: to } : one)),
        };
  for (const path of named[part])
    next = put(next, path, (value) => {
      if (isToken(path)) return typeof value === 'string' ? value.replaceAll(token(from), token(to)) : value;
      // Two words of a clock's start are of its own.
      return value === from ? to : value;
    });
  return next as TypeDocument;
}

/** The keys of a part, in order. */
export const keysOf = (document: TypeDocument, part: Named): string[] =>
  part === 'notices' ? Object.keys(document.notices ?? {}) : (document[part] ?? []).map(({ key }) => key);

/** Where in the document a part is named, as places. */
export function usesOf(document: TypeDocument, part: Named, key: string): string[] {
  const found: string[] = [];
  const walk = (value: unknown, path: readonly Step[], place: string, tokens: boolean): void => {
    const [step, ...rest] = path;
    if (step === undefined) {
      if (tokens ? typeof value === 'string' && value.includes(token(key)) : value === key) found.push(place);
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    for (const [name, one] of Object.entries(value))
      if (step === '*' || step === name)
        walk(
          one,
          rest,
          Array.isArray(value) ? `${place}[${name}]` : place === '' ? name : `${place}.${name}`,
          tokens,
        );
  };
  for (const path of named[part]) walk(document, path, '', isToken(path));
  return found;
}

/** The document without a part; what names it goes too where it says nothing else. */
export function without(document: TypeDocument, part: Named, index: number): TypeDocument {
  const key = keysOf(document, part)[index];
  if (key === undefined) return document;
  let next: unknown =
    part === 'notices'
      ? {
          ...document,
          notices: Object.fromEntries(Object.entries(document.notices ?? {}).filter(([one]) => one !== key)),
        }
      : { ...document, [part]: (document[part] ?? []).filter((_, at) => at !== index) };
  // One of two that have the same key is named still.
  if (keysOf(next as TypeDocument, part).includes(key)) return next as TypeDocument;
  for (const path of named[part])
    if (mayGo.has(path.at(-1)!)) next = put(next, path, (value) => (value === key ? gone : value));
  return emptied(next as TypeDocument);
}

/** Lists that may not be empty, and are since something was taken out of them, are left out. */
function emptied(document: TypeDocument): TypeDocument {
  if (document.fields === undefined) return document;
  return {
    ...document,
    fields: document.fields.map((field) =>
      field.visibleIn !== undefined && field.visibleIn.length === 0
        ? { ...field, visibleIn: undefined }
        : field,
    ),
  };
}

/** The options of a field under another key, in the conditions that rest on them too. */
export function optionRenamed(document: TypeDocument, field: string, from: string, to: string): TypeDocument {
  const tests = (list: (string | number | boolean)[] | undefined) =>
    list?.map((one) => (one === from ? to : one));
  return {
    ...document,
    fields: (document.fields ?? []).map((one) => ({
      ...one,
      ...(one.key === field && one.options !== undefined
        ? { options: one.options.map((option) => (option.key === from ? { ...option, key: to } : option)) }
        : {}),
      ...(one.showIf === undefined
        ? {}
        : {
            showIf: one.showIf.map((test) =>
              test.field === field ? { ...test, is: tests(test.is), isNot: tests(test.isNot) } : test,
            ),
          }),
    })),
  };
}

/** What an approval is given for, said on both sides: by the approval, and by the transition that needs it. */
export function approvalFor(document: TypeDocument, approval: string, transition: string): TypeDocument {
  return {
    ...document,
    approvals: (document.approvals ?? []).map((one) => (one.key === approval ? { ...one, transition } : one)),
    transitions: document.transitions.map((one) => {
      const needs = one.needs ?? {};
      if (one.key === transition) return { ...one, needs: { ...needs, approval } };
      return needs.approval === approval ? { ...one, needs: { ...needs, approval: undefined } } : one;
    }),
  };
}

/** Every key that a new part may not have. */
export const takenKeys = (document: TypeDocument, part: Named): ReadonlySet<string> =>
  new Set([...keysOf(document, part), ...(part === 'transitions' ? ['opened', 'received', 'taken'] : [])]);
