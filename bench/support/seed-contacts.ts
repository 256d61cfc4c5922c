import pg from 'pg';

/** What was put in, for a benchmark to choose from. */
export interface Seeded {
  services: string[];
  queues: string[];
  staff: string[];
  customers: number;
  contacts: number;
  messages: number;
}

// Words in a natural proportion: the n-th is n times rarer than the first.
const roots =
  'acqua luce gas bolletta contatore lettura pagamento rata rimborso guasto perdita pressione fornitura contratto voltura subentro disdetta reclamo ufficio sportello appuntamento tecnico intervento fattura scadenza conguaglio consumo tariffa canone deposito'.split(
    ' ',
  );
const words = [...roots, ...Array.from({ length: 3000 }, (_, n) => `parola${n}`)];

/**
 * Fills a migrated, empty database with contacts as they would lie there after a year or two: 10 contacts a customer,
 * three quarters of them mails, the newest 500 open, with messages, legs, mentions and cases. The same numbers give
 * the same volume and spread; the texts are random.
 */
export async function seedContacts(url: string, contacts = 200_000): Promise<Seeded> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const run = async (statement: string, values: unknown[] = []) =>
    (await client.query(statement, values)).rows as Record<string, never>[];
  const ids = async (statement: string) =>
    (await run(statement)).map((row) => row['id'] as unknown as string);
  const customers = Math.max(1, Math.round(contacts / 10));
  try {
    await run('set synchronous_commit = off');
    const services = await ids(
      `insert into access.service (id, code, name) select gen_random_uuid(), 's' || n, 'Servizio ' || n
       from generate_series(1, 2) as n returning id`,
    );
    const staff = await ids(
      `insert into access.staff (id, email, name, public_name) select gen_random_uuid(),
         'operatore' || n || '@example.org', 'Operatore ' || n, 'Operatore ' || n from generate_series(1, 12) as n returning id`,
    );
    const queues = await ids(
      `insert into routing.queue (id, code, name, service_id)
       select gen_random_uuid(), 'q' || n, 'Coda ' || n, ('{${services.join(',')}}'::uuid[])[1 + n % 2]
       from generate_series(1, 4) as n returning id`,
    );
    await run(
      `insert into customers.customer (id, number, name, state)
       select gen_random_uuid(), (100000 + n)::text,
         (array['Mario','Anna','Luca','Giulia','Niccolò','Sofia','Paolo','Chiara','Andrea','Sara'])[1 + n % 10] || ' ' ||
         (array['Rossi','Bianchi','Ferrari','Esposito','Ricci','Greco','Conti','Gallo','Fontana','Caruso','Riva'])[1 + (n / 10) % 11]
           || ' ' || n, 'known'
       from generate_series(1, $1::int) as n`,
      [customers],
    );
    await run(
      `insert into customers.identity (id, customer_id, type, value, normal)
       select gen_random_uuid(), id, 'email', 'cliente' || number || '@example.org', 'cliente' || number || '@example.org'
       from customers.customer`,
    );
    await run(
      `create temporary table seed_contact as
       select n, gen_random_uuid() as id, gen_random_uuid() as conversation_id, c.id as customer_id,
         now() - (($1::int - n) * interval '150 seconds') as at,
         case when n % 4 = 0 then 'chat' else 'email' end as channel,
         ('{${queues.join(',')}}'::uuid[])[1 + (n * 7) % 4] as queue_id, ('{${staff.join(',')}}'::uuid[])[1 + (n * 5) % 12] as agent_id,
         n > $1::int - 500 as open
       from generate_series(1, $1::int) as n
       join (select id, row_number() over () as place from customers.customer) as c on c.place = 1 + (n * 7919) % $2::int`,
      [contacts, customers],
    );
    // One in five contacts goes on in the conversation of the one before it of the same customer.
    await run(
      `
      update seed_contact as s set conversation_id = other.conversation_id from seed_contact as other
      where s.n % 5 = 0 and other.customer_id = s.customer_id and other.n = s.n - $1::int`,
      [customers],
    );
    await run(`
      insert into contacts.conversation (id, channel, service_id, customer_id, subject, state, created_at, last_message_at, message_count)
      select distinct on (conversation_id) conversation_id, s.channel, q.service_id, customer_id, 'Richiesta ' || n,
        case when open then 'open' else 'closed' end, at, at, 3
      from seed_contact as s join routing.queue as q on q.id = s.queue_id order by conversation_id, n`);
    await run(`
      insert into contacts.contact (id, number, channel, direction, state, conversation_id, customer_id, service_id, queue_id, agent_id,
        subject, preview, arrived_at, answered_at, closed_at, last_message_at, unread)
      select s.id, 'C-2026-' || lpad(n::text, 6, '0'), s.channel, 'in',
        case when not open then 'closed' when n % 3 = 0 then 'active' else 'queued' end,
        conversation_id, customer_id, q.service_id, s.queue_id, case when not open or n % 3 = 0 then agent_id end,
        'Richiesta ' || n, 'Buongiorno, scrivo per', at,
        case when not open or n % 3 = 0 then at + interval '10 minutes' end, case when not open then at + interval '1 hour' end, at, open
      from seed_contact as s join routing.queue as q on q.id = s.queue_id`);
    const messages = await client.query(
      `insert into contacts.message (id, conversation_id, contact_id, seq, direction, channel, author_name, author_staff, sender, recipients,
        subject, text, html, message_id, at)
      select gen_random_uuid(), s.conversation_id, s.id, (row_number() over (partition by s.conversation_id order by s.n, m))::int,
        case m when 2 then 'out' else 'in' end, s.channel, case m when 2 then 'Operatore' else 'Cliente' end,
        case m when 2 then s.agent_id end, 'cliente@example.org', '{info@example.org}', 'Richiesta ' || s.n, body.text,
        case when s.channel = 'email' then '<p>' || body.text || '</p>' end, '<' || s.n || '.' || m || '@example.org>', s.at + m * interval '1 minute'
      from seed_contact as s cross join generate_series(1, 3) as m cross join lateral (
        select string_agg(word, ' ') as text from (
          select ($1::text[])[greatest(1, ($2::int ^ random())::int)] as word from generate_series(1, 40 + (s.n + m) % 2)
        ) as picked) as body`,
      [words, words.length],
    );
    await run(`
      insert into contacts.leg (id, contact_id, ordinal, kind, queue_id, agent_id, started_at, ended_at, result)
      select gen_random_uuid(), c.id, k.ordinal, k.kind, c.queue_id, case when k.kind <> 'queue' then c.agent_id end,
        c.arrived_at + k.begins, case when k.kind = 'queue' then c.answered_at when c.closed_at is null and k.kind <> 'offer' then null
          else c.arrived_at + k.ends end, k.result
      from contacts.contact as c join (values
        (0, 'queue', interval '0', interval '10 minutes', 'answered'), (1, 'offer', '9 minutes', '10 minutes', 'accepted'),
        (2, 'handle', '10 minutes', '50 minutes', 'completed'), (3, 'wrap_up', '50 minutes', '60 minutes', 'completed')
      ) as k (ordinal, kind, begins, ends, result) on c.answered_at is not null or k.ordinal = 0
      where k.kind <> 'wrap_up' or c.closed_at is not null`);
    await run(`
      insert into cases.case (id, number, type, subject, description, status, customer_id, service_id, opened_by, opened_at, closed_at)
      select gen_random_uuid(), 'P-2026-' || lpad(s.n::text, 6, '0'), 'information', 'Pratica per richiesta ' || s.n, 'La perdita continua.',
        'closed', s.customer_id, q.service_id, 'system', s.at, s.at + interval '3 days'
      from seed_contact as s join routing.queue as q on q.id = s.queue_id where s.n % 20 = 0`);
    await run('drop table seed_contact');
    await run('vacuum analyze');
    return { services, queues, staff, customers, contacts, messages: messages.rowCount ?? 0 };
  } finally {
    await client.end();
  }
}
