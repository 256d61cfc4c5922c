import type { z } from 'zod';
import {
  caseTypeDefinition,
  noticePlaceholders,
  type CaseTypeDefinition,
  type FieldTest,
  type TypeFinding,
} from '#contract/case-types.ts';
import { findPlans } from './plan-findings.rules.ts';

// What is wrong in a definition, by the place in the document. Pure: what the installation has is given.

/** What definitions may name of the installation. */
export interface Installation {
  roles: ReadonlySet<string>;
  classifications: ReadonlySet<string>;
  queues: ReadonlySet<string>;
}

type Code = TypeFinding['code'];
type Report = (code: Code, place: string, value: string, message: string) => void;

/** A place as the document's readers write it: `states[2].name.it`. */
export const placeOfPath = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (place, step) =>
      typeof step === 'number'
        ? `${place}[${step}]`
        : place === ''
          ? String(step)
          : `${place}.${String(step)}`,
    '',
  );

/** Reads a document: the definition, or where and how it has not the form of one. */
export function readDefinition(
  document: unknown,
): { definition: CaseTypeDefinition } | { findings: TypeFinding[] } {
  const read = caseTypeDefinition.safeParse(document);
  if (read.success) return { definition: read.data };
  return {
    findings: read.error.issues
      .flatMap((issue) => meant(issue))
      .map((issue) => ({
        severity: 'error',
        code: 'shape',
        place: placeOfPath(issue.path),
        value: issue.code === 'unrecognized_keys' ? issue.keys.join(', ') : '',
        message: issue.message,
      })),
  };
}

type Issue = z.core.$ZodIssue;
/** Of what may be written in two ways, what is wrong in the way that was meant: where not all of it is of another kind. */
function meant(issue: Issue): Issue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const way = issue.errors.find((issues) =>
    issues.every(({ path, code }) => path.length > 0 || code !== 'invalid_type'),
  );
  if (way === undefined || way.length === 0) return [issue];
  return way.flatMap((one) => meant({ ...one, path: [...issue.path, ...one.path] }));
}

/** Everything that is wrong or doubtful in a definition, in the order of the document. */
export function checkDefinition(definition: CaseTypeDefinition, there: Installation): TypeFinding[] {
  const findings: TypeFinding[] = [];
  const error: Report = (code, place, value, message) =>
    findings.push({ severity: 'error', code, place, value, message });
  const warn: Report = (code, place, value, message) =>
    findings.push({ severity: 'warning', code, place, value, message });
  for (const [index, code] of definition.classifications.entries())
    if (!there.classifications.has(code))
      warn('unknown_classification', `classifications[${index}]`, code, 'no classification has this code');
  const { queue } = definition.level2;
  if (queue !== null && !there.queues.has(queue))
    warn('unknown_queue', 'level2.queue', queue, 'no queue has this code');
  findPlans(definition, there, error, warn);
  for (const part of [
    'fields',
    'states',
    'transitions',
    'tasks',
    'approvals',
    'documents',
    'clocks',
  ] as const)
    sameKeys(definition[part], part, error);
  checkFields(definition, there, error);
  checkWays(definition, error);
  checkTransitions(definition, there, error, warn);
  checkParts(definition, there, error);
  checkNotices(definition, error, warn);
  return findings;
}

/** The errors among them: with one of these, a definition is not published. */
export const errorsOf = (findings: readonly TypeFinding[]): TypeFinding[] =>
  findings.filter(({ severity }) => severity === 'error');

function sameKeys(list: readonly { key: string }[], part: string, error: Report): void {
  const seen = new Set<string>();
  for (const [index, { key }] of list.entries()) {
    if (seen.has(key)) error('same_key', `${part}[${index}].key`, key, 'this key stands twice in the list');
    seen.add(key);
  }
}

const keysOf = (list: readonly { key: string }[]): ReadonlySet<string> => new Set(list.map(({ key }) => key));

/** Reports every key of a list that is none of those known. */
function known(
  list: readonly string[],
  among: ReadonlySet<string>,
  place: string,
  [code, message]: [Code, string],
  report: Report,
): void {
  for (const [index, key] of list.entries())
    if (!among.has(key)) report(code, `${place}[${index}]`, key, message);
}
const noState: [Code, string] = ['unknown_state', 'no state has this key'];
const noRole: [Code, string] = ['unknown_role', 'no role has this code'];
const noTransition: [Code, string] = ['unknown_transition', 'no transition has this key'];

function checkFields(definition: CaseTypeDefinition, there: Installation, error: Report): void {
  const fields = new Map(definition.fields.map((field) => [field.key, field]));
  const states = keysOf(definition.states);
  for (const [index, field] of definition.fields.entries()) {
    const place = `fields[${index}]`;
    const chooses = field.kind === 'choice' || field.kind === 'choices';
    if (chooses && (field.options ?? []).length === 0)
      error('no_options', `${place}.options`, field.key, 'a choice needs something to choose from');
    if (field.options !== undefined) sameKeys(field.options, `${place}.options`, error);
    if (field.min !== undefined && field.max !== undefined && field.min > field.max)
      error('wrong_bounds', `${place}.min`, String(field.min), 'the least is more than the most');
    if (field.territory === true && !saysWhere(field, definition.fields))
      error('wrong_territory', `${place}.territory`, field.key, 'one text alone says where the matter lies');
    if (field.pattern !== undefined && !isPattern(field.pattern))
      error('wrong_pattern', `${place}.pattern`, field.pattern, 'no regular expression that we read');
    known(field.visibleTo ?? [], there.roles, `${place}.visibleTo`, noRole, error);
    for (const where of ['requiredIn', 'editableIn', 'visibleIn'] as const)
      known(field[where] ?? [], states, `${place}.${where}`, noState, error);
    for (const [n, test] of (field.showIf ?? []).entries()) {
      const at = `${place}.showIf[${n}]`;
      const other = fields.get(test.field);
      if (other === undefined) error('unknown_field', `${at}.field`, test.field, 'no field has this key');
      else checkTest(test, other, at, error);
    }
    if (leadsBack(field.key, fields))
      error('circle', `${place}.showIf`, field.key, 'the condition depends on the field itself');
  }
}

/** Whether a field may be what says where the matter lies: a text, and the first that does. */
const saysWhere = (
  field: CaseTypeDefinition['fields'][number],
  fields: CaseTypeDefinition['fields'],
): boolean =>
  (field.kind === 'text' || field.kind === 'long_text') &&
  fields.find(({ territory }) => territory === true) === field;

function checkTest(
  test: FieldTest,
  other: CaseTypeDefinition['fields'][number],
  at: string,
  error: Report,
): void {
  if (other.options === undefined) return;
  const options = keysOf(other.options);
  for (const part of ['is', 'isNot'] as const)
    for (const [index, value] of (test[part] ?? []).entries())
      if (!options.has(String(value)))
        error('unknown_option', `${at}.${part}[${index}]`, String(value), `no option of ${other.key}`);
}

/** Whether a field's condition comes back to the field. */
function leadsBack(
  start: string,
  fields: ReadonlyMap<string, CaseTypeDefinition['fields'][number]>,
): boolean {
  const seen = new Set<string>();
  const next = (fields.get(start)?.showIf ?? []).map(({ field }) => field);
  for (let key = next.pop(); key !== undefined; key = next.pop()) {
    if (key === start) return true;
    if (seen.has(key)) continue;
    seen.add(key);
    next.push(...(fields.get(key)?.showIf ?? []).map(({ field }) => field));
  }
  return false;
}

// Nested repetition and back references can take for ever on a hostile text: they are not read.
const dangerous = /\([^)]*[+*}][^)]*\)[+*{]|\\[1-9]|\(\?[<=!]/;
/** Whether a text is a regular expression of the kind that is quick on every text. */
export function isPattern(text: string): boolean {
  if (dangerous.test(text)) return false;
  try {
    return new RegExp(`^(?:${text})$`, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

/** What can be reached from a state along transitions, itself included. */
function reachable(definition: CaseTypeDefinition, from: string): Set<string> {
  const seen = new Set([from]);
  const next = [from];
  for (let state = next.pop(); state !== undefined; state = next.pop())
    for (const { from: starts, to } of definition.transitions)
      if (starts.includes(state) && !seen.has(to)) {
        seen.add(to);
        next.push(to);
      }
  return seen;
}

function checkWays(definition: CaseTypeDefinition, error: Report): void {
  const first = definition.states[0]!.key;
  const fromFirst = reachable(definition, first);
  const closed = new Set(definition.states.filter((one) => one.status === 'closed').map(({ key }) => key));
  for (const [index, state] of definition.states.entries()) {
    const place = `states[${index}]`;
    if (!fromFirst.has(state.key)) error('unreachable', place, state.key, `no way leads here from ${first}`);
    if (closed.has(state.key)) continue;
    const ways = reachable(definition, state.key);
    if (ways.size === 1)
      error('no_way_out', place, state.key, 'nothing leads on, and the case is not closed');
    else if (![...ways].some((key) => closed.has(key)))
      error('no_end', place, state.key, 'from here no case is ever closed');
  }
}

function checkTransitions(
  definition: CaseTypeDefinition,
  there: Installation,
  error: Report,
  warn: Report,
): void {
  const status = new Map(definition.states.map((state) => [state.key, state.status]));
  const states = keysOf(definition.states);
  const approvals = new Map(definition.approvals.map((one) => [one.key, one]));
  const notices = new Set(Object.keys(definition.notices));
  for (const [index, one] of definition.transitions.entries()) {
    const place = `transitions[${index}]`;
    known(one.from, states, `${place}.from`, noState, error);
    known([one.to], states, `${place}.to`, noState, (code, _, value, message) =>
      error(code, `${place}.to`, value, message),
    );
    known(one.by ?? [], there.roles, `${place}.by`, noRole, error);
    const needs = `${place}.needs`;
    known(
      one.needs.fields,
      keysOf(definition.fields),
      `${needs}.fields`,
      ['unknown_field', 'no field has this key'],
      error,
    );
    known(
      one.needs.tasks,
      keysOf(definition.tasks),
      `${needs}.tasks`,
      ['unknown_task', 'no task has this key'],
      error,
    );
    known(
      one.needs.documents,
      keysOf(definition.documents),
      `${needs}.documents`,
      ['unknown_document', 'no document has this key'],
      error,
    );
    const { approval } = one.needs;
    if (approval !== undefined) {
      const found = approvals.get(approval);
      if (found === undefined)
        error('unknown_approval', `${needs}.approval`, approval, 'no approval has this key');
      else if (found.transition !== one.key)
        error(
          'approval_transition',
          `${needs}.approval`,
          approval,
          `this approval is for ${found.transition}`,
        );
    }
    if (one.notice !== null && !notices.has(one.notice))
      error('unknown_notice', `${place}.notice`, one.notice, 'no notice has this key');
    if (
      status.get(one.to) === 'closed' &&
      one.from.some((from) => status.get(from) !== 'closed') &&
      !one.resolution
    )
      warn('no_resolution', place, one.key, 'closes without asking how the matter was settled');
    if (
      status.get(one.to) !== 'closed' &&
      one.from.some((from) => status.get(from) === 'closed') &&
      !one.reason
    )
      warn('no_reason', place, one.key, 'takes a closed case up again without asking why');
  }
}

function checkParts(definition: CaseTypeDefinition, there: Installation, error: Report): void {
  const states = keysOf(definition.states);
  const transitions = keysOf(definition.transitions);
  for (const [index, task] of definition.tasks.entries())
    if (!states.has(task.inState)) error(noState[0], `tasks[${index}].inState`, task.inState, noState[1]);
  for (const [index, document] of definition.documents.entries())
    if (document.inState !== undefined && !states.has(document.inState))
      error(noState[0], `documents[${index}].inState`, document.inState, noState[1]);
  for (const [index, approval] of definition.approvals.entries()) {
    const place = `approvals[${index}]`;
    known(approval.by, there.roles, `${place}.by`, noRole, error);
    if (!transitions.has(approval.transition))
      error(noTransition[0], `${place}.transition`, approval.transition, noTransition[1]);
  }
  for (const [index, clock] of definition.clocks.entries()) {
    const place = `clocks[${index}]`;
    if (!['opened', 'received', 'taken'].includes(clock.start) && !transitions.has(clock.start))
      error(
        noTransition[0],
        `${place}.start`,
        clock.start,
        'opened, received, taken or the key of a transition',
      );
    known(clock.pauseIn, states, `${place}.pauseIn`, noState, error);
    known(clock.fulfil, new Set([...transitions, 'taken']), `${place}.fulfil`, noTransition, error);
  }
}

const placeholders: ReadonlySet<string> = new Set(noticePlaceholders);
function checkNotices(definition: CaseTypeDefinition, error: Report, warn: Report): void {
  const sent = new Set(
    [
      definition.openedNotice,
      definition.takenNotice ?? null,
      ...definition.transitions.map(({ notice }) => notice),
    ].filter((key) => key !== null),
  );
  const fields = new Map(definition.fields.map((field) => [field.key, field]));
  if (definition.takenNotice !== undefined && !Object.hasOwn(definition.notices, definition.takenNotice))
    error('unknown_notice', 'takenNotice', definition.takenNotice, 'no notice has this key');
  if (definition.openedNotice !== null && !Object.hasOwn(definition.notices, definition.openedNotice))
    error('unknown_notice', 'openedNotice', definition.openedNotice, 'no notice has this key');
  for (const [key, notice] of Object.entries(definition.notices)) {
    const place = `notices.${key}`;
    if (!sent.has(key)) warn('never_told', place, key, 'nothing sends this notice');
    for (const language of definition.languages)
      if (notice[language] === undefined)
        error('language', place, language, `this notice is not written in ${language}`);
    for (const [language, words] of Object.entries(notice))
      for (const part of ['subject', 'text', 'line'] as const)
        for (const [, name = ''] of (words[part] ?? '').matchAll(/\{([^{}]*)\}/g)) {
          const field = name.startsWith('field.') ? fields.get(name.slice(6)) : undefined;
          // What only some of the staff may see is never sent to the customer either.
          if (placeholders.has(name) || (field !== undefined && field.visibleTo === undefined)) continue;
          error(
            'unknown_placeholder',
            `${place}.${language}.${part}`,
            `{${name}}`,
            'nothing fills this placeholder',
          );
        }
  }
}
