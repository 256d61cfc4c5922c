import type { z } from 'zod';
import type {
  caseApproval,
  caseClock,
  caseDocument,
  caseField,
  casePlan,
  caseState,
  caseTask,
  caseTransition,
  caseTypeDefinition,
} from '#contract/case-types.ts';
import type { Names } from '#contract/route.ts';

// The document of a type as forms change it. What it says is the document's: nothing is added that nobody wrote. Pure.

export type TypeDocument = z.input<typeof caseTypeDefinition>;
export type FieldPart = z.input<typeof caseField>;
export type StatePart = z.input<typeof caseState>;
export type TransitionPart = z.input<typeof caseTransition>;
export type TaskPart = z.input<typeof caseTask>;
export type ApprovalPart = z.input<typeof caseApproval>;
export type DocumentPart = z.input<typeof caseDocument>;
export type ClockPart = z.input<typeof caseClock>;
export type PlanPart = z.input<typeof casePlan>;
export type PiecePart = PlanPart['pieces'][number];

/** The lists of a definition whose parts have keys. */
export const keyedParts = [
  'fields',
  'states',
  'transitions',
  'tasks',
  'approvals',
  'documents',
  'clocks',
  'plans',
] as const;
export type KeyedPart = (typeof keyedParts)[number];
/** What is edited at a time. */
export const sections = ['general', ...keyedParts, 'notices'] as const;
export type Section = (typeof sections)[number];

// What forms have to rely on: the kind of every value that is there. What is missing is empty.
type Shape =
  | 'text'
  | 'number'
  | 'flag'
  | 'plain'
  // A text, or one for each language.
  | 'words'
  | [Shape]
  | { must?: string[]; parts: Record<string, Shape> }
  | { each: Shape };
const names: Shape = { parts: { it: 'text', en: 'text' } };
const texts: Shape = ['text'];
const part = (parts: Record<string, Shape>, ...must: string[]): Shape => [
  { must: ['key', ...must], parts: { key: 'text', name: names, ...parts } },
];
const shape: Shape = {
  must: ['states', 'transitions'],
  parts: {
    code: 'text',
    name: names,
    description: names,
    level2: { parts: { queue: 'text' } },
    classifications: texts,
    portal: 'flag',
    languages: texts,
    openedNotice: 'text',
    takenNotice: 'text',
    fields: part({
      kind: 'text',
      label: names,
      help: names,
      required: 'flag',
      options: part({ label: names }),
      pattern: 'text',
      patternHelp: names,
      min: 'number',
      max: 'number',
      unit: 'text',
      showIf: [
        {
          must: ['field'],
          parts: {
            field: 'text',
            is: ['plain'],
            isNot: ['plain'],
            filled: 'flag',
            min: 'number',
            max: 'number',
          },
        },
      ],
      visibleTo: texts,
      requiredIn: texts,
      editableIn: texts,
      visibleIn: texts,
      portal: 'flag',
    }),
    states: part({ status: 'text' }),
    transitions: part(
      {
        from: texts,
        to: 'text',
        by: texts,
        needs: {
          parts: { fields: texts, tasks: texts, documents: texts, approval: 'text', subcases: 'flag' },
        },
        resolution: 'flag',
        reason: 'flag',
        abandons: 'flag',
        notice: 'text',
      },
      'from',
    ),
    tasks: part({ inState: 'text', checklist: [names], required: 'flag' }),
    approvals: part({ by: texts, transition: 'text' }),
    documents: part({ required: 'flag', inState: 'text' }),
    clocks: part({
      standard: 'text',
      own: { parts: { amount: 'number', unit: 'text' } },
      start: 'text',
      pauseIn: texts,
      fulfil: texts,
      warnings: [{ parts: { before: 'number', tell: texts } }],
    }),
    plans: part(
      {
        startedBy: 'text',
        pieces: part({
          name: 'words',
          question: 'words',
          queue: 'text',
          centre: 'text',
          inCharge: 'flag',
          after: texts,
          dueHours: 'number',
        }),
      },
      'pieces',
    ),
    notices: { each: { each: { parts: { subject: 'text', text: 'text', line: 'text' } } } },
  },
};
const plain = {
  text: ['string'],
  number: ['number'],
  flag: ['boolean'],
  plain: ['string', 'number', 'boolean'],
};

/** Where a document is not of the kind that forms can show; null: they can. */
function strange(value: unknown, wanted: Shape, place: string): string | null {
  // A null says what leaving out says.
  if (value === undefined || value === null) return null;
  if (wanted === 'words') return typeof value === 'string' ? null : strange(value, names, place);
  if (typeof wanted === 'string') return plain[wanted].includes(typeof value) ? null : place;
  if (typeof value !== 'object' || Array.isArray(value) !== Array.isArray(wanted)) return place;
  const first = (found: (string | null)[]) => found.find((one) => one !== null) ?? null;
  if (Array.isArray(wanted))
    return first(
      (value as unknown[]).map((one, index) =>
        one === null ? `${place}[${index}]` : strange(one, wanted[0], `${place}[${index}]`),
      ),
    );
  const at = (key: string) => (place === '' ? key : `${place}.${key}`);
  if ('each' in wanted)
    return first(Object.entries(value).map(([key, one]) => strange(one, wanted.each, at(key))));
  const own = new Map(Object.entries(value) as [string, unknown][]);
  const missing = (wanted.must ?? []).find((key) => (own.get(key) ?? null) === null);
  if (missing !== undefined) return at(missing);
  return first(Object.entries(wanted.parts).map(([key, one]) => strange(own.get(key), one, at(key))));
}

/** What a text holds for forms: its document; or where it cannot be shown in forms: a place, or a text that is no JSON. */
export function readForForms(text: string): { document: TypeDocument } | { place: string } | 'no_json' {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return 'no_json';
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return 'no_json';
  const place = strange(document, shape, '');
  return place === null ? { document: document as TypeDocument } : { place };
}

/** A key out of a name: lower-case letters, digits and underscores, that none of these has. */
export function keyFor(name: string, taken: ReadonlySet<string>, otherwise: string): string {
  const plainName = name
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^[^a-z]+|_+$/g, '')
    .slice(0, 36)
    .replace(/_+$/, '');
  const base = plainName === '' || plainName === 'constructor' ? otherwise : plainName;
  if (!taken.has(base) && base !== otherwise) return base;
  for (let number = base === otherwise ? 1 : 2; ; number += 1)
    if (!taken.has(`${base}_${number}`)) return `${base}_${number}`;
}

/** A name that is empty in one language is that of the other. */
const both = ({ it, en }: Names): Names => ({ it: it || en, en: en || it });

/** A type that can be published as it stands: a case comes, is worked on, and is closed. */
export function blankDocument(code: string, name: Names): TypeDocument {
  return {
    code,
    name: both(name),
    description: { it: '', en: '' },
    states: [
      { key: 'open', name: { it: 'Aperta', en: 'Open' }, status: 'open' },
      { key: 'in_progress', name: { it: 'In lavorazione', en: 'In progress' }, status: 'in_progress' },
      { key: 'closed', name: { it: 'Chiusa', en: 'Closed' }, status: 'closed' },
    ],
    transitions: [
      { key: 'take', from: ['open'], to: 'in_progress', name: { it: 'Prendi in carico', en: 'Start work' } },
      {
        key: 'close',
        from: ['open', 'in_progress'],
        to: 'closed',
        name: { it: 'Chiudi la pratica', en: 'Close the case' },
        resolution: true,
      },
      {
        key: 'reopen',
        from: ['closed'],
        to: 'in_progress',
        name: { it: 'Riapri la pratica', en: 'Reopen the case' },
        reason: true,
      },
    ],
  };
}

/** The section and the part that a place is in: `fields[2].label.it` is in the third field, `fields.meter` in that one. */
export function sectionOf(place: string): { section: Section; item: number | string | null } {
  const [, head = '', index, key] = /^([a-zA-Z0-9]*)(?:\[(\d+)\]|\.([^.[]+))?/.exec(place) ?? [];
  if (head === 'notices') return { section: 'notices', item: key ?? null };
  const section = keyedParts.find((one) => one === head);
  if (section !== undefined) return { section, item: index === undefined ? (key ?? null) : Number(index) };
  return { section: head === 'openedNotice' || head === 'takenNotice' ? 'notices' : 'general', item: null };
}

/** Whether a place is this one or lies in it. */
export const isIn = (place: string, outer: string): boolean =>
  place === outer || place.startsWith(`${outer}.`) || place.startsWith(`${outer}[`);

/** Moves one of a list to another place in it. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const next = [...list];
  const [one] = next.splice(from, 1);
  if (one !== undefined) next.splice(to, 0, one);
  return next;
}
