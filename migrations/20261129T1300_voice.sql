create schema voice;
-- A program that carries calls between the telephone network (or browsers) and this system; there while it says so.
create table voice.gateway (
  name text primary key, abilities jsonb not null default '{}', seen_at timestamptz not null
);
-- A call as we want it (`wanted`) and as its gateway tells it (`state`). Orders are nudges: a gateway that has missed one
-- reads what is wanted.
create table voice.call (
  id           uuid primary key,
  gateway      text not null,
  ref          text,                                -- the gateway's own name of it; what is dialled gets one when it begins
  direction    text not null check (direction in ('in', 'out')),
  contact_id   uuid not null,
  agent_id     uuid,                                -- to whom it is connected, or shall be
  customer_number text,                             -- E.164; null: withheld
  own_number   text,
  ring_seconds int,
  state        text not null check (state in ('dialling', 'ringing', 'waiting', 'answered', 'connected', 'ended')),
  wanted       text not null check (wanted in ('dial', 'wait', 'talk', 'hold', 'end')),
  started_at   timestamptz not null,
  answered_at  timestamptz,
  connected_at timestamptz,
  ended_at     timestamptz,
  cause        text,
  ended_by     text,
  version      int not null default 1,
  unique (gateway, ref)
);
create unique index call_open on voice.call (contact_id) where ended_at is null;
create index call_contact on voice.call (contact_id, started_at);
create index call_gateway_open on voice.call (gateway) where ended_at is null;
-- What gateways have told, each once however often it is sent.
create table voice.call_event (
  call_id uuid not null references voice.call on delete cascade, event text not null, kind text not null, at timestamptz not null,
  detail jsonb not null default '{}', received_at timestamptz not null default clock_timestamp(), primary key (call_id, event)
);
