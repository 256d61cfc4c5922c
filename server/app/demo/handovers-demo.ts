import type { DemoCase, DemoCustomer, DemoOrganisation } from './index.ts';
import { houseOf } from './house-work-demo.ts';
import type { Filled, Row } from './load.store.ts';
import { random } from './random.ts';

// Cases that the front office handed to the technical office of the network: most have come back with the answer, one waits.

const MINUTE = 60_000;
const RULE = 'Guasti e qualità dell’acqua a Colle e dintorni';
const OFFICE = 'Ufficio tecnico di rete';
const STORIES: [question: string, answer: string, next: 'call' | 'write' | 'nothing', done: string][] = [
  [
    'Il cliente chiede quando esce la squadra: potete dare un giorno?',
    'La squadra esce giovedì mattina, tra le 9 e le 12.',
    'call',
    'Telefonato: il cliente sarà in casa giovedì mattina.',
  ],
  [
    'La causa è sulla rete o a valle del contatore?',
    'È sulla rete: la ripariamo noi, senza spese per il cliente.',
    'write',
    'Scritto al cliente con la risposta dell’ufficio.',
  ],
  [
    'Serve un sopralluogo prima di rispondere?',
    'No, il guasto è già riparato: valori regolari da ieri.',
    'nothing',
    'Pratica pronta per la chiusura.',
  ],
];
const WAITS = 'Nella stessa via ci sono altre segnalazioni? Quando interviene la squadra?';

/**
 * The rows of hand-overs, to be written after cases, rules of charge and the contacts before them.
 * @param after the highest number of a contact so far
 */
export function handoverRows(
  organisation: DemoOrganisation,
  customers: readonly DemoCustomer[],
  cases: readonly DemoCase[],
  now: Date,
  after: number,
): { rows: Filled[]; last: number; waiting: string[] } {
  const rng = random('handovers');
  const { network } = houseOf();
  const front = organisation.queues.find((one) => one.key === 'acqua')!;
  const service = organisation.services.find((one) => one.key === 'clienti')!.id;
  const person = (key: string) => organisation.staff.find((one) => one.key === key)!;
  const nameOf = (id: string) => {
    const one = organisation.staff.find((other) => other.id === id)!;
    return `${one.name} ${one.surname}`;
  };
  const expert = person('stefano').id;
  const known = new Map(customers.map((one) => [one.id, one]));
  const tables = {
    'contacts.conversation': [] as Row[],
    'contacts.contact': [] as Row[],
    'contacts.message': [] as Row[],
    'contacts.leg': [] as Row[],
    'routing.work_item': [] as Row[],
    'cases.step': [] as Row[],
    'cases.handover': [] as Row[],
    'cases.holder': [] as Row[],
    'cases.entry': [] as Row[],
  };
  let number = after;

  interface Work {
    one: DemoCase;
    queue: { id: string; name: string; service: string };
    asker: string;
    question: string;
    at: number;
    /** Who took it when, and what they answered when; null: it waits. */
    end: { by: string; taken: number; answered: number; answer: string } | null;
    also: Row;
  }
  /** A step with its contact, legs and entries. */
  function work({ one, queue, asker, question, at, end, also }: Work): string {
    const [id, conversation] = [rng.uuid(), rng.uuid()];
    const customer = known.get(one.customer)!;
    const asked = new Date(at);
    const common = {
      channel: 'case',
      service_id: queue.service,
      team_id: null,
      customer_id: customer.id,
      subject: question,
      language: customer.language,
      entry_point_id: null,
      last_message_at: asked,
    };
    number += 1;
    tables['contacts.conversation'].push({
      ...common,
      id: conversation,
      state: end === null ? 'open' : 'closed',
      created_at: asked,
      message_count: 1,
    });
    tables['contacts.contact'].push({
      ...common,
      id,
      number: `C-${asked.getFullYear()}-${String(number).padStart(6, '0')}`,
      kind: 'case_step',
      direction: 'in',
      conversation_id: conversation,
      queue_id: queue.id,
      case_id: one.id,
      made_by: asker,
      preview: question,
      arrived_at: asked,
      closed_at: end === null ? null : new Date(end.answered),
      state: end === null ? 'queued' : 'closed',
      agent_id: end?.by ?? null,
      answered_at: end === null ? null : new Date(end.taken),
      handled_at: end === null ? null : new Date(end.answered),
      unread: end === null,
      last_direction: 'in',
    });
    tables['contacts.message'].push({
      id: rng.uuid(),
      conversation_id: conversation,
      contact_id: id,
      seq: 1,
      direction: 'note',
      channel: 'case',
      author_staff: asker,
      author_name: nameOf(asker),
      text: question,
      at: asked,
      received_at: asked,
    });
    const leg = (
      ordinal: number,
      kind: string,
      from: number,
      to: number | null,
      result: string | null,
      agent: string | null,
    ): Row => ({
      id: rng.uuid(),
      contact_id: id,
      ordinal,
      kind,
      queue_id: queue.id,
      agent_id: agent,
      started_at: new Date(from),
      ended_at: to === null ? null : new Date(to),
      result,
    });
    tables['contacts.leg'].push(
      leg(1, 'queue', at, end?.taken ?? null, end === null ? null : 'answered', null),
      ...(end === null ? [] : [leg(2, 'handle', end.taken, end.answered, 'completed', end.by)]),
    );
    if (end === null)
      tables['routing.work_item'].push({
        id,
        kind: 'case_step',
        channel: 'case',
        queue_id: queue.id,
        service_id: queue.service,
        state: 'waiting',
        arrived_at: asked,
        queued_at: asked,
        waiting_since: asked,
        requires: '[]',
      });
    tables['cases.step'].push({
      id,
      case_id: one.id,
      queue_id: queue.id,
      agent_id: null,
      question,
      due_at: null,
      asked_by: asker,
      asked_by_name: nameOf(asker),
      asked_at: asked,
      outcome: end === null ? null : 'answered',
      answer: end?.answer ?? null,
      closed_by_name: end === null ? null : nameOf(end.by),
      closed_at: end === null ? null : new Date(end.answered),
    });
    const entry = (when: number, who: string, body: string, data: Row) =>
      tables['cases.entry'].push({
        id: rng.uuid(),
        case_id: one.id,
        at: new Date(when),
        kind: 'step',
        actor: `staff:${who}`,
        author_name: nameOf(who),
        body,
        data: JSON.stringify({ step: id, ...data }),
      });
    entry(at, asker, question, { about: 'asked', queue: queue.name, agent: null, ...also });
    if (end !== null) {
      entry(end.taken, end.by, '', { about: 'taken', agent: nameOf(end.by) });
      entry(end.answered, end.by, end.answer, { about: 'answered', outcome: 'answered' });
    }
    return id;
  }
  const handover = (step: string, one: DemoCase, also: Row): void => {
    tables['cases.handover'].push({
      step_id: step,
      case_id: one.id,
      direction: 'back',
      rule_id: null,
      rule_name: null,
      proposed_id: null,
      reason: null,
      way_back_id: null,
      owner_before: null,
      taken_by: null,
      next: null,
      answers_id: null,
      ...also,
    });
  };
  const holders = (
    one: DemoCase,
    list: [
      level: 'front' | 'back',
      since: number,
      queue: { id: string; name: string } | null,
      agent: string | null,
    ][],
  ): void => {
    for (const [index, [level, since, queue, agent]] of list.entries())
      tables['cases.holder'].push({
        id: rng.uuid(),
        case_id: one.id,
        level,
        queue_id: queue?.id ?? null,
        queue_name: queue?.name ?? null,
        centre_name: null,
        agent_id: agent,
        agent_name: agent === null ? null : nameOf(agent),
        since: new Date(since),
        until: list[index + 1] === undefined ? null : new Date(list[index + 1]![1]),
      });
  };

  const water = new Set(
    organisation.classification.filter(({ key }) => /^acqua\.(guasti|qualita)/.test(key)).map(({ id }) => id),
  );
  const back = { id: network, name: OFFICE, service };
  const home = { id: front.id, name: front.name.it, service: front.service };
  const fitting = cases.filter((one) => water.has(one.class));
  const over = fitting.filter(
    ({ closedAt, openedAt }) => closedAt !== null && closedAt.getTime() > openedAt.getTime() + 8 * 3600_000,
  );
  for (const [index, [question, answer, next, done]] of STORIES.entries()) {
    const one = over.at(-1 - index);
    if (one === undefined) continue;
    const opened = one.openedAt.getTime();
    const step = (one.closedAt!.getTime() - opened) / 8;
    const [asked, taken, answered, seen, told] = [1, 2, 3, 4, 5].map((n) =>
      Math.round(opened + n * step),
    ) as [number, number, number, number, number];
    const there = work({
      one,
      queue: back,
      asker: one.owner,
      question,
      at: asked,
      end: { by: expert, taken, answered, answer },
      also: { level: 'back', rule: RULE },
    });
    handover(there, one, {
      rule_name: RULE,
      proposed_id: network,
      way_back_id: home.id,
      owner_before: one.owner,
      taken_by: expert,
    });
    const here = work({
      one,
      queue: home,
      asker: expert,
      question: answer,
      at: answered,
      end: { by: one.owner, taken: seen, answered: told, answer: done },
      also: { level: 'front', next },
    });
    handover(here, one, { direction: 'front', next, answers_id: there });
    holders(one, [
      ['front', opened, null, one.owner],
      ['back', asked, back, null],
      ['back', taken, back, expert],
      ['front', answered, home, null],
      ['front', seen, home, one.owner],
      ['front', told, null, one.owner],
    ]);
  }
  const waiting = fitting.findLast(
    ({ closedAt, openedAt }) => closedAt === null && openedAt.getTime() < now.getTime() - 60 * MINUTE,
  );
  if (waiting !== undefined) {
    const at = now.getTime() - 25 * MINUTE;
    const step = work({
      one: waiting,
      queue: back,
      asker: waiting.owner,
      question: WAITS,
      at,
      end: null,
      also: { level: 'back', rule: RULE },
    });
    handover(step, waiting, {
      rule_name: RULE,
      proposed_id: network,
      way_back_id: home.id,
      owner_before: waiting.owner,
    });
    holders(waiting, [
      ['front', waiting.openedAt.getTime(), null, waiting.owner],
      ['back', at, back, null],
    ]);
  }
  return {
    rows: Object.entries(tables).map(([name, rows]): Filled => [name, rows]),
    last: number,
    waiting: waiting === undefined ? [] : [waiting.id],
  };
}
