create schema routing;
create table routing.skill (id uuid primary key, code text not null unique, name jsonb not null, active boolean not null default true);
create table routing.queue (
  id                  uuid primary key,
  code                text not null unique,
  name                text not null,
  service_id          uuid not null,
  team_id             uuid,
  calendar_id         uuid,
  active              boolean not null default true,
  emergency_closed    boolean not null default false,
  priority            int not null default 5 check (priority between 1 and 99),
  offer_seconds       jsonb not null default '{"chat": 30, "email": 300, "form": 300, "phone": 20}',
  idle_clock          text not null default 'last_handled' check (idle_clock in ('last_handled', 'available_since')),
  refusal_seconds     int not null default 120,
  refusals_before_alert int not null default 3,
  ttl_seconds         int,
  wrap_up_mode        text not null default 'mandatory' check (wrap_up_mode in ('none', 'optional', 'mandatory', 'mandatory_timed', 'forced_timed')),
  wrap_up_seconds     int not null default 120,
  short_abandon_seconds int not null default 5,
  service_level       jsonb not null default '{"formula": "negative", "version": 1, "threshold": {"chat": 30, "email": 14400, "form": 14400, "phone": 20}, "target": 0.8}',
  requires            jsonb not null default '[]'     -- [{skill, level}] asked of every item of the queue
);
create table routing.profile (
  id uuid primary key, name text not null unique,
  capacity jsonb not null    -- {chat: {max, interruptedBy: []}, ...}
);
create table routing.profile_queue (
  profile_id uuid not null references routing.profile on delete cascade, queue_id uuid not null references routing.queue on delete cascade,
  channel text not null, priority int not null default 1 check (priority between 1 and 99), delay_seconds int not null default 0 check (delay_seconds between 0 and 9999),
  primary key (profile_id, queue_id, channel)
);
create table routing.agent (
  staff_id             uuid primary key,
  profile_id           uuid references routing.profile,
  presence             text not null default 'offline' check (presence in ('offline', 'available', 'not_ready')),
  reason               text,
  presence_since       timestamptz not null default now(),
  available_since      timestamptz,
  not_responding_since timestamptz,
  missed               int not null default 0,
  last_handled_at      timestamptz,
  connected            boolean not null default false,
  connected_until      timestamptz      -- heartbeat of the live socket plus a grace
);
create table routing.agent_skill (
  staff_id uuid not null references routing.agent on delete cascade, skill_id uuid not null references routing.skill, level int not null check (level between 1 and 5),
  primary key (staff_id, skill_id)
);
create table routing.presence_history (
  id bigint generated always as identity primary key, staff_id uuid not null, presence text not null, reason text,
  status text, started_at timestamptz not null, ended_at timestamptz
);
create index presence_history_staff on routing.presence_history (staff_id, started_at desc);
create table routing.work_item (
  id              uuid primary key,        -- the contact's id where the item is a contact
  kind            text not null default 'contact',
  channel         text not null,
  queue_id        uuid not null references routing.queue,
  service_id      uuid not null,
  state           text not null check (state in ('waiting', 'offered', 'active', 'parked', 'wrap_up')),
  boost_seconds   int not null default 0,
  arrived_at      timestamptz not null,
  queued_at       timestamptz not null,
  requires        jsonb not null default '[]',
  preferred_agent uuid,
  preferred_until timestamptz,
  agent_id        uuid,
  active_at       timestamptz,
  wrap_up_until   timestamptz,
  refusals        jsonb not null default '[]',  -- [{agent, until, reason}]
  refusal_count   int not null default 0,
  missed_count    int not null default 0,
  waiting_since   timestamptz not null,
  offer_count     int not null default 0,       -- numbers the next offer
  attention       text[] not null default '{}', -- raised already
  version         int not null default 1
);
create index work_item_waiting on routing.work_item (queue_id, queued_at) where state in ('waiting', 'offered');
create index work_item_agent on routing.work_item (agent_id) where agent_id is not null;
create table routing.offer (
  id uuid primary key, item_id uuid not null, number int not null, agent_id uuid not null, queue_id uuid not null, channel text not null,
  state text not null default 'open' check (state in ('open', 'accepted', 'declined', 'timed_out', 'rescinded', 'abandoned')),
  made_at timestamptz not null, expires_at timestamptz not null, ended_at timestamptz, reason text
);
create unique index offer_open on routing.offer (item_id) where state = 'open';
create index offer_agent on routing.offer (agent_id, made_at desc);
create index offer_open_agent on routing.offer (agent_id) where state = 'open';
