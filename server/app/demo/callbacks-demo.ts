import type { DemoCustomer, DemoIdentity, DemoOrganisation } from './index.ts';
import type { Filled, Row } from './load.store.ts';
import { random } from './random.ts';
import { teamOf } from './load-organisation.ts';

// Calls that the demo organisation owes and has made: two weeks of them, some open, most of them over.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const WISHES: [subject: string, note: string][] = [
  ['Bolletta più alta del solito', 'La bolletta di questo mese è il doppio, vorrei capire perché.'],
  ['Voltura da completare', 'Mi manca un documento per la voltura, ditemi quale.'],
  ['Rateizzazione', 'Posso pagare in tre volte? Chiamatemi nel pomeriggio.'],
  ['Pressione bassa', "Da ieri l'acqua arriva debole, secondo piano."],
  ['Autolettura non accettata', 'Il sito rifiuta la lettura del contatore.'],
  ['Contatore da sostituire', 'Aspetto da tre settimane la data della sostituzione.'],
];

interface Made {
  rows: Filled[];
  /** The highest number of a contact. */
  last: number;
}

/** The rows of callbacks, to be written after the contacts before them; `after`: the highest number of a contact so far. */
export function callbackRows(
  organisation: DemoOrganisation,
  customers: readonly DemoCustomer[],
  identities: readonly DemoIdentity[],
  now: Date,
  after: number,
): Made {
  const rng = random('callbacks');
  const queue = organisation.queues.find((one) => one.key === 'clienti')!;
  const point = organisation.entryPoints.find((one) => one.channel === 'phone')!;
  const place = { service_id: queue.service, team_id: teamOf(organisation, queue.id) };
  const profiles = new Set(
    organisation.profiles
      .filter((one) => one.queues.some((entry) => entry.queue === queue.id))
      .map(({ id }) => id),
  );
  const agents = organisation.staff.filter((one) => one.profile !== null && profiles.has(one.profile));
  const known = new Map(customers.map((one) => [one.id, one]));
  const phones = rng.shuffle(identities.filter((one) => one.type === 'phone' && known.has(one.customer)));
  const outcome = organisation.outcomes[0]!.id;
  const leaves = organisation.classification.filter((one) => one.level === 3);
  const table: Record<string, Row[]> = {
    'contacts.conversation': [],
    'contacts.contact': [],
    'contacts.message': [],
    'contacts.leg': [],
    'contacts.callback': [],
    'contacts.callback_attempt': [],
    'routing.work_item': [],
  };
  let number = after;

  type End = 'reached' | 'unreached' | 'expired' | 'cancelled' | 'waiting' | 'later' | 'again';
  const make = (askedAt: Date, end: End) => {
    const phone = phones.pop();
    if (phone === undefined) return;
    const customer = known.get(phone.customer)!;
    const [subject, note] = rng.pick(WISHES);
    const id = rng.uuid();
    const conversation = rng.uuid();
    const open = end === 'waiting' || end === 'later' || end === 'again';
    const tries = end === 'reached' ? rng.int(1, 2) : end === 'unreached' ? 3 : end === 'again' ? 1 : 0;
    const agent = rng.pick(agents).id;
    const legs: Row[] = [];
    const attempts: Row[] = [];
    let at = askedAt.getTime();
    const leg = (kind: string, seconds: number | null, result: string | null, who: string | null = null) => {
      const ended = seconds === null ? null : new Date(at + seconds * 1000);
      legs.push({
        id: rng.uuid(),
        contact_id: id,
        ordinal: legs.length + 1,
        kind,
        queue_id: queue.id,
        agent_id: who,
        started_at: new Date(at),
        ended_at: ended,
        result,
        detail: JSON.stringify(
          kind === 'queue' ? { waitedSince: askedAt.toISOString(), attempt: attempts.length + 1 } : {},
        ),
      });
      if (ended !== null) at = ended.getTime();
    };
    for (let attempt = 1; attempt <= tries; attempt += 1) {
      const got = end === 'reached' && attempt === tries;
      leg('queue', rng.int(120, 900), 'answered');
      const started = at;
      leg('handle', got ? rng.int(150, 600) : rng.int(35, 60), got ? 'completed' : 'unreached', agent);
      if (got) leg('wrap_up', rng.int(20, 90), 'completed', agent);
      attempts.push({
        id: rng.uuid(),
        contact_id: id,
        number: attempt,
        agent_id: agent,
        dialled: 'agent',
        started_at: new Date(started),
        ended_at: new Date(started + 30_000),
        result: got ? 'reached' : rng.pick(['no_answer', 'no_answer', 'busy']),
        note: '',
      });
      at += 30 * MINUTE;
    }
    if (end === 'expired') leg('queue', 3 * 24 * 3600, 'expired');
    if (end === 'cancelled') leg('queue', rng.int(600, 5000), 'cancelled');
    if (end === 'waiting') leg('queue', null, null);
    const endedAt = open ? null : (legs.at(-1)!['ended_at'] as Date);
    const due =
      end === 'later'
        ? new Date(now.getTime() + rng.int(2, 20) * HOUR)
        : end === 'again'
          ? new Date(at)
          : null;
    const wanted = end === 'later' ? due : null;
    number += 1;
    table['contacts.conversation']!.push({
      id: conversation,
      channel: 'phone',
      entry_point_id: point.id,
      ...place,
      customer_id: customer.id,
      subject,
      state: open ? 'open' : 'closed',
      language: customer.language,
      created_at: askedAt,
      last_message_at: askedAt,
      message_count: 1,
    });
    table['contacts.contact']!.push({
      id,
      number: `C-${askedAt.getFullYear()}-${String(number).padStart(6, '0')}`,
      kind: 'callback',
      channel: 'phone',
      direction: 'in',
      state:
        end === 'waiting'
          ? 'queued'
          : end === 'later' || end === 'again'
            ? 'scheduled'
            : end === 'expired' || end === 'cancelled'
              ? end
              : 'closed',
      conversation_id: conversation,
      customer_id: customer.id,
      entry_point_id: point.id,
      ...place,
      queue_id: queue.id,
      agent_id: end === 'reached' || end === 'unreached' ? agent : null,
      subject,
      preview: note,
      language: customer.language,
      arrived_at: askedAt,
      answered_at: end === 'reached' ? (legs[0]!['ended_at'] as Date) : null,
      handled_at: end === 'reached' ? endedAt : null,
      closed_at: endedAt,
      outcome_id: end === 'reached' ? outcome : null,
      classification_id: end === 'reached' ? rng.pick(leaves).id : null,
      unread: open,
      last_message_at: askedAt,
      last_direction: 'in',
    });
    table['contacts.message']!.push({
      id: rng.uuid(),
      conversation_id: conversation,
      contact_id: id,
      seq: 1,
      direction: 'in',
      channel: 'phone',
      author_customer: customer.id,
      author_name: customer.companyName ?? `${customer.name} ${customer.surname}`,
      text: note,
      at: askedAt,
      received_at: askedAt,
    });
    table['contacts.leg']!.push(...legs);
    table['contacts.callback']!.push({
      contact_id: id,
      number: phone.value,
      queue_id: queue.id,
      via: rng.pick(['chat', 'page', 'desk']),
      place_at: wanted ?? askedAt,
      waited_since: askedAt,
      wanted_at: wanted,
      promised_at: wanted,
      state: open ? 'open' : end,
      due_at: due,
      attempts: tries,
      expires_at: new Date(Math.max(askedAt.getTime(), due?.getTime() ?? 0) + 3 * DAY),
      note,
      ended_at: endedAt,
      reason:
        end === 'unreached'
          ? 'attempts'
          : end === 'expired'
            ? 'expires'
            : end === 'cancelled'
              ? 'Ha risolto con il modulo sul sito.'
              : null,
    });
    table['contacts.callback_attempt']!.push(...attempts);
    if (end === 'waiting')
      table['routing.work_item']!.push({
        id,
        kind: 'callback',
        channel: 'phone',
        queue_id: queue.id,
        service_id: queue.service,
        state: 'waiting',
        arrived_at: askedAt,
        queued_at: askedAt,
        waiting_since: askedAt,
        requires: JSON.stringify(queue.requires),
      });
  };

  const ends: End[] = [
    'reached',
    'reached',
    'reached',
    'reached',
    'unreached',
    'reached',
    'cancelled',
    'reached',
    'expired',
  ];
  for (let day = 14; day >= 5; day -= 1) {
    const noon = new Date(now.getTime() - day * DAY);
    noon.setUTCHours(9, 30, 0, 0);
    if ([0, 6].includes(noon.getUTCDay())) continue;
    for (let one = 0; one < 3; one += 1)
      make(new Date(noon.getTime() + rng.int(0, 240) * MINUTE), rng.pick(ends));
  }
  make(new Date(now.getTime() - 50 * MINUTE), 'again');
  make(new Date(now.getTime() - 14 * MINUTE), 'waiting');
  make(new Date(now.getTime() - 6 * MINUTE), 'waiting');
  make(new Date(now.getTime() - 3 * HOUR), 'later');
  make(new Date(now.getTime() - HOUR), 'later');
  return {
    rows: Object.entries(table).map(([name, rows]): Filled => [name, rows]),
    last: number,
  };
}
