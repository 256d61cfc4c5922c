import { readFileSync } from 'node:fs';
import path from 'node:path';
import { exits, flowFile, type FlowFile, type FlowGraph } from '#contract/flow-graph.ts';
import type { FlowInput, Turn } from '#contract/flow-turns.ts';
import { advance } from '#server/flows/engine.rules.ts';
import { newState, type EffectResult, type FlowEffect, type TrailDraft } from '#server/flows/state.rules.ts';
import type { DemoOrganisation } from './index.ts';
import type { Filled, Row } from './load.store.ts';
import { random, type Random } from './random.ts';

// The flows that are shipped, published, with the pages and numbers that run them, and two weeks of real walks through
// them: the engine's own, answered by chance.

/** The flows that are shipped, menu first. */
export const shippedFlows = [
  'menu',
  'autolettura',
  'bolletta-spiegata',
  'duplicato-bolletta',
  'pratica',
  'guasto',
  'orari',
  'attiva-tessera',
] as const;

export const readShipped = (code: string): FlowFile =>
  flowFile.parse(
    JSON.parse(readFileSync(path.join(import.meta.dirname, 'flows', `${code}.flow.json`), 'utf8')),
  );

const DAY = 86_400_000;
const json = (value: unknown): string => JSON.stringify(value);

/** Where self-service is reached; always the same ids. */
export function selfServicePoints() {
  const rng = random('self-service-points');
  return { page: rng.uuid(), kiosk: rng.uuid(), sms: rng.uuid(), chat: rng.uuid() };
}

/** Flows, their entry points, and what happened in them. */
export function flowRows(organisation: DemoOrganisation, now: Date): Filled[] {
  const rng = random('flows');
  const points = selfServicePoints();
  const queue = organisation.queues.find((one) => one.key === 'clienti')!;
  const files = shippedFlows.map((code) => ({ id: rng.uuid(), ...readShipped(code) }));
  const published = new Date(now.getTime() - 30 * DAY);
  const point = (id: string, channel: string, address: string, name: string, settings: object) => ({
    id,
    channel,
    address,
    name,
    service_id: queue.service,
    queue_id: queue.id,
    settings: json(settings),
  });
  const flow = 'menu';
  return [
    [
      'contacts.entry_point',
      [
        point(points.page, 'portal', 'sportello-online', 'Sportello online', { flow }),
        point(points.kiosk, 'kiosk', 'piazza-del-mercato', 'Totem di Piazza del Mercato', {
          flow,
          idleSeconds: 60,
        }),
        // Beside the site's own, where people answer from the first line.
        point(points.chat, 'chat', 'sito-assistente', 'Chat del sito, con assistente', { flow }),
        point(points.sms, 'sms', '+393100000000', 'SMS', { flow }),
      ],
    ],
    [
      'flows.flow',
      files.map(({ id, code, name }) => ({ id, code, name: json(name), created_at: published })),
    ],
    [
      'flows.version',
      files.map(({ id, graph }) => ({
        flow_id: id,
        number: 1,
        state: 'published',
        graph: json(graph),
        note: '',
        publish_at: published,
        published_by: 'Filodiretto',
      })),
    ],
    ...pastRows(rng, files, now),
  ];
}

type Shipped = FlowFile & { id: string };

function pastRows(rng: Random, files: readonly Shipped[], now: Date): Filled[] {
  const sessions: Row[] = [];
  const trail: Row[] = [];
  const graphs = new Map(files.map(({ code, graph }) => [code, graph]));
  for (let index = 0; index < 420; index += 1) {
    const channel = rng.weighted(
      ['phone', 'portal', 'kiosk', 'chat'] as const,
      (one) => ({ phone: 6, portal: 3, kiosk: 1, chat: 2 })[one],
    );
    const language = rng.weighted(
      ['it', 'en', 'ar', 'fr'] as const,
      (one) => ({ it: 92, en: 3, ar: 2, fr: 1 })[one],
    );
    const startedAt = now.getTime() - rng.int(60, 14 * 24 * 60) * 60_000;
    const id = rng.uuid();
    const walk = walkThrough(rng, graphs, channel, language);
    let at = startedAt;
    let n = 0;
    for (const { turn, entries } of walk.turns) {
      for (const entry of entries) {
        n += 1;
        trail.push({
          session_id: id,
          n,
          at: new Date(at),
          turn,
          flow: entry.flow,
          node: entry.node,
          kind: entry.kind,
          text: entry.text,
          exit: entry.exit,
          data: json(entry.data),
        });
      }
      at += rng.int(4, 25) * 1000;
    }
    const { state } = walk;
    const outcome = state.outcome;
    sessions.push({
      id,
      flow_id: files[0]!.id,
      version: 1,
      channel,
      language: state.language,
      state: json(state),
      turn: state.turn,
      last_turn: json(walk.last),
      started_at: new Date(startedAt),
      last_at: new Date(at),
      ended_at: new Date(at),
      result:
        outcome === null
          ? 'hung_up'
          : outcome.kind === 'queue'
            ? 'handed_over'
            : outcome.result === 'answered'
              ? 'contained'
              : 'unanswered',
      node: state.node,
      identified_by: state.identified?.by ?? null,
      identified_proof: state.identified?.proof ?? null,
      trail_length: n,
    });
  }
  return [
    ['flows.session', sessions],
    ['flows.trail', trail],
  ];
}

/** One walk with answers by chance: most people say what they are asked, some say nothing, some hang up. */
function walkThrough(
  rng: Random,
  graphs: ReadonlyMap<string, FlowGraph>,
  channel: 'phone' | 'portal' | 'kiosk' | 'chat',
  language: 'it' | 'en' | 'ar' | 'fr',
) {
  let graph = graphs.get('menu')!;
  let state = newState({ flow: 'menu', version: 1, start: graph.start, channel, language, from: null });
  const turns: { turn: number; entries: TrailDraft[] }[] = [];
  let input: FlowInput = { kind: 'begin' };
  let last: Turn | null = null;
  for (let guard = 0; guard < 25; guard += 1) {
    let step = advance(graph, state, input, '2026-11-29');
    const entries = [...step.trail];
    while (step.next.kind === 'effect') {
      const result = chanceOf(rng, graphs, graph, step.state.node, step.next.effect);
      if (result.flow !== undefined) graph = graphs.get(result.flow)!;
      step = advance(graph, step.state, { kind: 'result', result }, '2026-11-29');
      entries.push(...step.trail);
    }
    state = step.state;
    last = step.next.turn;
    turns.push({ turn: state.turn, entries });
    if (last.outcome !== null || rng.chance(0.05)) break;
    input = answerOf(rng, last);
  }
  return { state, turns, last };
}

const booked = {
  id: '1',
  number: '482913',
  when: 'mercoledì 2 dicembre alle ore 09:20',
  office: 'Sportello di Colle',
  address: 'Piazza del Mercato 1',
  subject: { value: '1', label: 'Voltura o subentro' },
};
const lists: ReadonlyMap<string, readonly string[]> = new Map([
  ['appointment_offices', ['Sportello di Colle']],
  ['appointment_subjects', ['Voltura o subentro', 'Bolletta o rateizzazione', 'Nuovo allaccio', 'Reclamo']],
  [
    'appointment_days',
    [
      'martedì 1 dicembre',
      'mercoledì 2 dicembre',
      'giovedì 3 dicembre',
      'venerdì 4 dicembre',
      'lunedì 7 dicembre',
    ],
  ],
  ['appointment_times', ['08:30', '08:50', '09:20', '10:10', '11:30', '12:10']],
]);
const listOf = (what: string) => ({
  choices: (lists.get(what) ?? []).map((label, index) => ({ value: String(index), label })),
});

function chanceOf(
  rng: Random,
  graphs: ReadonlyMap<string, FlowGraph>,
  graph: FlowGraph,
  node: string,
  effect: FlowEffect,
): EffectResult {
  switch (effect.kind) {
    case 'flow':
      return { exit: 'found', flow: effect.flow, version: 1, start: graphs.get(effect.flow)!.start };
    case 'find':
      return {
        exit: rng.chance(0.9) ? 'found' : 'unknown',
        candidate: rng.uuid(),
        proofs: ['code_mail', 'pin'],
      };
    case 'code':
      return { exit: 'sent' };
    case 'prove':
      return rng.chance(0.85)
        ? { exit: 'right', customer: { id: rng.uuid(), values: {} } }
        : { exit: 'wrong' };
    case 'lookup':
      return {
        exit: rng.chance(0.85) ? 'found' : 'none',
        value: { state: 'active', status: 'open', ...booked, ...listOf(effect.what) },
      };
    case 'act':
      return {
        exit: rng.chance(0.88) ? 'done' : 'refused',
        value: { consumption: 12, why: 'lower', ...booked },
      };
    case 'call':
    case 'callback':
    case 'case':
    case 'emergency':
    case 'hours':
    case 'search':
    case 'send': {
      const ways = exits(graph.nodes.find(({ id }) => id === node)!).filter((exit) => exit !== 'error');
      return { exit: ways[rng.chance(0.8) ? 0 : ways.length - 1]! };
    }
  }
}

function answerOf(rng: Random, { ask }: Turn): FlowInput {
  if (ask === null || rng.chance(0.04)) return { kind: 'silence' };
  if (rng.chance(0.05)) return { kind: 'person' };
  if (rng.chance(0.06)) return { kind: 'text', text: 'ehm' };
  if (ask.options.length > 0)
    return { kind: 'option', option: rng.chance(0.7) ? ask.options[0]!.id : rng.pick(ask.options).id };
  const texts = {
    code: '100123',
    digits: '123456',
    reading: '1234',
    date: 'oggi',
    amount: '12,50',
    phone: '3100000001',
  };
  return { kind: 'text', text: texts[ask.type as keyof typeof texts] ?? 'informazioni sulla bolletta' };
}
