-- Business rules: every saved list is a version; the one with the highest number is in force.
create table routing.rule_set (
  id            uuid primary key,
  version       int not null unique,
  calendar_id   uuid,                              -- hours, holidays and time zone; null: the organisation's zone
  rules         jsonb not null,                    -- in their order; contract/rules.ts
  comment       text not null default '',
  author        text not null,                     -- as in the audit log
  author_name   text not null default '',          -- as it was then
  restored_from int,
  saved_at      timestamptz not null default now()
);
-- When the rules about waiting are to be asked again about an item. No key to the item: one that has left is let go
-- when its time comes.
create table routing.rule_wait (
  item_id  uuid primary key,
  due_at   timestamptz not null,
  done     uuid[] not null default '{}'            -- rules that have acted on it, or would have after one that was the last
);
create index rule_wait_due on routing.rule_wait (due_at);
-- Rules that failed; the contact went its default way.
create table routing.rule_fault (
  version int not null, rule_id uuid not null, name text not null, message text not null,
  count bigint not null default 1, first_at timestamptz not null, last_at timestamptz not null,
  primary key (version, rule_id)
);

alter table contacts.contact
  add tags text[] not null default '{}',
  add arrived_classification_id uuid;              -- as it arrived; classification_id changes in the wrap-up
create index contact_tags on contacts.contact using gin (tags) where tags <> '{}';
-- Which rules have put a contact where it is.
create table contacts.applied_rule (
  id            bigint generated always as identity primary key,
  contact_id    uuid not null references contacts.contact on delete cascade,
  at            timestamptz not null,
  version       int not null,
  rule_id       uuid not null,
  name          text not null,
  after_seconds int,
  changes       jsonb not null
);
create index applied_rule_contact on contacts.applied_rule (contact_id, id);

-- Which kind of customer: a short list that the administration keeps.
create table customers.segment (
  code text primary key check (code ~ '^[a-z0-9-]{2,40}$'), name jsonb not null, position int not null default 0, active boolean not null default true
);
alter table customers.customer add segment text references customers.segment;
create index position_kind on customers.position (kind);
