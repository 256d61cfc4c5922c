-- The ground: the event spine, consumers, leases, settings, idempotency, stored files.
create schema platform;

-- The transactional outbox. A row is written in the transaction of the change it tells; `seq` is given afterwards,
-- in commit order, by the one publisher, so that a reader that has seen seq N never meets a smaller one later.
create table platform.event (
  id         bigint generated always as identity primary key,
  seq        bigint,
  at         timestamptz not null default clock_timestamp(),
  kind       text not null,
  subject_id uuid,
  service_id uuid,
  team_id    uuid,
  staff_id   uuid,           -- when set, a personal event: only this member of staff may see it
  actor      text not null,  -- staff:<id>, token:<id>, customer:<id>, system
  data       jsonb not null default '{}'
);
create unique index event_seq on platform.event (seq) where seq is not null;
create index event_unpublished on platform.event (id) where seq is null;
create index event_subject on platform.event (subject_id, id);
create table platform.event_counter (one boolean primary key default true check (one), last bigint not null default 0);
insert into platform.event_counter default values;

create table platform.consumer (
  name   text primary key,
  cursor bigint not null default 0
);

create table platform.lease (
  name   text primary key,
  holder text not null,
  until  timestamptz not null,
  epoch  bigint not null default 1
);

create table platform.setting (
  key        text primary key,
  value      jsonb not null,
  updated_at timestamptz not null default now()
);

create table platform.idempotency (
  owner        text not null,
  key          text not null,
  route        text not null,
  request_hash text not null,
  status       int,
  response     jsonb,
  created_at   timestamptz not null default now(),
  primary key (owner, key)
);
create index idempotency_age on platform.idempotency (created_at);

create table platform.file (
  id         uuid primary key,
  sha256     text not null,
  size       bigint not null,
  type       text not null,   -- by content, never the sender's word
  created_at timestamptz not null default now()
);
create index file_sha on platform.file (sha256);

create table platform.audit (
  id          bigint generated always as identity primary key,
  at          timestamptz not null default clock_timestamp(),
  actor       text not null,
  action      text not null,
  object_type text not null,
  object_id   text,
  service_id  uuid,
  before      jsonb,
  after       jsonb,
  reason      text,
  ip          text
);
create index audit_at on platform.audit (at desc);
create index audit_object on platform.audit (object_type, object_id);
create table platform.read_log (
  id          bigint generated always as identity primary key,
  at          timestamptz not null default clock_timestamp(),
  actor       text not null,
  customer_id uuid not null,
  what        text not null
);
create index read_log_customer on platform.read_log (customer_id, at desc);
