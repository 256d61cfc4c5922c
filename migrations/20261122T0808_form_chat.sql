create schema form;
create table form.submission (
  id uuid primary key, entry_point_id uuid not null, contact_id uuid, conversation_id uuid, client_key text, fields jsonb not null, ip_hash text, at timestamptz not null default clock_timestamp()
);
create unique index submission_once on form.submission (entry_point_id, client_key) where client_key is not null;
create table form.challenge_used (nonce text primary key, at timestamptz not null default now());

create schema chat;
create table chat.visitor (
  id uuid primary key, token_hash text not null unique, entry_point_id uuid not null, customer_id uuid, conversation_id uuid, language text not null default 'it',
  page jsonb not null default '{}', prefill jsonb not null default '{}', created_at timestamptz not null default now(), seen_at timestamptz not null default now(),
  read_seq int not null default 0, delivered_seq int not null default 0
);
create index visitor_conversation on chat.visitor (conversation_id);
