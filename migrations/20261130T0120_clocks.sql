-- Time limits that are kept: packs of standards with their validity, clocks and their events, compensations due.
create schema clocks;
create table clocks.pack (
  id uuid primary key, code text not null unique, regulation text not null, name jsonb not null,
  valid_from date not null, valid_to date, source text not null default '', check (valid_to is null or valid_to >= valid_from)
);
create index pack_regulation on clocks.pack (regulation, valid_from);
create table clocks.standard (
  id uuid primary key, pack_id uuid not null references clocks.pack on delete cascade, code text not null, name jsonb not null,
  kind text not null check (kind in ('specific', 'general', 'promise')),
  amount int not null check (amount > 0),
  unit text not null check (unit in ('calendar', 'working', 'mon_sat', 'business_minutes', 'minutes', 'seconds', 'percent')),
  share numeric(5,4), pauses text[] not null default '{}', warnings jsonb not null default '[]',
  compensation jsonb, confirmed boolean not null default false, mark text, source text not null default '', note text,
  service_id uuid, territory text, shipped boolean not null default false, version int not null default 1,
  unique nulls not distinct (pack_id, code, service_id, territory)
);
-- Which regulations a service is under, and by which calendar its days are counted.
create table clocks.place (
  service_id uuid primary key, regulations text[] not null default '{}', calendar_id uuid, territory text
);
create table clocks.clock (
  id uuid primary key, subject_kind text not null check (subject_kind in ('case', 'contact')), subject_id uuid not null, subject_label text not null default '',
  key text not null, round int not null default 1, name jsonb not null,
  customer_id uuid, service_id uuid not null, team_id uuid, owner_id uuid,
  standard_id uuid references clocks.standard, regulation text, standard_code text, calendar_id uuid,
  unit text not null check (unit in ('calendar', 'working', 'mon_sat', 'business_minutes', 'minutes')), amount int not null check (amount > 0),
  pauses text[] not null default '{}', warnings jsonb not null default '[]',
  state text not null check (state in ('running', 'paused', 'fulfilled', 'cancelled')),
  started_at timestamptz not null, due_at timestamptz, double_at timestamptz, triple_at timestamptz,
  paused_at timestamptz, pause_reason text, breached_at timestamptz, ended_at timestamptz,
  measured numeric, multiple int, marks jsonb not null default '[]', next_at timestamptz,
  unique (subject_kind, subject_id, key, round)
);
create index clock_due on clocks.clock (due_at) where state in ('running', 'paused');
create index clock_next on clocks.clock (next_at) where state = 'running';
create index clock_calendar on clocks.clock (calendar_id) where state in ('running', 'paused');
create index clock_standard on clocks.clock (standard_id) where state in ('running', 'paused');
create table clocks.event (
  seq bigint generated always as identity primary key, clock_id uuid not null references clocks.clock on delete cascade,
  kind text not null check (kind in ('start', 'pause', 'resume', 'fulfil', 'cancel', 'breach', 'warn', 'recompute')),
  at timestamptz not null, recorded_at timestamptz not null default clock_timestamp(), actor text not null, actor_name text not null default '',
  reason text, data jsonb not null default '{}'
);
create index event_clock on clocks.event (clock_id, seq);
create table clocks.compensation (
  id uuid primary key, clock_id uuid not null unique references clocks.clock on delete cascade,
  subject_kind text not null, subject_id uuid not null, subject_label text not null, customer_id uuid,
  service_id uuid not null, team_id uuid, owner_id uuid, regulation text not null, standard_code text not null,
  multiple int not null check (multiple between 1 and 3), ratio numeric not null, amount_cents int not null check (amount_cents >= 0),
  state text not null check (state in ('proposed', 'approved', 'refused', 'excluded', 'exported', 'paid')),
  exclusion text check (exclusion in ('force_majeure', 'customer', 'third_party', 'multiple_complaint', 'yearly_cap', 'other')), reason text,
  proposed_at timestamptz not null, decided_at timestamptz, decided_by uuid, decided_by_name text,
  export_id uuid, exported_at timestamptz, paid_reference text, paid_at timestamptz, year int not null
);
create index compensation_list on clocks.compensation (proposed_at desc, id desc);
create index compensation_year on clocks.compensation (customer_id, standard_code, year);
create table clocks.export (
  id uuid primary key, at timestamptz not null, by_id uuid, by_name text not null, count int not null, total_cents bigint not null
);
