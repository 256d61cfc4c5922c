import {
  exits,
  fixedExits,
  type FlowGraph,
  type FlowLanguage,
  type FlowNode,
  type FlowText,
  type Says,
} from '#contract/flow-graph.ts';
import type { Finding, FlowPart } from '#contract/flows.ts';
import { alwaysKnown } from './state.rules.ts';
import { formats, placeholdersIn } from './values.rules.ts';

// What is wrong or doubtful in a graph, named by node and way out. Pure.

/** What a graph may name, at this moment and in this installation. */
export interface Nameable {
  queues: ReadonlySet<string>;
  skills: ReadonlySet<string>;
  classifications: ReadonlySet<string>;
  calendars: ReadonlySet<string>;
  /** Types of case, with their fields: whether each is asked for at the opening. */
  caseTypes: ReadonlyMap<string, ReadonlyMap<string, boolean>>;
  /** Published flows. */
  flows: ReadonlySet<string>;
  lookups: ReadonlyMap<string, FlowPart>;
  acts: ReadonlyMap<string, FlowPart>;
  secrets: ReadonlySet<string>;
  hosts: readonly string[];
}

/** Whether a host is among the allowed ones: by name, or below `*.`; a port counts where it is named. */
export function hostAllowed(url: URL, hosts: readonly string[]): boolean {
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return hosts.some((host) => {
    const [name = '', wanted = '443'] = host.split(':');
    if (wanted !== port) return false;
    return name.startsWith('*.')
      ? url.hostname.endsWith(name.slice(1)) && url.hostname.length > name.length - 1
      : url.hostname === name;
  });
}

type Report = (finding: Pick<Finding, 'severity' | 'code'> & Partial<Finding>) => void;

/** All findings: errors, which keep a flow from being published, before warnings. */
export function validate(graph: FlowGraph, nameable: Nameable): Finding[] {
  const found: Finding[] = [];
  const report: Report = (one) =>
    void found.push({ node: null, exit: null, language: null, value: null, ...one });
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const seen = new Set<string>();
  for (const { id } of graph.nodes) {
    if (seen.has(id)) report({ severity: 'error', code: 'same_name', node: id });
    seen.add(id);
  }
  if (!nodes.has(graph.start)) report({ severity: 'error', code: 'no_start', value: graph.start });
  if (!nameable.queues.has(graph.person.queue))
    report({ severity: 'error', code: 'unknown_queue', value: graph.person.queue });
  ways(graph, nodes, report);
  paths(graph, nodes, report);
  for (const node of graph.nodes) {
    texts(node, graph.languages, report);
    references(node, nameable, report);
    settings(node, nameable, report);
  }
  placeholdersOf(graph, nameable, report);
  unidentified(graph, nodes, nameable, report);
  return found.toSorted((a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning'));
}

/** Every way out leads somewhere, and nothing leads out of where there is none. */
function ways(graph: FlowGraph, nodes: ReadonlyMap<string, FlowNode>, report: Report): void {
  const taken = new Set<string>();
  for (const { from, exit, to } of graph.edges) {
    const node = nodes.get(from);
    if (node === undefined) report({ severity: 'error', code: 'unknown_node', value: from });
    else if (!exits(node).includes(exit))
      report({ severity: 'error', code: 'unknown_exit', node: from, exit });
    if (!nodes.has(to)) report({ severity: 'error', code: 'unknown_node', node: from, exit, value: to });
    else taken.add(`${from} ${exit}`);
  }
  for (const node of graph.nodes)
    for (const exit of new Set(exits(node)))
      if (!taken.has(`${node.id} ${exit}`))
        report({ severity: 'error', code: 'no_edge', node: node.id, exit });
}

const waits = (node: FlowNode): boolean =>
  node.kind === 'ask' ||
  node.kind === 'choose' ||
  node.kind === 'pick' ||
  node.kind === 'survey' ||
  node.kind === 'callback' ||
  (node.kind === 'language' && node.to === 'ask');

/** What is never reached, where nothing ends, and circles in which nobody is asked anything. */
function paths(graph: FlowGraph, nodes: ReadonlyMap<string, FlowNode>, report: Report): void {
  const next = Map.groupBy(
    graph.edges.filter(({ from, to }) => nodes.has(from) && nodes.has(to)),
    ({ from }) => from,
  );
  const before = Map.groupBy(graph.edges, ({ to }) => to);
  const reached = spread([graph.start], (id) => (next.get(id) ?? []).map(({ to }) => to));
  const ending = spread(
    graph.nodes.filter((node) => exits(node).length === 0).map(({ id }) => id),
    (id) => (before.get(id) ?? []).map(({ from }) => from),
  );
  for (const { id } of graph.nodes) {
    if (!reached.has(id)) report({ severity: 'warning', code: 'unreachable', node: id });
    else if (!ending.has(id)) report({ severity: 'error', code: 'no_end', node: id });
  }
  // A node that can come back to itself over nodes that do not wait for an answer.
  for (const node of graph.nodes) {
    if (waits(node) || node.kind === 'identify') continue;
    const silent = (id: string) =>
      (next.get(id) ?? [])
        .map(({ to }) => to)
        .filter((to) => {
          const target = nodes.get(to)!;
          return !waits(target) && target.kind !== 'identify';
        });
    if (spread(silent(node.id), silent).has(node.id))
      report({ severity: 'error', code: 'loop', node: node.id });
  }
}
function spread(from: readonly string[], next: (id: string) => readonly string[]): Set<string> {
  const seen = new Set(from);
  const open = [...from];
  for (let id = open.pop(); id !== undefined; id = open.pop())
    for (const to of next(id))
      if (!seen.has(to)) {
        seen.add(to);
        open.push(to);
      }
  return seen;
}

/** The texts of a node that are said, shown or sent; whether it needs one at all. */
function textsOf(node: FlowNode): { text: FlowText; needed: boolean }[] {
  const said = (says: Says, needed: boolean) => ({ text: says.text, needed });
  switch (node.kind) {
    case 'say':
    case 'play':
      return [said(node.says, true)];
    case 'ask':
    case 'pick':
      return [said(node.says, true), said(node.again, false)];
    case 'choose':
      return [
        said(node.says, true),
        said(node.again, false),
        ...node.options.map(({ label }) => ({ text: label, needed: true })),
      ];
    case 'send':
    case 'case':
      return node.kind === 'case' && node.do === 'note'
        ? [{ text: node.text, needed: true }]
        : [
            { text: node.subject, needed: true },
            { text: node.text, needed: node.kind === 'send' },
          ];
    case 'identify':
    case 'language':
    case 'callback':
    case 'survey':
      return [said(node.says, false), said(node.again, false)];
    case 'queue':
    case 'end':
      return [said(node.says, false)];
    case 'lookup':
    case 'act':
    case 'call':
    case 'search':
    case 'hours':
    case 'emergency':
    case 'check':
    case 'set':
    case 'skill':
    case 'flow':
      return [];
  }
}

const empty = (text: string | undefined): boolean => text === undefined || text.trim() === '';

function texts(node: FlowNode, languages: readonly FlowLanguage[], report: Report): void {
  const missing = new Set<FlowLanguage>();
  let none = false;
  for (const { text, needed } of textsOf(node)) {
    const lacking = languages.filter((language) => empty(text[language]));
    if (lacking.length === languages.length) none ||= needed;
    else for (const language of lacking) missing.add(language);
  }
  if (none) report({ severity: 'error', code: 'no_text', node: node.id });
  for (const language of missing) report({ severity: 'error', code: 'language', node: node.id, language });
}

function references(node: FlowNode, nameable: Nameable, report: Report): void {
  const { id } = node;
  const lacks = (code: Finding['code'], value: string) =>
    report({ severity: 'error', code, node: id, value });
  if ('queue' in node && node.queue !== null && !nameable.queues.has(node.queue))
    lacks('unknown_queue', node.queue);
  if (
    'classification' in node &&
    node.classification !== null &&
    !nameable.classifications.has(node.classification)
  )
    lacks('unknown_classification', node.classification);
  if (node.kind === 'skill')
    for (const { skill } of node.requires) if (!nameable.skills.has(skill)) lacks('unknown_skill', skill);
  if (node.kind === 'hours' && node.calendar !== null && !nameable.calendars.has(node.calendar))
    lacks('unknown_calendar', node.calendar);
  // What is added to a case need not fill anything.
  if (node.kind === 'case' && (node.do === 'open' || Object.keys(node.fields).length > 0)) {
    const opens = node.do === 'open';
    const fields = nameable.caseTypes.get(node.type);
    if (fields === undefined) lacks('unknown_case_type', node.type);
    for (const key of Object.keys(node.fields))
      if (fields !== undefined && !fields.has(key)) lacks('unknown_case_field', key);
    for (const [key, required] of fields ?? [])
      if (opens && required && (!Object.hasOwn(node.fields, key) || empty(node.fields[key])))
        lacks('case_field', key);
  }
  if (node.kind === 'flow' && !nameable.flows.has(node.flow)) lacks('unknown_flow', node.flow);
  if (node.kind === 'lookup' || node.kind === 'act') {
    const part = (node.kind === 'lookup' ? nameable.lookups : nameable.acts).get(node.what);
    if (part === undefined) lacks('unknown_part', node.what);
    else
      for (const { name, required } of part.with)
        if (required && empty(node.with[name])) lacks('wrong_value', name);
  }
  if (node.kind === 'call') {
    for (const text of Object.values(node.headers))
      for (const [, name] of text.matchAll(/\{secret\.([a-z0-9_]+)\}/g))
        if (!nameable.secrets.has(name!)) lacks('unknown_secret', name!);
    // The host is never made of what somebody says.
    const url = URL.canParse(node.url) ? new URL(node.url) : null;
    if (url === null || !/^https?:$/.test(url.protocol) || /^https?:\/\/[^/]*\{/.test(node.url))
      lacks('wrong_value', 'url');
    else if (!hostAllowed(url, nameable.hosts)) lacks('host', url.host);
    if (node.url.includes('{secret.') || (node.body ?? '').includes('{secret.'))
      lacks('unknown_secret', 'url');
  }
}

function settings(node: FlowNode, _nameable: Nameable, report: Report): void {
  const { id } = node;
  const wrong = (value: string) => report({ severity: 'error', code: 'wrong_value', node: id, value });
  if (node.kind === 'ask') {
    if (node.min > node.max) wrong('min');
    if (node.least !== null && node.most !== null && node.least > node.most) wrong('least');
  }
  if (node.kind === 'call' && node.body !== null) {
    try {
      JSON.parse(node.body);
    } catch {
      wrong('body');
    }
  }
  if (node.kind === 'hours' && (node.calendar === null) === (node.queue === null)) wrong('calendar');
  if (node.kind !== 'choose') return;
  if (node.options.length === 0) report({ severity: 'error', code: 'no_options', node: id });
  const keys = new Set<string>();
  const names = new Set<string>();
  for (const [index, { id: option, key }] of node.options.entries()) {
    const own = key === '' ? String(index + 1) : key;
    if (keys.has(own)) report({ severity: 'error', code: 'same_key', node: id, value: own });
    if (names.has(option) || fixedExits.has(option))
      report({ severity: 'error', code: 'option_name', node: id, value: option });
    keys.add(own);
    names.add(option);
  }
}

/** All texts of a node in which placeholders are filled. */
function filledTexts(node: FlowNode): string[] {
  const found: string[] = [];
  const walk = (value: unknown): void => {
    if (typeof value === 'string') found.push(value);
    else if (Array.isArray(value)) value.forEach(walk);
    else if (value !== null && typeof value === 'object') Object.values(value).forEach(walk);
  };
  walk(node);
  return found;
}

/** What a flow's nodes fill: names, and where it is known what is in them. */
export function filledBy(
  graph: FlowGraph,
  nameable: Pick<Nameable, 'lookups' | 'acts'>,
): Map<string, Set<string> | null> {
  const known = new Map<string, Set<string> | null>(alwaysKnown.map((name) => [name, null]));
  for (const node of graph.nodes) {
    if (node.kind === 'identify') known.set('customer', null);
    if (node.kind === 'call') for (const name of Object.keys(node.map)) known.set(name, null);
    if ('into' in node && node.into !== null) {
      const part =
        node.kind === 'lookup'
          ? nameable.lookups.get(node.what)
          : node.kind === 'act'
            ? nameable.acts.get(node.what)
            : undefined;
      const before = known.get(node.into);
      known.set(
        node.into,
        part === undefined || before === null
          ? null
          : new Set([...(before ?? []), ...part.gives.map(({ name }) => name)]),
      );
    }
  }
  return known;
}

function placeholdersOf(graph: FlowGraph, nameable: Nameable, report: Report): void {
  const known = filledBy(graph, nameable);
  for (const node of graph.nodes) {
    const places = filledTexts(node).flatMap(placeholdersIn);
    if (node.kind === 'check') places.push({ place: node.value, format: null });
    if (node.kind === 'pick') places.push({ place: node.from, format: null });
    for (const { place, format } of new Map(
      places.map((one) => [`${one.place}|${one.format}`, one]),
    ).values()) {
      if (place.startsWith('secret.')) continue;
      if (format !== null && !(formats as readonly string[]).includes(format))
        report({ severity: 'error', code: 'wrong_value', node: node.id, value: `${place}|${format}` });
      const [name = '', part] = place.split('.');
      const parts = known.get(name);
      if (parts === undefined || (parts !== null && part !== undefined && !parts.has(part)))
        report({ severity: 'warning', code: 'unknown_value', node: node.id, value: place });
    }
  }
}

/** What needs a customer, and can be come to without anybody having been identified. */
function unidentified(
  graph: FlowGraph,
  nodes: ReadonlyMap<string, FlowNode>,
  nameable: Nameable,
  report: Report,
): void {
  const next = Map.groupBy(
    graph.edges.filter(({ exit }) => exit !== 'identified'),
    ({ from }) => from,
  );
  const strangers = spread([graph.start], (id) => (next.get(id) ?? []).map(({ to }) => to));
  for (const id of strangers) {
    const node = nodes.get(id);
    if (node === undefined) continue;
    const needs =
      node.kind === 'send' ||
      (node.kind === 'lookup' && nameable.lookups.get(node.what)?.identified === true) ||
      (node.kind === 'act' && nameable.acts.get(node.what)?.identified === true);
    if (needs) report({ severity: 'warning', code: 'not_identified', node: id });
  }
}
