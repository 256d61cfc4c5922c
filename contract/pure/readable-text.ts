// A definition of a type of case as text that people read, compare and keep in version control: one writing of it, for
// files and for the screen that changes it.

// Keys in the order in which a definition is read; others follow by name.
const order = [
  ...['code', 'key', 'kind', 'name', 'label', 'description', 'help', 'it', 'en', 'subject', 'text', 'line'],
  ...['level2', 'queue', 'classifications', 'portal', 'languages', 'status', 'from', 'to', 'by', 'needs'],
  ...['required', 'options', 'pattern', 'patternHelp', 'min', 'max', 'unit', 'showIf', 'visibleTo'],
  ...[
    'requiredIn',
    'editableIn',
    'visibleIn',
    'territory',
    'field',
    'is',
    'isNot',
    'filled',
    'resolution',
    'reason',
  ],
  ...['abandons', 'notice', 'inState', 'checklist', 'transition', 'standard', 'own', 'amount', 'start'],
  ...['pauseIn', 'fulfil', 'warnings', 'before', 'tell', 'fields', 'states', 'transitions', 'tasks'],
  ...['approvals', 'documents', 'approval', 'clocks', 'openedNotice', 'notices'],
];
const rank = new Map(order.map((key, index) => [key, index]));
/** Which of two keys of an object is read first. */
export const keyOrder = (a: string, b: string): number =>
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
    .toSorted(([a], [b]) => keyOrder(a, b));
function oneLine(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`;
  const entries = sortedEntries(value);
  return entries.length === 0
    ? '{}'
    : `{ ${entries.map(([key, one]) => `${JSON.stringify(key)}: ${oneLine(one)}`).join(', ')} }`;
}
