create schema form;
create table form.submission (
  id uuid primary key, entry_point_id uuid not null, contact_id uuid, conversation_id uuid, number text, client_key text, fields jsonb not null, ip_hash text,
  at timestamptz not null default clock_timestamp()
);
create unique index submission_once on form.submission (entry_point_id, client_key) where client_key is not null;
create table form.challenge_used (nonce text primary key, at timestamptz not null default now());
create index challenge_used_at on form.challenge_used (at);

create schema chat;
-- A browser that opened the chat. Its token is the only key to its conversation; only the hash is kept.
create table chat.visitor (
  id uuid primary key, token_hash text not null unique, entry_point_id uuid not null, customer_id uuid, conversation_id uuid, language text not null default 'it',
  page jsonb not null default '{}', prefill jsonb not null default '{}', created_at timestamptz not null default now(),
  -- heartbeat of any of its sockets, in any process
  seen_at timestamptz not null default now(),
  -- when the desk was told that the visitor is gone; null while here
  left_at timestamptz,
  -- the last seq that reached the widget, and that was on screen there
  delivered_seq int not null default 0, read_seq int not null default 0,
  transcript_at timestamptz
);
create index visitor_conversation on chat.visitor (conversation_id);
create index visitor_unused on chat.visitor (seen_at) where conversation_id is null;
create index visitor_here on chat.visitor (seen_at) where left_at is null and conversation_id is not null;
-- Files that came before the line they belong to.
create table chat.upload (
  id uuid primary key, visitor_id uuid not null references chat.visitor on delete cascade, file_id uuid not null, name text not null, type text not null, size bigint not null,
  created_at timestamptz not null default now(), used_at timestamptz
);
create index upload_visitor on chat.upload (visitor_id, created_at);
