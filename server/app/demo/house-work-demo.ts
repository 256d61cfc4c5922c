import type { DemoCase, DemoCustomer, DemoOrganisation } from './index.ts';
import type { Filled, Row } from './load.store.ts';
import { random } from './random.ts';

// Work that the demo organisation makes itself: steps of cases for its back office, and people at its desk.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const json = (value: unknown): string => JSON.stringify(value);

/** What the back office is asked about cases of some types. */
const QUESTIONS: { of: DemoCase['type'][]; asks: [question: string, answer: string][] }[] = [
  {
    of: ['double_billing', 'collection_suspension'],
    asks: [
      [
        'La seconda fattura di settembre va stornata? Il cliente ha pagato due volte.',
        'Sì: pagamento doppio riscontrato, storno emesso oggi. Accredito sulla prossima bolletta.',
      ],
      [
        'Si può concedere un piano di rientro in sei rate?',
        'Sì, fino a sei rate senza interessi: importo sotto la soglia.',
      ],
    ],
  },
  {
    of: ['billing_rectification', 'meter_reading'],
    asks: [
      [
        'Il ricalcolo con la lettura reale è corretto? La stima era di 84 metri cubi.',
        'Corretto: consumo reale 61 metri cubi, ricalcolo inviato in fatturazione.',
      ],
    ],
  },
  {
    of: ['holder_change', 'document_duplicate', 'smart_card_activation'],
    asks: [
      [
        'La voltura del 2019 risulta a nome del precedente intestatario: come procediamo?',
        'Manca la dichiarazione del nuovo intestatario. Richiederla, poi la registriamo noi.',
      ],
    ],
  },
  {
    of: ['fault_report', 'water_analysis', 'water_saving_kit'],
    asks: [
      [
        'Serve un sopralluogo prima di rispondere al cliente?',
        'Sì: uscita fissata per giovedì mattina, l’esito arriva in giornata.',
      ],
    ],
  },
  {
    of: ['complaint', 'information', 'orientation'],
    asks: [
      [
        'Spetta l’indennizzo per il ritardo nella risposta?',
        'Spetta l’indennizzo automatico: superati i giorni dello standard. Lo disponiamo noi.',
      ],
      [
        'Che cosa rispondiamo a chi chiede a che punto è la sua richiesta?',
        'La verifica è finita: la risposta può partire oggi, con l’esito in allegato.',
      ],
    ],
  },
];
const REASONS: [subject: string, note: string][] = [
  ['Voltura', 'Ha con sé documento e contratto di affitto.'],
  ['Bolletta da capire', 'Porta le ultime tre bollette.'],
  ['Nuovo allaccio', ''],
  ['Rateizzazione', 'Chiede quante rate può avere.'],
  ['Disdetta', ''],
  ['Cambio indirizzo', 'Non ha la posta elettronica.'],
  ['Reclamo da presentare', 'Vuole una copia protocollata.'],
];

/** The queues of the back offices and of the counters, and the profile of who sits there; always the same ids. */
export function houseOf() {
  const rng = random('house');
  return { office: rng.uuid(), counter: rng.uuid(), profile: rng.uuid(), network: rng.uuid() };
}

/** Rows that change little: two queues, and who serves them. */
export function houseRows(organisation: DemoOrganisation): Filled[] {
  const { office, counter, profile, network } = houseOf();
  const of = <T extends { key: string }>(list: readonly T[], key: string): T =>
    list.find((one) => one.key === key)!;
  const service = of(organisation.services, 'clienti').id;
  const calendar = of(organisation.calendars, 'uffici').id;
  const clienti = of(organisation.queues, 'clienti').id;
  const reclami = of(organisation.queues, 'reclami').id;
  const queue = (id: string, code: string, name: string, more: Row): Row => ({
    id,
    code,
    name,
    service_id: service,
    calendar_id: calendar,
    ...more,
  });
  const promise = (channel: string, seconds: number) =>
    json({ formula: 'negative', version: 1, threshold: { [channel]: seconds }, target: 0.8 });
  return [
    [
      'routing.queue',
      [
        queue(office, 'ufficio', 'Ufficio fatturazione e reclami', {
          offer_seconds: json({ case: 120 }),
          service_level: promise('case', 8 * 3600),
          ttl_seconds: 2 * 86_400,
          wrap_up_mode: 'none',
        }),
        queue(network, 'rete', 'Ufficio tecnico di rete', {
          offer_seconds: json({ case: 120 }),
          service_level: promise('case', 8 * 3600),
          ttl_seconds: 2 * 86_400,
          wrap_up_mode: 'none',
        }),
        queue(counter, 'sportello', 'Sportello di Colle', {
          offer_seconds: json({ desk: 60 }),
          service_level: promise('desk', 20 * 60),
          ttl_seconds: 6 * 3600,
          wrap_up_mode: 'mandatory',
        }),
      ],
    ],
    [
      'routing.profile',
      [
        {
          id: profile,
          name: 'Sportello',
          capacity: json({
            desk: { max: 1, interruptedBy: [] },
            chat: { max: 2, interruptedBy: [] },
            email: { max: 3, interruptedBy: ['chat', 'form', 'phone', 'desk'] },
            form: { max: 3, interruptedBy: ['chat', 'email', 'phone', 'desk'] },
            phone: { max: 1, interruptedBy: [] },
          }),
        },
      ],
    ],
    [
      'routing.profile_queue',
      [
        { profile_id: profile, queue_id: counter, channel: 'desk', priority: 1 },
        ...['chat', 'email', 'form', 'phone'].flatMap((channel) => [
          { profile_id: profile, queue_id: clienti, channel, priority: 2 },
          { profile_id: profile, queue_id: reclami, channel, priority: 3 },
        ]),
        ...[office, network].map((back) => ({
          profile_id: of(organisation.profiles, 'esperti').id,
          queue_id: back,
          channel: 'case',
          priority: 2,
        })),
      ],
    ],
  ];
}

interface Made {
  rows: Filled[];
  /** The highest number of a contact. */
  last: number;
}

/**
 * The rows of steps and visits of the last two weeks, to be written after cases and the contacts before them.
 * @param after the highest number of a contact so far
 */
export function houseWorkRows(
  organisation: DemoOrganisation,
  customers: readonly DemoCustomer[],
  cases: readonly DemoCase[],
  now: Date,
  after: number,
): Made {
  const rng = random('house-work');
  const { office, counter } = houseOf();
  const service = organisation.services.find((one) => one.key === 'clienti')!.id;
  const staff = (key: string) => organisation.staff.find((one) => one.key === key)!;
  const nameOf = (id: string) => {
    const one = organisation.staff.find((other) => other.id === id)!;
    return `${one.name} ${one.surname}`;
  };
  const experts = [staff('giulia').id, staff('stefano').id];
  const clerk = staff('samira').id;
  const outcome = organisation.outcomes[0]!.id;
  const leaves = organisation.classification.filter((one) => one.level === 3);
  const table: Record<string, Row[]> = {
    'contacts.conversation': [],
    'contacts.contact': [],
    'contacts.message': [],
    'contacts.leg': [],
    'routing.work_item': [],
    'cases.step': [],
    'cases.entry': [],
    'offices.series': [{ queue_id: counter, letters: 'A' }],
    'offices.dispensed': [],
    'offices.visit': [],
  };
  let number = after;

  interface Work {
    kind: 'case_step' | 'desk_visit';
    queue: string;
    customer: DemoCustomer;
    subject: string;
    /** A note of its maker; '' for none. */
    text: string;
    maker: string;
    at: number;
    /** Stretches in their order: kind, seconds (null: still under way), result, agent. */
    legs: [kind: string, seconds: number | null, result: string | null, agent: string | null][];
    more: Row;
  }
  /** A contact with its conversation, note and legs; answers its id and when it ended. */
  function make(work: Work): { id: string; conversation: string; endedAt: Date | null } {
    const id = rng.uuid();
    const conversation = rng.uuid();
    const channel = work.kind === 'case_step' ? 'case' : 'desk';
    let at = work.at;
    const legs = work.legs.map(([kind, seconds, result, agent], index): Row => {
      const started = new Date(at);
      const ended = seconds === null ? null : new Date(at + seconds * 1000);
      if (ended !== null) at = ended.getTime();
      return {
        id: rng.uuid(),
        contact_id: id,
        ordinal: index + 1,
        kind,
        queue_id: work.queue,
        agent_id: agent,
        started_at: started,
        ended_at: ended,
        result,
      };
    });
    const open = work.legs.at(-1)![1] === null;
    const endedAt = open ? null : new Date(at);
    const arrived = new Date(work.at);
    number += 1;
    table['contacts.conversation']!.push({
      id: conversation,
      channel,
      entry_point_id: null,
      service_id: service,
      team_id: null,
      customer_id: work.customer.id,
      subject: work.subject,
      state: open ? 'open' : 'closed',
      language: work.customer.language,
      created_at: arrived,
      last_message_at: arrived,
      message_count: work.text === '' ? 0 : 1,
    });
    table['contacts.contact']!.push({
      id,
      number: `C-${arrived.getFullYear()}-${String(number).padStart(6, '0')}`,
      kind: work.kind,
      channel,
      direction: 'in',
      conversation_id: conversation,
      customer_id: work.customer.id,
      entry_point_id: null,
      service_id: service,
      team_id: null,
      queue_id: work.queue,
      made_by: work.maker,
      subject: work.subject,
      preview: work.text === '' ? work.subject : work.text.slice(0, 160),
      language: work.customer.language,
      arrived_at: arrived,
      closed_at: endedAt,
      unread: open,
      last_message_at: arrived,
      last_direction: 'in',
      // Every row has every column.
      case_id: null,
      due_at: null,
      ticket: null,
      agent_id: null,
      answered_at: null,
      handled_at: null,
      outcome_id: null,
      classification_id: null,
      ...work.more,
    });
    if (work.text !== '')
      table['contacts.message']!.push({
        id: rng.uuid(),
        conversation_id: conversation,
        contact_id: id,
        seq: 1,
        direction: 'note',
        channel,
        author_staff: work.maker,
        author_name: nameOf(work.maker),
        text: work.text,
        at: arrived,
        received_at: arrived,
      });
    table['contacts.leg']!.push(...legs);
    if (open)
      table['routing.work_item']!.push({
        id,
        kind: work.kind,
        channel,
        queue_id: work.queue,
        service_id: service,
        state: 'waiting',
        arrived_at: arrived,
        queued_at: arrived,
        waiting_since: arrived,
        requires: json([]),
      });
    return { id, conversation, endedAt };
  }

  const customerOf = new Map(customers.map((one) => [one.id, one]));
  function step(one: DemoCase, at: number, waits: boolean): void {
    const [question, answer] = rng.pick(QUESTIONS.find(({ of }) => of.includes(one.type))!.asks);
    const expert = rng.pick(experts.filter((id) => id !== one.owner));
    const wait = Math.round(rng.logNormal(75, 0.7)) * 60;
    const work = rng.int(12, 45) * 60;
    const taken = new Date(at + wait * 1000);
    const due = waits ? new Date(now.getTime() + rng.int(3, 26) * HOUR) : null;
    const { id, endedAt } = make({
      kind: 'case_step',
      queue: office,
      customer: customerOf.get(one.customer)!,
      subject: question.slice(0, 120),
      text: question,
      maker: one.owner,
      at,
      legs: waits
        ? [['queue', null, null, null]]
        : [
            ['queue', wait, 'answered', null],
            ['handle', work, 'completed', expert],
          ],
      more: {
        case_id: one.id,
        due_at: due,
        state: waits ? 'queued' : 'closed',
        agent_id: waits ? null : expert,
        answered_at: waits ? null : taken,
        handled_at: waits ? null : new Date(taken.getTime() + work * 1000),
      },
    });
    const entry = (when: Date, who: string, body: string, data: Row) =>
      table['cases.entry']!.push({
        id: rng.uuid(),
        case_id: one.id,
        at: when,
        kind: 'step',
        actor: `staff:${who}`,
        author_name: nameOf(who),
        body,
        data: json({ step: id, ...data }),
      });
    entry(new Date(at), one.owner, question, { about: 'asked', queue: 'Ufficio fatturazione e reclami' });
    if (!waits) {
      entry(taken, expert, '', { about: 'taken', agent: nameOf(expert) });
      entry(endedAt!, expert, answer, { about: 'answered', outcome: 'answered' });
    }
    table['cases.step']!.push({
      id,
      case_id: one.id,
      queue_id: office,
      question,
      due_at: due,
      asked_by: one.owner,
      asked_by_name: nameOf(one.owner),
      asked_at: new Date(at),
      outcome: waits ? null : 'answered',
      answer: waits ? null : answer,
      closed_by_name: waits ? null : nameOf(expert),
      closed_at: endedAt,
    });
  }

  function visits(noon: Date): void {
    const day = noon.toISOString().slice(0, 10);
    let free = noon.getTime();
    let at = noon.getTime() - rng.int(0, 9) * MINUTE;
    let tickets = 0;
    for (let one = rng.int(9, 14); one > 0; one -= 1) {
      at += rng.int(4, 24) * MINUTE;
      const leaves_ = rng.chance(0.06);
      const wait = Math.max(20_000, free - at + rng.int(20, 80) * 1000);
      const served = Math.round(rng.logNormal(9, 0.45) * 60);
      const wrap = rng.int(20, 90);
      if (at + wait + (served + wrap) * 1000 > now.getTime() - 30 * MINUTE) break;
      const [subject, note] = rng.pick(REASONS);
      const customer = rng.pick(customers);
      tickets += 1;
      const ticket = `A${String(tickets).padStart(3, '0')}`;
      const patience = Math.round(Math.min(wait, rng.int(8, 25) * MINUTE) / 1000);
      const { id } = make({
        kind: 'desk_visit',
        queue: counter,
        customer,
        subject,
        text: note,
        maker: staff('marta').id,
        at,
        legs: leaves_
          ? [['queue', patience, 'abandoned', null]]
          : [
              ['queue', Math.round(wait / 1000), 'answered', null],
              ['handle', served, 'completed', clerk],
              ['wrap_up', wrap, 'completed', clerk],
            ],
        more: {
          ticket,
          state: leaves_ ? 'abandoned' : 'closed',
          agent_id: leaves_ ? null : clerk,
          answered_at: leaves_ ? null : new Date(at + Math.round(wait / 1000) * 1000),
          handled_at: leaves_ ? null : new Date(at + (Math.round(wait / 1000) + served) * 1000),
          outcome_id: leaves_ ? null : outcome,
          classification_id: leaves_ ? null : rng.pick(leaves).id,
        },
      });
      if (!leaves_) free = at + wait + (served + wrap) * 1000;
      table['offices.visit']!.push({
        id,
        queue_id: counter,
        day,
        ticket,
        priority: rng.chance(0.1) ? 'by_right' : null,
        calls: leaves_ ? 0 : rng.chance(0.1) ? 2 : 1,
        called_at: leaves_ ? null : new Date(at + wait),
        counter: leaves_ ? null : 'Sportello 1',
        registered_by_name: nameOf(staff('marta').id),
      });
    }
    if (tickets > 0) table['offices.dispensed']!.push({ queue_id: counter, day, last: tickets });
  }

  for (let day = 14; day >= 0; day -= 1) {
    const opens = new Date(now.getTime() - day * DAY);
    opens.setUTCHours(8, 0, 0, 0);
    if ([0, 6].includes(opens.getUTCDay())) continue;
    visits(opens);
  }
  for (const one of cases) {
    const at = one.openedAt.getTime() + rng.int(30, 240) * MINUTE;
    const hour = new Date(at).getUTCHours();
    const over = at + 6 * HOUR < Math.min(now.getTime(), one.closedAt?.getTime() ?? Infinity);
    if (over && hour >= 7 && hour < 15 && rng.chance(0.3)) step(one, at, false);
  }
  const open = cases.filter(
    ({ closedAt, openedAt }) => closedAt === null && openedAt.getTime() < now.getTime() - 4 * HOUR,
  );
  for (const one of open.slice(-2)) step(one, now.getTime() - rng.int(20, 110) * MINUTE, true);
  return {
    rows: Object.entries(table).map(([name, rows]): Filled => [name, rows]),
    last: number,
  };
}
