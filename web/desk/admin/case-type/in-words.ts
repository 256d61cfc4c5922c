import { listRoles } from '#contract/access.ts';
import type { CaseField, CaseNotice, CaseTransition, CaseTypeDefinition } from '#contract/case-types.ts';
import { listClassification } from '#contract/knowledge.ts';
import { listQueues } from '#contract/routing.ts';
import { formats, nameIn, useApi, useText } from '#web/kit/index.ts';
import { rowsOf } from './conditions.rules.ts';
import { amountsOf, useStandards } from './standards.ts';

/** One thing that a type has: a line of few words, and what is to be said of it besides. */
export interface PartItem {
  key: string;
  name: string;
  brief: string[];
  lines: string[];
}
type PartName =
  | 'type'
  | 'states'
  | 'fields'
  | 'transitions'
  | 'tasks'
  | 'approvals'
  | 'documents'
  | 'clocks'
  | 'plans'
  | 'notices';

const said = (words: readonly (string | false | undefined)[]): string[] =>
  words.filter((one): one is string => typeof one === 'string' && one !== '');

/** What is called how: states, transitions and the rest of a type, roles, queues and subjects. */
function useNames(definition: CaseTypeDefinition) {
  const t = useText('case-types');
  const roles = useApi(listRoles).data?.items ?? [];
  const queues = useApi(listQueues).data?.items ?? [];
  const tree = useApi(listClassification).data?.items ?? [];
  const named = <T extends { key: string }>(all: readonly T[], word: (one: T) => string) => {
    const names = new Map(all.map((one) => [one.key, word(one)]));
    return (keys: readonly string[]) => keys.map((key) => names.get(key) ?? key).join(', ');
  };
  const role = (code: string) => {
    const found = roles.find((one) => one.code === code);
    return code === 'owner' ? t('form.owner') : found === undefined ? code : nameIn(found.name);
  };
  const subject = (code: string) => {
    const way: string[] = [];
    let node = tree.find((one) => one.code === code);
    for (; node !== undefined; node = tree.find(({ id }) => id === node!.parentId))
      way.unshift(nameIn(node.name));
    return way.length === 0 ? code : way.join(' › ');
  };
  return {
    states: named(definition.states, (one) => nameIn(one.name)),
    transitions: named(definition.transitions, (one) => nameIn(one.name)),
    fields: named(definition.fields, (one) => nameIn(one.label)),
    tasks: named(definition.tasks, (one) => nameIn(one.name)),
    documents: named(definition.documents, (one) => nameIn(one.name)),
    approvals: named(definition.approvals, (one) => nameIn(one.name)),
    roles: (codes: readonly string[]) => codes.map(role).join(', '),
    queue: (code: string) => queues.find((one) => one.code === code)?.name ?? code,
    subject,
  };
}

/** Everything that the document of a type says, part by part, in the reader's language. */
export function usePartsInWords(definition: CaseTypeDefinition): { part: PartName; items: PartItem[] }[] {
  const t = useText('case-types');
  const clock = useText('clocks');
  const standards = useStandards();
  const names = useNames(definition);
  const quoted = (text: string) => t('words.quoted', { text });

  const condition = (field: CaseField): string | undefined =>
    field.showIf === undefined
      ? undefined
      : t('words.onlyIf', {
          conditions: rowsOf(field.showIf)
            .map((row) => {
              const about = definition.fields.find(({ key }) => key === row.field);
              const values = row.values.map((value) => {
                if (typeof value === 'boolean') return t(value ? 'form.yes' : 'form.no');
                const option = about?.options?.find(({ key }) => key === String(value));
                return option === undefined ? String(value) : quoted(nameIn(option.label));
              });
              const one = values.length === 1 && (row.ask === 'is' || row.ask === 'isNot');
              const ask = one ? t(`words.${row.ask}`) : t(`form.ask.${row.ask}`);
              return `${quoted(names.fields([row.field]))} ${ask} ${values.join(', ')}`.trim();
            })
            .join(t('words.and')),
        });
  const field = (one: CaseField): PartItem => ({
    key: one.key,
    name: nameIn(one.label),
    brief: said([
      one.unit === undefined ? t(`kinds.${one.kind}`) : `${t(`kinds.${one.kind}`)} (${one.unit})`,
      one.required && t('required'),
    ]),
    lines: said([
      one.options !== undefined && one.options.map(({ label }) => nameIn(label)).join(', '),
      one.patternHelp !== undefined && nameIn(one.patternHelp),
      condition(one),
      one.requiredIn !== undefined && t('requiredIn', { states: names.states(one.requiredIn) }),
      one.visibleTo !== undefined && t('visibleTo', { roles: names.roles(one.visibleTo) }),
      one.visibleIn !== undefined && t('words.visibleIn', { states: names.states(one.visibleIn) }),
      one.editableIn !== undefined && t('words.editableIn', { states: names.states(one.editableIn) }),
      definition.portal && one.portal === false && t('words.notOnline'),
      one.territory === true && t('words.territory'),
    ]),
  });
  const transition = (one: CaseTransition): PartItem => {
    const { needs } = one;
    return {
      key: one.key,
      name: nameIn(one.name),
      brief: said([
        `${names.states(one.from)} → ${names.states([one.to])}`,
        one.by !== undefined && t('by', { roles: names.roles(one.by) }),
      ]),
      lines: said([
        needs.fields.length > 0 && t('words.needsFields', { what: names.fields(needs.fields) }),
        needs.tasks.length > 0 && t('words.needsTasks', { what: names.tasks(needs.tasks) }),
        needs.documents.length > 0 && t('words.needsDocuments', { what: names.documents(needs.documents) }),
        needs.approval !== undefined && t('words.needsApproval', { what: names.approvals([needs.approval]) }),
        needs.subcases === true && t('words.needsSubcases'),
        one.resolution && t('words.asksResolution'),
        one.reason && t('words.asksReason'),
        one.abandons && t('words.abandons'),
        one.notice === null ? t('words.notTold') : t('words.told', { notice: one.notice }),
      ]),
    };
  };
  const moments = (keys: readonly string[]) =>
    keys
      .map((key) =>
        key === 'opened'
          ? t('form.startOpened')
          : key === 'received'
            ? t('form.startReceived')
            : key === 'taken'
              ? t('words.startTaken')
              : t('form.startAt', { name: names.transitions([key]) }),
      )
      .join(', ');
  const clocks = definition.clocks.map((one): PartItem => {
    const standard = standards.get(one.standard ?? '');
    const limit =
      one.own !== undefined
        ? t('form.ownNote', { span: clock(`amount.${one.own.unit}`, { count: one.own.amount }) })
        : standard === undefined
          ? (one.standard ?? '')
          : `${standard.name}: ${amountsOf(standard)}`;
    return {
      key: one.key,
      name: nameIn(one.name),
      brief: [limit],
      lines: said([
        t('words.runs', { from: moments([one.start]), to: moments(one.fulfil) }),
        one.pauseIn.length > 0 && t('words.pauses', { states: names.states(one.pauseIn) }),
        ...one.warnings.map(({ before, tell }) =>
          t('words.warns', {
            before:
              one.own === undefined ? String(before) : clock(`amount.${one.own.unit}`, { count: before }),
            who: tell === undefined ? t('form.tellStandard') : names.roles(tell),
          }),
        ),
      ]),
    };
  });
  const senders = (notice: string): string =>
    [
      ...(definition.openedNotice === notice ? [t('form.opening')] : []),
      ...(definition.takenNotice === notice ? [t('words.startTaken')] : []),
      ...definition.transitions.filter((one) => one.notice === notice).map((one) => nameIn(one.name)),
    ].join(', ');
  const inOwnWords = (notice: CaseNotice): string[] =>
    Object.entries(notice).flatMap(([language, text]) =>
      text === undefined ? [] : [`${formats.languageName(language)}: ${quoted(text.text)}`],
    );

  return [
    {
      part: 'type',
      items: [
        {
          key: 'type',
          name: nameIn(definition.name),
          brief: [],
          lines: said([
            nameIn(definition.description),
            definition.classifications.length > 0 &&
              t('words.subjects', { subjects: definition.classifications.map(names.subject).join('; ') }),
            definition.level2.queue !== null &&
              t('words.office', { queue: names.queue(definition.level2.queue) }),
            definition.portal && t('words.online'),
          ]),
        },
      ],
    },
    {
      part: 'states',
      items: definition.states.map((one) => ({
        key: one.key,
        name: nameIn(one.name),
        brief: [t(`status.${one.status}`)],
        lines: [],
      })),
    },
    { part: 'fields', items: definition.fields.map(field) },
    { part: 'transitions', items: definition.transitions.map(transition) },
    {
      part: 'tasks',
      items: definition.tasks.map((one) => ({
        key: one.key,
        name: nameIn(one.name),
        brief: said([names.states([one.inState]), one.required && t('words.notClosedWithout')]),
        lines: one.checklist.map(nameIn),
      })),
    },
    {
      part: 'approvals',
      items: definition.approvals.map((one) => ({
        key: one.key,
        name: nameIn(one.name),
        brief: [
          t('words.approvalFor', { transition: names.transitions([one.transition]) }),
          t('words.approvalBy', { roles: names.roles(one.by) }),
        ],
        lines: [],
      })),
    },
    {
      part: 'documents',
      items: definition.documents.map((one) => ({
        key: one.key,
        name: nameIn(one.name),
        brief: said([
          one.inState === undefined ? t('form.fromOpening') : names.states([one.inState]),
          one.required && t('words.notClosedWithout'),
        ]),
        lines: [],
      })),
    },
    { part: 'clocks', items: clocks },
    {
      part: 'plans',
      items: (definition.plans ?? []).map((one) => {
        const called = (name: (typeof one.pieces)[number]['name']) =>
          typeof name === 'string' ? name : nameIn(name);
        const pieces = new Map(one.pieces.map(({ key, name }) => [key, called(name)]));
        return {
          key: one.key,
          name: nameIn(one.name),
          brief: said([
            one.startedBy !== undefined &&
              t('words.planStarts', { transition: names.transitions([one.startedBy]) }),
          ]),
          lines: one.pieces.map(({ name, queue, centre, after, dueHours }) =>
            said([
              called(name),
              queue === undefined
                ? centre === undefined
                  ? t('words.inCharge')
                  : t('words.asksCentre', { centre })
                : t('words.asksQueue', { queue: names.queue(queue) }),
              after.length > 0 &&
                t('words.after', { pieces: after.map((key) => pieces.get(key) ?? key).join(', ') }),
              dueHours !== undefined && t('words.dueHours', { count: dueHours }),
            ]).join(' · '),
          ),
        };
      }),
    },
    {
      part: 'notices',
      items: Object.entries(definition.notices).map(([key, notice]) => ({
        key,
        name: key,
        brief: said([senders(key) === '' ? t('form.neverSent') : `${t('form.sentBy')} ${senders(key)}`]),
        lines: inOwnWords(notice),
      })),
    },
  ];
}
