import { z } from 'zod';
import { caseTypeCode, partKey } from './case-types.ts';

// A flow as data: what a file holds, what the designer draws, what the engine walks. References to queues, skills,
// classifications and other flows are by code, so that a file means the same in another installation.

/** The channels that a flow runs on. `portal` is the web page, `kiosk` the same page in a lobby. */
export const flowChannels = ['phone', 'chat', 'sms', 'kiosk', 'portal'] as const;
export const flowChannel = z.enum(flowChannels);
export type FlowChannel = z.output<typeof flowChannel>;

/** The languages of the public. */
export const flowLanguages = ['it', 'en', 'fr', 'de', 'es', 'ar', 'pl', 'ru', 'ro'] as const;
export const flowLanguage = z.enum(flowLanguages);
export type FlowLanguage = z.output<typeof flowLanguage>;

const slug = (what: string) =>
  z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, `${what}: a lower-case letter, then letters, digits, hyphens`);
export const flowCode = slug('the code of a flow');
const nodeId = slug('the name of a node');
const optionId = slug('the name of an option');
/** Where an answer is kept: `reading`, and its parts `bill.amount` for what was looked up. */
export const variable = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,39}$/, 'a lower-case letter, then letters, digits, underscores');
const code = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,59}$/i, 'a code');

/** A text by language, with placeholders: `{bill.amount|amount}`. */
export const flowText = z.partialRecord(flowLanguage, z.string().max(2000));
export type FlowText = z.output<typeof flowText>;
/** What is said, and what is said instead on a channel. `prompt`: a recorded text that the phone plays in its place. */
export const says = z.object({
  text: flowText.default({}),
  on: z.partialRecord(flowChannel, flowText).default({}),
  prompt: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,59}$/, 'lower-case letters, digits and hyphens')
    .nullable()
    .default(null),
});
export type Says = z.output<typeof says>;

/** A value that is made of fixed words and of placeholders. */
const template = z.string().max(2000);
const templates = z.record(z.string().min(1).max(60), template);

const common = {
  id: nodeId,
  /** What the drawing calls it. */
  name: z.string().max(80).default(''),
  /** Where it stands in the drawing. */
  at: z.object({ x: z.number(), y: z.number() }).default({ x: 0, y: 0 }),
};
/**
 * Nothing for so long is silence: on the phone before the first key or word, in a chat, on a page and at a kiosk since
 * somebody wrote or touched something. Without, the phone waits for as long as it always does, and in writing nothing is
 * answered by silence. Short messages never are.
 */
const patience = { seconds: z.number().int().min(3).max(3600).optional() };
const asked = {
  says: says.prefault({}),
  /** What is said when the answer was not understood, or nothing came; empty: the flow's own words. */
  again: says.prefault({}),
  /** So many answers are tried before the edge is taken. */
  tries: z.number().int().min(1).max(5).default(3),
  ...patience,
};

export const answerTypes = ['text', 'digits', 'date', 'amount', 'reading', 'yes_no'] as const;
export const lengths = {
  min: z.number().int().min(0).max(200).default(1),
  max: z.number().int().min(1).max(2000).default(500),
};
/** How a customer proves to be who they say. `code_sms`, `code_mail`: a code that is sent to a known address of theirs. */
export const proofs = ['pin', 'code_sms', 'code_mail'] as const;
export const identifiers = ['phone', 'customer_code', 'fiscal_code'] as const;
export const tests = ['set', 'equals', 'not_equals', 'above', 'below', 'one_of'] as const;

const anyNode = z.discriminatedUnion('kind', [
  /** Says something. */
  z.object({ ...common, kind: z.literal('say'), says: says.prefault({}) }),
  /** Plays a recorded text; where nothing can be played, its words are shown. */
  z.object({ ...common, kind: z.literal('play'), says: says.prefault({}) }),
  /** Asks for one value. */
  z.object({
    ...common,
    kind: z.literal('ask'),
    ...asked,
    type: z.enum(answerTypes),
    /** Characters of a text, digits of digits and readings. */
    ...lengths,
    /** Of an amount or a reading. */
    least: z.number().nullable().default(null),
    most: z.number().nullable().default(null),
    into: variable,
    /** Never written down: shown as dots, masked in the trail. */
    secret: z.boolean().default(false),
  }),
  /** A choice of a few; each option has its own edge. */
  z.object({
    ...common,
    kind: z.literal('choose'),
    ...asked,
    options: z
      .array(
        z.object({
          id: optionId,
          label: flowText.default({}),
          /** The key on the phone; empty: its place. */
          key: z
            .string()
            .regex(/^[1-9*#]?$/, 'a key from 1 to 9, * or #')
            .default(''),
          /** Other words by which it is recognised, separated by commas. */
          words: flowText.default({}),
        }),
      )
      .max(9)
      .default([]),
    into: variable.nullable().default(null),
  }),
  /**
   * A choice of what was looked up: a list of `value` and `label`, a few at a time; what was chosen is kept whole. Where
   * there is nothing in the list, `none`.
   */
  z.object({
    ...common,
    kind: z.literal('pick'),
    ...asked,
    /** Where the list is: `times.choices`. */
    from: z.string().min(1).max(120),
    into: variable,
    /** So many are offered at once; the others on request. */
    atOnce: z.number().int().min(2).max(8).default(4),
    /** Where there is only one it is taken without a question. */
    takeOnly: z.boolean().default(false),
  }),
  /** Finds out who it is: by any of these, and by a proof. */
  z.object({
    ...common,
    kind: z.literal('identify'),
    by: z.array(z.enum(identifiers)).min(1).default(['customer_code', 'fiscal_code']),
    /** Any one is enough, the first that the customer has; none: what they said is believed. */
    proof: z.array(z.enum(proofs)).default([]),
    says: says.prefault({}),
    again: says.prefault({}),
    /** Wrong answers, of identifier and proof together. */
    tries: z.number().int().min(1).max(5).default(3),
    ...patience,
  }),
  /** Reads something that the organisation knows; what there is to read, the modules tell (`flowParts`). */
  z.object({
    ...common,
    kind: z.literal('lookup'),
    what: z.string().min(1).max(60),
    with: templates.default({}),
    into: variable,
  }),
  /** Does something in the organisation's own systems; what can be done, the modules tell. */
  z.object({
    ...common,
    kind: z.literal('act'),
    what: z.string().min(1).max(60),
    with: templates.default({}),
    into: variable.nullable().default(null),
  }),
  /** Calls a service of somebody else over HTTP. */
  z.object({
    ...common,
    kind: z.literal('call'),
    method: z.enum(['GET', 'POST', 'PUT']).default('GET'),
    /** With placeholders; its host must be among the allowed ones. */
    url: z.string().min(1).max(2000),
    /** A secret stands as `{secret.name}`, in a header only. */
    headers: templates.default({}),
    /** JSON, with placeholders inside its texts; for POST and PUT. */
    body: z.string().max(10_000).nullable().default(null),
    timeoutSeconds: z.number().min(0.2).max(15).default(5),
    retries: z.number().int().min(0).max(3).default(1),
    /** Variable from a place in the answer, `data.items.0.name`. */
    map: z.record(variable, z.string().max(200)).default({}),
  }),
  /** Looks the question up in what the organisation knows, and says what is found. */
  z.object({
    ...common,
    kind: z.literal('search'),
    question: template,
    into: variable.nullable().default(null),
  }),
  /** Opens a case for the customer, or adds a note to one and fills fields of it. */
  z.object({
    ...common,
    kind: z.literal('case'),
    do: z.enum(['open', 'note']).default('open'),
    type: caseTypeCode.default('information'),
    /** What the type asks for at the opening, by field; of a note, what becomes of the fields of a case of this type. */
    fields: z.record(partKey, template).default({}),
    subject: flowText.default({}),
    text: flowText.default({}),
    classification: code.nullable().default(null),
    /** Of a note: the number of the case. */
    number: template.default(''),
    into: variable.nullable().default(null),
  }),
  /** Writes to the official address of the customer. */
  z.object({
    ...common,
    kind: z.literal('send'),
    subject: flowText.default({}),
    text: flowText.default({}),
    /** The text goes as a document that the mail brings; without, the mail is the text. */
    document: z.boolean().optional(),
  }),
  /** Whether a calendar, or a queue's own hours, say open. */
  z.object({
    ...common,
    kind: z.literal('hours'),
    calendar: z.string().max(120).nullable().default(null),
    queue: code.nullable().default(null),
  }),
  /** Whether a queue is closed by hand. */
  z.object({ ...common, kind: z.literal('emergency'), queue: code }),
  /** Sets the language, or has it chosen among those of the flow. */
  z.object({
    ...common,
    kind: z.literal('language'),
    to: z.union([flowLanguage, z.literal('ask')]).default('ask'),
    ...asked,
  }),
  /** Takes one edge or the other by what is known. */
  z.object({
    ...common,
    kind: z.literal('check'),
    /** `bill.amount`; also `channel`, `language`, `identified`. */
    value: z.string().min(1).max(120),
    is: z.enum(tests).default('set'),
    than: z.string().max(200).default(''),
  }),
  /** Keeps a value. */
  z.object({ ...common, kind: z.literal('set'), into: variable, value: template }),
  /** What is wanted of who will take it over. */
  z.object({
    ...common,
    kind: z.literal('skill'),
    requires: z
      .array(z.object({ skill: code, level: z.number().int().min(1).max(5) }))
      .max(6)
      .default([]),
    /** Minutes that it counts as having waited longer. */
    boostMinutes: z.number().int().min(0).max(600).default(0),
    classification: code.nullable().default(null),
  }),
  /** To a person, with everything that was learnt. The flow is over. */
  z.object({ ...common, kind: z.literal('queue'), queue: code, says: says.prefault({}) }),
  /** Promises a call. */
  z.object({ ...common, kind: z.literal('callback'), queue: code, ...asked }),
  /** How it went, from 1 to 5. */
  z.object({ ...common, kind: z.literal('survey'), ...asked, into: variable.default('survey') }),
  /** Goes on in another flow, with everything that is known. */
  z.object({ ...common, kind: z.literal('flow'), flow: flowCode }),
  /** It is over. */
  z.object({
    ...common,
    kind: z.literal('end'),
    says: says.prefault({}),
    /** answered: who came got what they wanted, and needs nobody. */
    result: z.enum(['answered', 'unanswered']).default('answered'),
  }),
]);
/** One step of a flow. */
export const flowNode = anyNode
  // Spelled out, all its kinds would stand in the description of the API dozens of times.
  .meta({
    wire: {
      type: 'object',
      description:
        'A node of a flow: `id`, `kind`, `name`, `at`, and what its kind needs; an exported file shows each of them',
      properties: {
        id: { type: 'string' },
        kind: { type: 'string', enum: anyNode.options.map((one) => one.shape.kind.value) },
      },
      required: ['id', 'kind'],
    },
  });
export type FlowNode = z.output<typeof flowNode>;
export type FlowNodeKind = FlowNode['kind'];
export type FlowNodeOf<K extends FlowNodeKind> = Extract<FlowNode, { kind: K }>;

/** Errors, silence and what was not understood are ways out like any other. */
const exitsOf: { readonly [K in FlowNodeKind]: readonly string[] } = {
  say: ['next'],
  play: ['next'],
  ask: ['next', 'not_understood', 'silence'],
  choose: ['not_understood', 'silence'],
  pick: ['next', 'none', 'not_understood', 'silence'],
  identify: ['identified', 'failed', 'silence'],
  lookup: ['found', 'none', 'error'],
  act: ['done', 'refused', 'error'],
  call: ['ok', 'error'],
  search: ['found', 'none', 'error'],
  case: ['done', 'error'],
  send: ['sent', 'no_address', 'error'],
  hours: ['open', 'closed'],
  emergency: ['on', 'off'],
  language: ['next', 'not_understood', 'silence'],
  check: ['yes', 'no'],
  set: ['next'],
  skill: ['next'],
  queue: [],
  callback: ['done', 'refused', 'not_understood', 'silence'],
  survey: ['next', 'not_understood', 'silence'],
  flow: [],
  end: [],
};
/** The ways out of a node: each must lead somewhere. */
export function exits(node: FlowNode): readonly string[] {
  if (node.kind === 'choose') return [...node.options.map(({ id }) => id), ...exitsOf.choose];
  if (node.kind === 'ask' && node.type === 'yes_no') return ['yes', 'no', 'not_understood', 'silence'];
  if (node.kind === 'language' && node.to !== 'ask') return ['next'];
  return exitsOf[node.kind];
}
/** Names that a node gives to options; never names of fixed ways out. */
export const fixedExits: ReadonlySet<string> = new Set(Object.values(exitsOf).flat());

export const flowEdge = z.object({ from: nodeId, exit: z.string().min(1).max(40), to: nodeId });
export type FlowEdge = z.output<typeof flowEdge>;

export const flowGraph = z.object({
  languages: z.array(flowLanguage).min(1).max(flowLanguages.length),
  channels: z.array(flowChannel).min(1).max(flowChannels.length),
  start: nodeId,
  /** Where key 0, the word "operator" and the button lead, from everywhere. */
  person: z.object({ queue: code }),
  nodes: z.array(flowNode).min(1).max(300),
  edges: z.array(flowEdge).max(2000),
});
export type FlowGraph = z.output<typeof flowGraph>;

/** A flow as a file. */
export const flowFile = z.object({
  format: z.literal('filodiretto-flow'),
  version: z.literal(1),
  code: flowCode,
  name: z.object({ it: z.string().min(1).max(200), en: z.string().min(1).max(200) }),
  graph: flowGraph,
});
export type FlowFile = z.output<typeof flowFile>;
