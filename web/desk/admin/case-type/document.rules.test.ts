import { describe, expect, test } from 'vitest';
import { readableText } from '#contract/pure/readable-text.ts';
import { rowsOf, testsOf, valuesIn } from './conditions.rules.ts';
import {
  blankDocument,
  keyFor,
  moved,
  readForForms,
  sectionOf,
  type TypeDocument,
} from './document.rules.ts';
import { approvalFor, optionRenamed, renamed, usesOf, without } from './references.rules.ts';

const shipped = Object.values(
  import.meta.glob<string>('../../../../server/cases/types/shipped/*.json', {
    eager: true,
    query: '?raw',
    import: 'default',
  }),
);

const names = (it: string) => ({ it, en: it });
const document: TypeDocument = {
  ...blankDocument('visit', names('Visita')),
  fields: [
    {
      key: 'kind',
      kind: 'choice',
      label: names('Genere'),
      options: [
        { key: 'home', label: names('A casa') },
        { key: 'office', label: names('In ufficio') },
      ],
    },
    {
      key: 'street',
      kind: 'text',
      label: names('Via'),
      showIf: [{ field: 'kind', is: ['home'] }],
      requiredIn: ['in_progress', 'closed'],
      visibleIn: ['in_progress'],
    },
  ],
  tasks: [{ key: 'phone', name: names('Telefonare'), inState: 'in_progress' }],
  approvals: [{ key: 'head', name: names('Capo'), by: ['supervisor'], transition: 'close' }],
  clocks: [
    {
      key: 'answer',
      name: names('Risposta'),
      own: { amount: 3, unit: 'working' },
      fulfil: ['close'],
      pauseIn: ['in_progress'],
    },
  ],
  plans: [
    {
      key: 'work',
      name: names('Lavoro'),
      startedBy: 'take',
      pieces: [{ key: 'a', name: 'Prima', question: names('Che cosa?'), inCharge: true }],
    },
  ],
  openedNotice: 'opened',
  notices: { opened: { it: { text: '{number}: {field.kind}, {field.street}' } } },
};

describe('what forms show of a document', () => {
  test('every shipped type, to the last word', () => {
    expect(shipped.length).toBeGreaterThan(12);
    for (const text of shipped) {
      const read = readForForms(text);
      expect(read).toHaveProperty('document');
      expect(JSON.parse(readableText((read as { document: object }).document))).toEqual(JSON.parse(text));
    }
  });
  test('nothing that is of another kind than forms rely on: the place is named', () => {
    expect(readForForms('{')).toBe('no_json');
    expect(readForForms('[]')).toBe('no_json');
    const broken = (change: object) => readForForms(JSON.stringify({ ...document, ...change }));
    expect(broken({ states: 'open' })).toEqual({ place: 'states' });
    expect(broken({ fields: [{ label: names('x') }] })).toEqual({ place: 'fields[0].key' });
    expect(broken({ tasks: [null] })).toEqual({ place: 'tasks[0]' });
    expect(broken({ notices: { a: { it: { text: 1 } } } })).toEqual({ place: 'notices.a.it.text' });
    const plan = { key: 'p', name: names('x'), pieces: [{ key: 'a', name: names('x') }] };
    expect(broken({ plans: [{ ...plan, pieces: undefined }] })).toEqual({ place: 'plans[0].pieces' });
    expect(broken({ plans: [{ ...plan, pieces: [{ key: 'a', name: 3 }] }] })).toEqual({
      place: 'plans[0].pieces[0].name',
    });
    // What is only missing, or null, is empty.
    expect(broken({ fields: null, description: undefined })).toHaveProperty('document');
  });
  test('a place leads to its section and part', () => {
    expect(sectionOf('fields[2].label.it')).toEqual({ section: 'fields', item: 2 });
    expect(sectionOf('states.open')).toEqual({ section: 'states', item: 'open' });
    expect(sectionOf('notices.opened.it.text')).toEqual({ section: 'notices', item: 'opened' });
    expect(sectionOf('plans[1].pieces[2].after')).toEqual({ section: 'plans', item: 1 });
    expect(sectionOf('openedNotice')).toEqual({ section: 'notices', item: null });
    expect(sectionOf('level2.queue')).toEqual({ section: 'general', item: null });
  });
});

describe('a key', () => {
  test('is made of a name, and is nobody else’s', () => {
    expect(keyFor('Già letto, 2ª volta', new Set(), 'field')).toBe('gia_letto_2_volta');
    expect(keyFor('Via', new Set(['via', 'via_2']), 'field')).toBe('via_3');
    expect(keyFor('123 constructor', new Set(), 'field')).toBe('field_1');
    expect(keyFor('水', new Set(['field_1']), 'field')).toBe('field_2');
  });
  test('that is changed is changed wherever it is named', () => {
    const state = renamed(document, 'states', 1, 'at_work');
    expect(JSON.stringify(state)).not.toContain('"in_progress","requiredIn"');
    expect(state.fields![1]).toMatchObject({ requiredIn: ['at_work', 'closed'], visibleIn: ['at_work'] });
    expect(state.transitions[0]).toMatchObject({ to: 'at_work' });
    expect(state.transitions[1]).toMatchObject({ from: ['open', 'at_work'] });
    expect(state.tasks![0]!.inState).toBe('at_work');
    expect(state.clocks![0]!.pauseIn).toEqual(['at_work']);
    // A status that has the same word is none of its names.
    expect(state.states[1]).toMatchObject({ key: 'at_work', status: 'in_progress' });
    const field = renamed(document, 'fields', 0, 'place');
    expect(field.fields![1]!.showIf).toEqual([{ field: 'place', is: ['home'] }]);
    expect(field.notices!['opened']!.it!.text).toBe('{number}: {field.place}, {field.street}');
    const transition = renamed(document, 'transitions', 1, 'end');
    expect(transition.approvals![0]!.transition).toBe('end');
    expect(transition.clocks![0]!.fulfil).toEqual(['end']);
    expect(renamed(document, 'transitions', 0, 'begin').plans![0]!.startedBy).toBe('begin');
    expect(renamed(document, 'notices', 0, 'hello')).toMatchObject({ openedNotice: 'hello' });
    expect(optionRenamed(document, 'kind', 'home', 'house').fields![1]!.showIf).toEqual([
      { field: 'kind', is: ['house'] },
    ]);
  });
});

test('what is named says by what, and goes with what names it where that may be left out', () => {
  expect(usesOf(document, 'states', 'in_progress')).toEqual([
    'transitions[1].from[1]',
    'transitions[0].to',
    'transitions[2].to',
    'fields[1].requiredIn[0]',
    'fields[1].visibleIn[0]',
    'tasks[0].inState',
    'clocks[0].pauseIn[0]',
  ]);
  expect(usesOf(document, 'fields', 'street')).toEqual(['notices.opened.it.text']);
  const gone = without(document, 'states', 1);
  expect(gone.fields![1]).toMatchObject({ requiredIn: ['closed'], visibleIn: undefined });
  expect(gone.transitions[1]!.from).toEqual(['open']);
  // A way has to lead somewhere: that stays to be told as wrong.
  expect(gone.transitions[0]!.to).toBe('in_progress');
  expect(without(document, 'notices', 0)).not.toHaveProperty('openedNotice');
  expect(without(document, 'tasks', 0).tasks).toEqual([]);
  expect(moved(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a']);
});

test('an approval is told on both sides', () => {
  const first = approvalFor(document, 'head', 'take');
  expect(first.transitions.map(({ needs }) => needs?.approval)).toEqual(['head', undefined, undefined]);
  const then = approvalFor(first, 'head', 'close');
  expect(then.transitions.map(({ needs }) => needs?.approval)).toEqual([undefined, 'head', undefined]);
  expect(then.approvals![0]!.transition).toBe('close');
});

test('a condition is the same as rows and as tests', () => {
  const rows = rowsOf([
    { field: 'a', min: 1, max: 3 },
    { field: 'b', is: ['x'], filled: true },
  ]);
  expect(rows.map(({ field, ask }) => `${field} ${ask}`)).toEqual(['a min', 'a max', 'b is', 'b filled']);
  expect(rowsOf(testsOf(rows)!)).toEqual(rows);
  expect(testsOf([])).toBeUndefined();
  expect(valuesIn('1, due', 'number')).toEqual([1, 'due']);
});
