create schema flows;
-- A self-service flow. Its draft lies here, what was published in versions, which never change.
create table flows.flow (
  id uuid primary key, code text not null unique, name jsonb not null, active boolean not null default true, service_id uuid,
  created_at timestamptz not null default now(),
  draft jsonb, draft_revision int not null default 0, draft_base int, draft_at timestamptz, draft_by text
);
create table flows.version (
  flow_id uuid not null references flows.flow on delete cascade, number int not null,
  state text not null check (state in ('scheduled', 'published', 'retired', 'withdrawn')),
  graph jsonb not null, note text not null default '', publish_at timestamptz not null, published_by text not null, retired_at timestamptz,
  primary key (flow_id, number)
);
create unique index version_published on flows.version (flow_id) where state = 'published';
create unique index version_scheduled on flows.version (flow_id) where state = 'scheduled';
-- Somebody who walks through a flow. The version stays that in which they began, whatever is published meanwhile.
create table flows.session (
  id uuid primary key, flow_id uuid not null references flows.flow, version int,
  -- tried by staff: the graph as it was drawn at that moment
  trial_by uuid, trial_graph jsonb,
  channel text not null, language text not null, entry_point_id uuid, from_address text, token_hash text unique,
  state jsonb not null, turn int not null default 0, last_turn jsonb,
  started_at timestamptz not null, last_at timestamptz not null, ended_at timestamptz,
  result text not null default 'open' check (result in ('open', 'contained', 'unanswered', 'handed_over', 'hung_up')),
  -- where they stand, or stood last
  node text not null,
  contact_id uuid, customer_id uuid, identified_by text, identified_proof text,
  -- a call to somebody else's service that is under way
  pending jsonb, pending_until timestamptz,
  -- the one-time code that was sent: its hash, until when, wrong answers
  code_hash text, code_until timestamptz, code_tries int not null default 0,
  trail_length int not null default 0
);
create index session_flow on flows.session (flow_id, started_at desc) where trial_by is null;
create index session_contact on flows.session (contact_id) where contact_id is not null;
create index session_idle on flows.session (last_at) where ended_at is null;
create table flows.trail (
  session_id uuid not null references flows.session on delete cascade, n int not null, at timestamptz not null, turn int not null,
  flow text not null, node text not null, kind text not null, text text not null, exit text, data jsonb not null default '{}',
  primary key (session_id, n)
);
-- Proofs that were given, right and wrong, by customer: how many are borne in an hour.
create table flows.proof (
  customer_id uuid not null, at timestamptz not null, session_id uuid not null, proof text not null, ok boolean not null
);
create index proof_customer on flows.proof (customer_id, at);
create table flows.secret (name text primary key, sealed text not null, changed_at timestamptz not null, changed_by text not null);

-- What self-service reads and writes of a customer's positions.
create table customers.bill (
  id uuid primary key, position_id uuid not null references customers.position on delete cascade, number text not null unique,
  issued_on date not null, due_on date not null, period_from date not null, period_to date not null,
  amount numeric(12, 2) not null, paid_on date, consumption numeric(12, 2), unit text not null default '',
  -- the lines as they stand on the bill: [{"name": {"it", "en"}, "amount"}]
  lines jsonb not null default '[]'
);
create index bill_position on customers.bill (position_id, issued_on desc);
create table customers.reading (
  id uuid primary key, position_id uuid not null references customers.position on delete cascade, value int not null check (value >= 0),
  read_on date not null, origin text not null check (origin in ('staff', 'customer', 'estimate')), received_at timestamptz not null,
  channel text not null default ''
);
create index reading_position on customers.reading (position_id, read_on desc, received_at desc);
-- A fault that an area has, known or expected.
create table customers.outage (
  id uuid primary key, kind text not null check (kind in ('water', 'electricity', 'gas')), area text not null, street text,
  text jsonb not null, starts_at timestamptz not null, ends_at timestamptz, planned boolean not null default false
);
-- What a customer proves to be themselves with on the phone: a hash under the installation's key.
create table customers.pin (
  customer_id uuid primary key references customers.customer on delete cascade, hash text not null, changed_at timestamptz not null
);
