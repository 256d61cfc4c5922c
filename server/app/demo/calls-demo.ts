import type { DemoCustomer, DemoIdentity, DemoOrganisation } from './index.ts';
import { teamOf } from './load-organisation.ts';
import type { Filled, Row } from './load.store.ts';
import { random } from './random.ts';

// The demo organisation's telephone: its number, and the calls of four weeks. A gateway that has gone again carried them,
// so nothing rings. In one of them an agent asked the expert, who helped.

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const DAYS = 28;
const GATEWAY = 'dimostrazione';

const SUBJECTS = [
  'Bolletta da spiegare',
  "Voltura dell'utenza",
  'Guasto in strada',
  'Lettura del contatore',
  'Pagamento non registrato',
  'Appuntamento con il tecnico',
];
const QUESTION = 'Il cliente ha due contatori sullo stesso codice: la voltura vale per entrambi?';
const ANSWER =
  "No, solo per quello dell'indirizzo indicato. Per il secondo serve un'altra richiesta: la apro io.";

interface Made {
  rows: Filled[];
  /** The highest number of a contact. */
  last: number;
}

/** The rows of the telephone, to be written after the contacts before them; `after`: the highest number so far. */
export function callRows(
  organisation: DemoOrganisation,
  customers: readonly DemoCustomer[],
  identities: readonly DemoIdentity[],
  now: Date,
  after: number,
): Made {
  const rng = random('calls');
  const point = organisation.entryPoints.find((one) => one.channel === 'phone')!;
  const queue = organisation.queues.find(({ id }) => id === point.queue)!;
  const place = { service_id: queue.service, team_id: teamOf(organisation, queue.id) };
  const serving = new Set(
    organisation.profiles
      .filter((one) => one.queues.some((entry) => entry.queue === queue.id))
      .map(({ id }) => id),
  );
  const agents = organisation.staff.filter((one) => one.profile !== null && serving.has(one.profile));
  const expert = organisation.staff.find(({ role }) => role === 'expert')!;
  const known = new Map(customers.map((one) => [one.id, one]));
  const phones = rng.shuffle(identities.filter((one) => one.type === 'phone' && known.has(one.customer)));
  const leaves = organisation.classification.filter((one) => one.level === 3);
  const table: Record<string, Row[]> = {
    'contacts.conversation': [],
    'contacts.contact': [],
    'contacts.consult': [],
    'contacts.message': [],
    'contacts.leg': [],
    'voice.call': [],
  };
  let number = after;

  const make = (arrivedAt: Date, asks: boolean) => {
    const phone = rng.pick(phones);
    const customer = known.get(phone.customer)!;
    const name = customer.companyName ?? `${customer.name} ${customer.surname}`;
    const [id, conversation] = [rng.uuid(), rng.uuid()];
    const answered = asks || rng.int(1, 100) <= 91;
    const agent = rng.pick(agents.filter((one) => one.id !== expert.id)).id;
    const legs: Row[] = [];
    const leg = (kind: string, from: number, to: number, result: string, also: Row = {}) =>
      legs.push({
        id: rng.uuid(),
        contact_id: id,
        ordinal: legs.length + 1,
        kind,
        queue_id: queue.id,
        agent_id: null,
        consult_id: null,
        started_at: new Date(from),
        ended_at: new Date(to),
        result,
        detail: '{}',
        ...also,
      });
    const start = arrivedAt.getTime();
    const taken = start + rng.int(4, answered ? 55 : 140) * 1000;
    leg('queue', start, taken, answered ? 'answered' : 'abandoned');
    const over = answered ? taken + rng.int(110, 540) * 1000 : taken;
    if (answered) leg('handle', taken, over, 'completed', { agent_id: agent });
    const messages: Row[] = [];
    const say = (at: number, direction: 'in' | 'note', text: string, also: Row) =>
      messages.push({
        id: rng.uuid(),
        conversation_id: conversation,
        contact_id: id,
        seq: messages.length + 1,
        direction,
        channel: 'phone',
        author_customer: null,
        author_staff: null,
        author_name: '',
        consult_id: null,
        text,
        at: new Date(at),
        received_at: new Date(at),
        ...also,
      });
    say(start, 'in', `Telefonata da ${phone.value}`, { author_customer: customer.id, author_name: name });
    if (asks) {
      const consult = rng.uuid();
      const [asked, joined, left] = [taken + 40_000, taken + 52_000, taken + 100_000];
      table['contacts.consult']!.push({
        id: consult,
        contact_id: id,
        asker: agent,
        queue_id: queue.id,
        asked_agent: expert.id,
        question: QUESTION,
        state: 'ended',
        agent_id: expert.id,
        held: true,
        asked_at: new Date(asked),
        answered_at: new Date(joined),
        ended_at: new Date(left),
        result: 'ended',
        ended_by: agent,
      });
      leg('consult_queue', asked, joined, 'answered', { consult_id: consult });
      leg('consult_offer', asked + 1000, joined, 'accepted', { consult_id: consult, agent_id: expert.id });
      leg('consult', joined, left, 'ended', { consult_id: consult, agent_id: expert.id });
      leg('hold', joined, left, 'resumed', { agent_id: agent });
      say(asked, 'note', QUESTION, { consult_id: consult, author_staff: agent });
      say(left - 5000, 'note', ANSWER, { consult_id: consult, author_staff: expert.id });
    }
    const closed = answered ? over + rng.int(15, 90) * 1000 : over;
    if (answered) leg('wrap_up', over, closed, 'completed', { agent_id: agent });
    const lastAt = messages.at(-1)!['at'];
    number += 1;
    const subject = rng.pick(SUBJECTS);
    const common = { ...place, customer_id: customer.id, subject, language: customer.language };
    table['contacts.conversation']!.push({
      id: conversation,
      channel: 'phone',
      entry_point_id: point.id,
      ...common,
      state: 'closed',
      created_at: arrivedAt,
      last_message_at: lastAt,
      message_count: messages.length,
    });
    table['contacts.contact']!.push({
      id,
      number: `C-${arrivedAt.getFullYear()}-${String(number).padStart(6, '0')}`,
      channel: 'phone',
      direction: 'in',
      state: answered ? 'closed' : 'abandoned',
      conversation_id: conversation,
      entry_point_id: point.id,
      ...common,
      queue_id: queue.id,
      agent_id: answered ? agent : null,
      preview: `Telefonata da ${phone.value}`,
      arrived_at: arrivedAt,
      answered_at: answered ? new Date(taken) : null,
      handled_at: answered ? new Date(over) : null,
      closed_at: new Date(closed),
      outcome_id: answered ? organisation.outcomes[0]!.id : null,
      classification_id: answered ? rng.pick(leaves).id : null,
      unread: false,
      last_message_at: lastAt,
      last_direction: 'in',
    });
    table['contacts.message']!.push(...messages);
    table['contacts.leg']!.push(...legs);
    table['voice.call']!.push({
      id: rng.uuid(),
      gateway: GATEWAY,
      ref: `chiamata-${number}`,
      direction: 'in',
      contact_id: id,
      agent_id: answered ? agent : null,
      customer_number: phone.value,
      own_number: point.address,
      state: 'ended',
      wanted: answered ? 'talk' : 'wait',
      started_at: arrivedAt,
      answered_at: arrivedAt,
      connected_at: answered ? new Date(taken) : null,
      ended_at: new Date(over),
      cause: 'hung_up',
      ended_by: rng.pick(['customer', 'customer', 'agent']),
    });
  };

  let asked = false;
  for (let day = 0; day <= DAYS; day += 1) {
    const opening = new Date(now.getTime() - day * DAY);
    opening.setUTCHours(7, 30, 0, 0);
    if ([0, 6].includes(opening.getUTCDay())) continue;
    for (let one = rng.int(9, 16); one > 0; one -= 1) {
      const at = new Date(opening.getTime() + rng.int(0, 540) * MINUTE);
      // A quarter of an hour ago at least: it is over.
      if (at.getTime() > now.getTime() - 20 * MINUTE) continue;
      make(at, day > 0 && !asked);
      if (day > 0) asked = true;
    }
  }
  return { rows: Object.entries(table).map(([name, rows]): Filled => [name, rows]), last: number };
}
