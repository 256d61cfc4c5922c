create schema contacts;
-- Words are compared by their stem and without accents: "bollette" finds "bolletta", "perche" finds "perché".
create text search configuration contacts.words (copy = pg_catalog.italian);
alter text search configuration contacts.words alter mapping for hword, hword_part, word with public.unaccent, italian_stem;
create sequence contacts.contact_number as bigint;
create table contacts.entry_point (
  id uuid primary key, channel text not null, address text not null, name text not null, service_id uuid not null, queue_id uuid not null,
  language text not null default 'it', settings jsonb not null default '{}', active boolean not null default true, unique (channel, address)
);
create table contacts.outcome (
  id uuid primary key, code text not null unique, name jsonb not null, position int not null default 0, active boolean not null default true
);
create table contacts.conversation (
  id uuid primary key, channel text not null, entry_point_id uuid references contacts.entry_point, service_id uuid not null, team_id uuid,
  customer_id uuid not null, subject text not null default '', state text not null default 'open' check (state in ('open', 'closed')),
  language text not null default 'it', created_at timestamptz not null, last_message_at timestamptz not null, message_count int not null default 0,
  -- what the visitor's page told (chat): url, title, referrer, fields filled before
  context jsonb not null default '{}'
);
create index conversation_customer on contacts.conversation (customer_id, last_message_at desc);
create table contacts.contact (
  id uuid primary key, number text not null unique, channel text not null, direction text not null check (direction in ('in', 'out')),
  state text not null check (state in ('queued', 'offered', 'active', 'wrap_up', 'closed', 'abandoned', 'expired', 'cancelled')),
  conversation_id uuid not null references contacts.conversation, customer_id uuid not null, entry_point_id uuid, service_id uuid not null, team_id uuid,
  queue_id uuid, agent_id uuid, case_id uuid, subject text not null default '', preview text not null default '', language text not null default 'it',
  arrived_at timestamptz not null, answered_at timestamptz, first_reply_at timestamptz, handled_at timestamptz, closed_at timestamptz,
  outcome_id uuid references contacts.outcome, classification_id uuid, wrap_up_note text, wrap_up_extended boolean not null default false,
  transfer_note text, unread boolean not null default true, last_message_at timestamptz not null, last_direction text not null default 'in',
  version int not null default 1
);
create index contact_open on contacts.contact (queue_id, arrived_at) where closed_at is null;
create index contact_agent_open on contacts.contact (agent_id, arrived_at) where closed_at is null;
create index contact_conversation on contacts.contact (conversation_id, arrived_at);
create index contact_customer on contacts.contact (customer_id, arrived_at desc);
create index contact_arrived on contacts.contact (arrived_at desc, id desc);
create index contact_queue on contacts.contact (queue_id, arrived_at desc, id desc);
create index contact_agent on contacts.contact (agent_id, arrived_at desc, id desc) where agent_id is not null;
create index contact_case on contacts.contact (case_id) where case_id is not null;
create index contact_subject on contacts.contact using gin (to_tsvector('contacts.words', subject));
-- The digits a number ends with: what people type and read aloud.
create index contact_number_tail on contacts.contact ((substring(number from '[0-9]{1,15}$')::bigint));
create table contacts.leg (
  id uuid primary key, contact_id uuid not null references contacts.contact on delete cascade, ordinal int not null,
  kind text not null check (kind in ('flow', 'queue', 'offer', 'handle', 'hold', 'wrap_up')),
  queue_id uuid, agent_id uuid, started_at timestamptz not null, ended_at timestamptz,
  -- how the stretch ended: answered, abandoned, flowed_out, expired, cancelled (queue); accepted, declined, timed_out, rescinded, abandoned (offer);
  -- transferred_out, completed (handle); completed, timed_out (wrap_up)
  result text, detail jsonb not null default '{}',
  unique (contact_id, ordinal)
);
create index leg_queue_day on contacts.leg (queue_id, started_at) where kind = 'queue';
create index leg_queue_ended on contacts.leg (queue_id, ended_at) where kind = 'queue';
create index leg_handled on contacts.leg (queue_id, ended_at desc) where kind = 'handle';
create index leg_agent on contacts.leg (agent_id, started_at) where agent_id is not null;
create index leg_open on contacts.leg (contact_id) where ended_at is null;
create table contacts.message (
  id uuid primary key, conversation_id uuid not null references contacts.conversation on delete cascade, contact_id uuid references contacts.contact,
  -- order within the conversation; a reader resumes from the last one it has
  seq int not null, direction text not null check (direction in ('in', 'out', 'note', 'system')), channel text not null,
  author_staff uuid, author_customer uuid, author_name text not null default '',
  sender text, recipients text[] not null default '{}', cc text[] not null default '{}', subject text,
  text text not null default '', html text, message_id text, in_reply_to text, refs text[] not null default '{}',
  client_id text, mentions uuid[] not null default '{}', automatic boolean not null default false,
  delivery text check (delivery in ('queued', 'sent', 'deferred', 'failed', 'delivered', 'read', 'undone')), delivery_detail text, delivery_at timestamptz,
  at timestamptz not null, received_at timestamptz not null default clock_timestamp(), meta jsonb not null default '{}',
  search tsvector generated always as (to_tsvector('contacts.words', coalesce(subject, '') || ' ' || left(text, 100000))) stored,
  unique (conversation_id, seq)
);
create index message_header on contacts.message (message_id) where message_id is not null;
create unique index message_client on contacts.message (conversation_id, client_id) where client_id is not null;
create index message_search on contacts.message using gin (search) with (fastupdate = on);
create index message_contact on contacts.message (contact_id);
-- Identifiers that messages of a conversation have referred to but that were never seen here: a shared unknown ancestor.
create table contacts.message_reference (
  reference text not null, conversation_id uuid not null references contacts.conversation on delete cascade, primary key (reference, conversation_id)
);
create table contacts.attachment (
  id uuid primary key, message_id uuid references contacts.message on delete cascade, file_id uuid not null references platform.file,
  name text not null, type text not null, size bigint not null, content_id text, inline boolean not null default false, position int not null default 0,
  uploaded_by text, created_at timestamptz not null default now()
);
create index attachment_message on contacts.attachment (message_id);
create table contacts.draft (
  staff_id uuid not null, conversation_id uuid not null references contacts.conversation on delete cascade, kind text not null default 'reply' check (kind in ('reply', 'note')),
  body jsonb not null, updated_at timestamptz not null default now(), primary key (staff_id, conversation_id, kind)
);
create table contacts.mention (
  message_id uuid not null references contacts.message on delete cascade, staff_id uuid not null, read_at timestamptz, primary key (message_id, staff_id)
);
create index mention_unread on contacts.mention (staff_id) where read_at is null;
