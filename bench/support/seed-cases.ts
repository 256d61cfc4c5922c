import { sql, type Db } from '#server/platform/index.ts';

/** What was put in, for a benchmark to choose from. */
export interface SeededCases {
  services: string[];
  teams: string[];
  staff: string[];
  classifications: string[];
  types: string[];
}

const first =
  'Mario Anna Luca Giulia Niccolò Sofia Paolo Chiara Andrea Sara Piero Elena Bruno Marta Livio Irene'.split(
    ' ',
  );
const last =
  'Rossi Bianchi Ferrari Esposito Ricci Greco Conti Gallo Fontana Caruso Riva Lombardi Moretti Barbieri Costa Serra Villa Fabbri Longo Basile'.split(
    ' ',
  );
const things =
  'bolletta contatore perdita lettura pressione rimborso voltura contratto conguaglio guasto allaccio deposito rata analisi subentro'.split(
    ' ',
  );
const towns =
  'Colle di Val d’Elsa,Poggibonsi,Siena,Casole d’Elsa,Monteriggioni,San Gimignano,Radda,Volterra,Certaldo,Barberino'.split(
    ',',
  );

/**
 * Fills the database of a server that has started (its types of cases are there) with cases of the last year: open ones,
 * and closed ones beside them, each with a time limit, its entries, an owner for most, a customer in a town. The same
 * numbers give the same volume and spread.
 */
export async function seedCases(
  db: Db,
  { open, closed = 0, entries = false }: { open: number; closed?: number; entries?: boolean },
): Promise<SeededCases> {
  const all = open + closed;
  const ids = async (rows: Promise<{ rows: { id: string }[] }>) => (await rows).rows.map(({ id }) => id);
  const services = await ids(
    sql<{ id: string }>`insert into access.service (id, code, name)
      select gen_random_uuid(), 'banco' || n, 'Banco ' || n from generate_series(1, 3) as n returning id`.execute(
      db,
    ),
  );
  const teams = await ids(
    sql<{ id: string }>`insert into access.team (id, name, service_id)
      select gen_random_uuid(), 'Ufficio ' || n, (${services}::uuid[])[1 + n % 3] from generate_series(1, 12) as n returning id`.execute(
      db,
    ),
  );
  const staff = await ids(
    sql<{ id: string }>`insert into access.staff (id, email, name, public_name)
      select gen_random_uuid(), 'operatore' || n || '@example.org', 'Operatore ' || n, 'Operatore ' || n
      from generate_series(1, 100) as n returning id`.execute(db),
  );
  const classifications = await ids(
    sql<{ id: string }>`with a as (
        insert into knowledge.classification (id, level, code, name)
        select gen_random_uuid(), 1, 'banco-' || n, jsonb_build_object('it', 'Tema ' || n, 'en', 'Subject ' || n) from generate_series(1, 10) as n
        returning id, code), b as (
        insert into knowledge.classification (id, parent_id, level, code, name)
        select gen_random_uuid(), a.id, 2, a.code || '-' || n, jsonb_build_object('it', 'Causa ' || n, 'en', 'Cause ' || n)
        from a, generate_series(1, 8) as n returning id) select id from b`.execute(db),
  );
  const types = (await sql<{ code: string }>`select code from cases.type order by code`.execute(db)).rows.map(
    ({ code }) => code,
  );
  await sql`insert into customers.customer (id, number, name)
    select gen_random_uuid(), nextval('customers.customer_number'),
      (${first}::text[])[1 + n % ${first.length}] || ' ' || (${last}::text[])[1 + n / 7 % ${last.length}] || ' ' || n
    from generate_series(1, ${Math.ceil(all / 10)}::int) as n`.execute(db);
  await sql`insert into customers.position (id, customer_id, kind, code, service_id, address)
    select gen_random_uuid(), c.id, 'supply', 'U' || c.number, (${services}::uuid[])[1 + hashtext(c.number)::bigint & 1],
      'Via della Prova ' || c.number || ', 53034 ' || (${towns}::text[])[1 + (hashtext(c.id::text)::bigint & 1023) % ${towns.length}] || ' (SI)'
    from customers.customer as c`.execute(db);
  // Spread over the year by a stride that shares no divisor with it; most of those that are open are young.
  await sql`insert into cases.case (id, number, type, type_version, state, state_since, status, subject, description, classification_id, customer_id,
      service_id, team_id, owner_id, opened_by, opened_at, closed_at)
    select gen_random_uuid(), 'PR-2026-' || lpad(n::text, 6, '0'), t.code, 1, t.state, x.opened + (now() - x.opened) * 0.5, t.status,
      'Richiesta per ' || (${things}::text[])[1 + n % ${things.length}] || ' ' || (n::bigint * 7919 % 100003), 'Segnalazione numero ' || n || ' al banco di prova',
      (${classifications}::uuid[])[1 + n * 7 % ${classifications.length}], c.ids[1 + n * 31 % array_length(c.ids, 1)],
      (${services}::uuid[])[1 + n % 3], (${teams}::uuid[])[1 + n * 5 % 12],
      case when n % 10 = 0 then null else (${staff}::uuid[])[1 + n * 13 % 100] end, 'system', x.opened, x.closed
    from generate_series(1, ${all}::int) as n
      cross join (select array_agg(id order by number) as ids from customers.customer) as c
      cross join lateral (select now() - make_interval(secs => (n::bigint * 48271 % 31536000)::int) as opened, n > ${open} as closed) as w
      cross join lateral (select w.opened, case when w.closed then least(w.opened + make_interval(hours => 6 + n % 1200), now()) end as closed) as x
      cross join lateral (
        select (${types}::text[])[1 + n % ${types.length}] as code, s.state, case when s.state in ('in_progress', 'waiting', 'closed') then s.state else 'open' end as status
        from (select case when w.closed then 'closed' when n % 3 = 0 then 'in_progress' when n % 7 = 0 then 'waiting' else 'open' end as state) as s) as t`.execute(
    db,
  );
  await sql`insert into clocks.clock (id, subject_kind, subject_id, subject_label, key, name, customer_id, service_id, team_id, owner_id, unit, amount,
      state, started_at, due_at, double_at, triple_at, breached_at, ended_at, measured, multiple)
    select gen_random_uuid(), 'case', k.id, k.number, 'answer', '{"it":"Risposta","en":"Answer"}', k.customer_id, k.service_id, k.team_id, k.owner_id,
      'calendar', 30, case when k.closed_at is null then 'running' else 'fulfilled' end, k.opened_at, d.due, d.due + interval '30 days',
      d.due + interval '60 days', case when k.closed_at > d.due then d.due end, k.closed_at, case when k.closed_at is not null then 10 end,
      case when k.closed_at is not null then (k.closed_at > d.due)::int end
    from cases.case as k cross join lateral (select case when k.closed_at is not null then k.opened_at + interval '30 days'
      else now() + interval '11 days' + make_interval(secs => (hashtext(k.id::text) & 1048575) * 4) end as due) as d`.execute(
    db,
  );
  await sql`insert into clocks.mark (clock_id, kind, level, at, tell)
    select c.id, m.kind, m.level, c.due_at - m.before, m.tell from clocks.clock as c cross join (values
      ('warn', 1, interval '10 days', '{owner}'::text[]), ('warn', 2, interval '5 days', '{owner,supervisor}'), ('breach', 1, interval '0', '{}')
    ) as m (kind, level, before, tell) where c.state = 'running'`.execute(db);
  if (entries)
    await sql`insert into cases.entry (id, case_id, at, kind, actor, data)
      select gen_random_uuid(), k.id, k.opened_at + e.after, e.kind, e.actor, e.data
      from cases.case as k cross join lateral (values
        ('opened', interval '0', 'system', '{}'::jsonb),
        ('note', interval '1 hour', 'staff:banco', '{}'),
        ('owner', interval '2 hours' * (1 + (hashtext(k.id::text) & 63)), 'staff:banco', jsonb_build_object('to', k.owner_id))
      ) as e (kind, after, actor, data) where e.kind <> 'owner' or k.owner_id is not null`.execute(db);
  for (const name of [
    'cases.case',
    'cases.entry',
    'clocks.clock',
    'clocks.mark',
    'customers.customer',
    'customers.position',
  ])
    await sql`vacuum analyze ${sql.table(name)}`.execute(db);
  return { services, teams, staff, classifications, types };
}
