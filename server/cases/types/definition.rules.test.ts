import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { caseTypeDefinition, type CaseTypeDefinition, type FieldValues } from '#contract/case-types.ts';
import { noticeLanguages } from '../telling/texts.ts';
import { checkDefinition, errorsOf, readDefinition, type Installation } from './definition.rules.ts';
import { guardedFields, missingFields, putValues, seenValues, spokenFields } from './fields.rules.ts';
import { isFree, obstaclesTo, stateOf, waysFrom } from './moves.rules.ts';
import { shippedTypes } from './shipped.service.ts';

const shipped = shippedTypes();
const there: Installation = {
  roles: new Set(['agent', 'expert', 'supervisor', 'administrator', 'reception', 'auditor']),
  classifications: new Set(),
  queues: new Set(),
};
const n = (it: string) => ({ it, en: it });
const small = (over: Record<string, unknown> = {}): CaseTypeDefinition =>
  caseTypeDefinition.parse({
    code: 'small',
    name: n('Piccolo'),
    description: { it: '', en: '' },
    states: [
      { key: 'open', name: n('Aperta'), status: 'open' },
      { key: 'closed', name: n('Chiusa'), status: 'closed' },
    ],
    transitions: [{ key: 'close', from: ['open'], to: 'closed', name: n('Chiudi'), resolution: true }],
    ...over,
  });
const found = (over: Record<string, unknown>) =>
  checkDefinition(small(over), there).map(({ code, place, value }) => `${code} ${place} ${value}`);

test('one text alone says where the matter lies', () => {
  const field = (key: string, kind: string) => ({ key, kind, label: n(key), territory: true });
  expect(found({ fields: [field('place', 'text')] })).toEqual([]);
  expect(
    found({ fields: [field('place', 'text'), field('count', 'number'), field('other', 'text')] }),
  ).toEqual(['wrong_territory fields[1].territory count', 'wrong_territory fields[2].territory other']);
});

describe('the shipped types', () => {
  test('are the thirteen that are promised, and each can be published as it is', () => {
    expect(shipped.map(({ code }) => code)).toEqual([
      'billing_rectification',
      'collection_suspension',
      'complaint',
      'document_duplicate',
      'double_billing',
      'fault_report',
      'holder_change',
      'information',
      'meter_reading',
      'orientation',
      'smart_card_activation',
      'water_analysis',
      'water_saving_kit',
    ]);
    for (const one of shipped)
      expect([one.code, errorsOf(checkDefinition(one, there))]).toEqual([one.code, []]);
  });

  test('tell of the opening and of the closing in every language in which letters are begun', () => {
    for (const { code, notices, openedNotice } of shipped) {
      expect([code, openedNotice]).toEqual([code, 'opened']);
      for (const key of ['opened', 'closed'])
        expect([code, key, Object.keys(notices[key]!)]).toEqual([
          code,
          key,
          expect.arrayContaining(noticeLanguages),
        ]);
    }
  });
});

describe('a definition', () => {
  test('that has not the form of one is refused by the place in the document', () => {
    const read = readDefinition({
      ...small(),
      states: [{ key: 'Open', name: n('x'), status: 'ajar' }],
      colour: 1,
    });
    expect('findings' in read && read.findings.map(({ place, value }) => `${place} ${value}`.trim())).toEqual(
      expect.arrayContaining(['states[0].key', 'states[0].status', 'colour']),
    );
  });

  test('that may say something in two ways is told what is wrong in the one that was meant', () => {
    const piece = { key: 'a', name: n('x'), question: 'Che cosa serve?', inCharge: true };
    const read = (change: object) => {
      const plans = [{ key: 'p', name: n('x'), pieces: [{ ...piece, ...change }] }];
      const said = readDefinition({ ...small(), plans });
      return 'findings' in said ? said.findings.map(({ place, message }) => `${place}: ${message}`) : [];
    };
    expect(read({})).toEqual([]);
    expect(read({ name: { it: '', en: 'x' } })).toEqual([
      expect.stringMatching(/^plans\[0\]\.pieces\[0\]\.name\.it: Too small/),
    ]);
    expect(read({ question: { it: 'Che cosa?' } })).toEqual([
      expect.stringMatching(/^plans\[0\]\.pieces\[0\]\.question\.en: Invalid input: expected string/),
    ]);
    expect(read({ question: '' })).toEqual([
      expect.stringMatching(/^plans\[0\]\.pieces\[0\]\.question: Too small/),
    ]);
    expect(read({ name: 3 })).toEqual([expect.stringMatching(/^plans\[0\]\.pieces\[0\]\.name: /)]);
  });

  test('says which piece of a plan waits for none there is or for itself, and which asks nobody or several', () => {
    const piece = (key: string, more: object = {}) => ({
      key,
      name: n(key),
      question: 'Che cosa serve?',
      ...more,
    });
    const plan = (key: string, ...pieces: object[]) => ({ key, name: n(key), pieces });
    expect(
      found({
        plans: [
          plan('p', piece('a', { inCharge: true, after: ['lost'] })),
          plan(
            'q',
            piece('a', { inCharge: true, after: ['b'] }),
            piece('b', { inCharge: true, after: ['a'] }),
          ),
          plan('r', piece('a'), piece('b', { inCharge: true, centre: 'Tecnici' })),
        ],
      })
        .map((one) => one.trim())
        .toSorted(),
    ).toEqual([
      'nobody_asked plans[2].pieces[0]',
      'nobody_asked plans[2].pieces[1]',
      'plan_circle plans[1].pieces[0].after a',
      'unknown_piece plans[0].pieces[0].after a',
    ]);
  });

  test('says where a state is out of reach, has no way out, or leads to no end', () => {
    const states = [
      { key: 'open', name: n('a'), status: 'open' },
      { key: 'lost', name: n('b'), status: 'in_progress' },
      { key: 'stuck', name: n('c'), status: 'waiting' },
      { key: 'round', name: n('d'), status: 'in_progress' },
      { key: 'closed', name: n('e'), status: 'closed' },
    ];
    const way = (key: string, from: string, to: string) => ({
      key,
      from: [from],
      to,
      name: n(key),
      resolution: true,
    });
    expect(
      found({
        states,
        transitions: [
          way('close', 'open', 'closed'),
          way('out', 'lost', 'closed'),
          way('stick', 'open', 'stuck'),
          way('turn', 'open', 'round'),
          way('turn_again', 'round', 'round'),
          way('to_stuck', 'round', 'stuck'),
        ],
      }),
    ).toEqual(['unreachable states[1] lost', 'no_way_out states[2] stuck', 'no_end states[3] round']);
  });

  test('says where it names what there is not', () => {
    expect(
      found({
        fields: [
          { key: 'a', kind: 'choice', label: n('a') },
          {
            key: 'b',
            kind: 'text',
            label: n('b'),
            showIf: [{ field: 'c', filled: true }],
            visibleTo: ['king'],
          },
          { key: 'd', kind: 'text', label: n('d'), requiredIn: ['nowhere'], pattern: '(a+)+' },
          { key: 'e', kind: 'text', label: n('e'), showIf: [{ field: 'e', filled: true }] },
        ],
        tasks: [{ key: 't', name: n('t'), inState: 'gone' }],
        clocks: [
          { key: 'k', name: n('k'), own: { amount: 1, unit: 'working' }, start: 'never', fulfil: ['end'] },
        ],
        openedNotice: 'hello',
        notices: { bye: { it: { text: 'Ciao {who}' } } },
      }),
    ).toEqual([
      'no_options fields[0].options a',
      'unknown_role fields[1].visibleTo[0] king',
      'unknown_field fields[1].showIf[0].field c',
      'wrong_pattern fields[2].pattern (a+)+',
      'unknown_state fields[2].requiredIn[0] nowhere',
      'circle fields[3].showIf e',
      'unknown_state tasks[0].inState gone',
      'unknown_transition clocks[0].start never',
      'unknown_transition clocks[0].fulfil[0] end',
      'unknown_notice openedNotice hello',
      'never_told notices.bye bye',
      'language notices.bye en',
      'unknown_placeholder notices.bye.it.text {who}',
    ]);
  });

  test('sends to no customer what only some of the staff may see', () => {
    const notice = { it: { text: '{field.secret}' }, en: { text: '{field.open}' } };
    expect(
      found({
        fields: [
          { key: 'secret', kind: 'text', label: n('s'), visibleTo: ['expert'] },
          { key: 'open', kind: 'text', label: n('o') },
        ],
        openedNotice: 'x',
        notices: { x: notice },
      }),
    ).toEqual(['unknown_placeholder notices.x.it.text {field.secret}']);
  });
});

const aType = fc.constantFrom(...shipped);
const roles = fc.subarray(['agent', 'expert', 'supervisor', 'administrator']).map((list) => new Set(list));
const anyValue = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.array(fc.string()));
/** A type, a state of it, eyes, and something for every field, mostly what fits. */
const situation = aType.chain((definition) =>
  fc.record({
    definition: fc.constant(definition),
    state: fc.constantFrom(...definition.states.map(({ key }) => key)),
    eyes: roles,
    values: fc
      .record(
        Object.fromEntries(
          definition.fields.map((field) => [
            field.key,
            field.options === undefined ? anyValue : fc.constantFrom(...field.options.map(({ key }) => key)),
          ]),
        ),
        { requiredKeys: [] },
      )
      .map((values) => values as FieldValues),
  }),
);

describe('whatever a case holds', () => {
  test('a move that the rules allow is always one of its definition, by a role that may', () => {
    fc.assert(
      fc.property(situation, ({ definition, state, eyes, values }) => {
        for (const way of waysFrom(definition, state, eyes)) {
          expect(definition.transitions).toContain(way);
          expect(way.from).toContain(state);
          expect(way.by === undefined || way.by.some((role) => eyes.has(role))).toBe(true);
          expect(stateOf(definition, way.to)).toBeDefined();
          const standing = {
            state,
            values,
            openTasks: new Set<string>(),
            documents: new Set<string>(),
            approved: new Set<string>(),
          };
          const obstacles = obstaclesTo(definition, way, standing);
          if (isFree(obstacles) && !way.abandons) {
            expect(missingFields(definition, values, way.to)).toEqual([]);
            expect(way.needs.documents).toEqual([]);
            expect(way.needs.approval).toBeUndefined();
          }
        }
      }),
    );
  });

  test('a field that somebody may not see is in nothing they see, and in nothing the customer reads', () => {
    fc.assert(
      fc.property(situation, ({ definition, state, eyes, values }) => {
        const seen = seenValues(definition, values, eyes, state);
        for (const field of definition.fields) {
          if (field.visibleTo === undefined || field.visibleTo.some((role) => eyes.has(role))) continue;
          expect(Object.keys(seen)).not.toContain(field.key);
          const put = putValues(definition, {
            before: {},
            given: { [field.key]: 'x' },
            eyes,
            states: [state],
          });
          expect(put.values).toEqual({});
          expect(put.troubles).toEqual([{ field: field.key, message: 'a field of this type of case' }]);
        }
        for (const key of guardedFields(definition))
          expect([...spokenFields(definition, values, 'it').keys()]).not.toContain(key);
      }),
    );
  });

  test('what is put in stands there as it was judged, and what is not asked for stands nowhere', () => {
    fc.assert(
      fc.property(situation, ({ definition, state, values }) => {
        const put = putValues(definition, { before: {}, given: values, eyes: 'all', states: [state] });
        const again = putValues(definition, { before: put.values, given: {}, eyes: 'all', states: [state] });
        expect(again.values).toEqual(put.values);
        expect(again.changed).toEqual([]);
        for (const key of Object.keys(put.values))
          expect(put.troubles.map(({ field }) => field)).not.toContain(key);
      }),
    );
  });

  test('words that every object knows are no fields', () => {
    const definition = small({ fields: [{ key: 'a', kind: 'text', label: n('a') }] });
    for (const key of ['__proto__', 'constructor', 'toString'])
      expect(
        putValues(definition, {
          before: {},
          given: JSON.parse(`{"${key}": "x"}`) as FieldValues,
          eyes: 'all',
          states: ['open'],
        }),
      ).toMatchObject({ values: {}, troubles: [{ field: key }] });
  });
});
