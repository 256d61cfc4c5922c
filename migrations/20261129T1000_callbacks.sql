-- Callbacks: calls that we owe. Each is a contact of kind `callback`; what is special about it stands here.
-- Before its time has come, and between two attempts, the contact is `scheduled`: open, but in no queue.
alter table contacts.contact
  drop constraint contact_state_check,
  add constraint contact_state_check check (state in
    ('scheduled', 'queued', 'offered', 'active', 'wrap_up', 'closed', 'abandoned', 'expired', 'cancelled'));

-- What customers may ask of a queue, and how it calls back.
alter table routing.queue add callback jsonb not null default
  '{"allowed": false, "first": "agent", "maxAttempts": 3, "retryMinutes": 30, "expiresDays": 3, "ringSeconds": 25, "machine": "reached", "abroad": false}';

create table contacts.callback (
  contact_id   uuid primary key references contacts.contact on delete cascade,
  number       text not null,                       -- E.164, as it is dialled
  queue_id     uuid not null,                       -- for which it was asked, wherever it waits since
  via          text not null check (via in ('phone', 'chat', 'page', 'desk', 'api')),
  -- The place that is kept: the routing arrival of the stay that was left for it, else when it was asked for or wanted.
  place_at     timestamptz not null,
  waited_since timestamptz not null,                -- when the customer came first; the wait as they know it
  wanted_at    timestamptz,                         -- the time they chose; null: as soon as it is their turn
  promised_at  timestamptz,                         -- what they were told; null: nothing honest could be said
  state        text not null default 'open' check (state in ('open', 'reached', 'unreached', 'expired', 'cancelled')),
  due_at       timestamptz,                         -- when it goes into its queue, or is dialled; null: it is there, or over
  attempts     int not null default 0,              -- those that count
  expires_at   timestamptz not null,
  own_requires jsonb not null default '[]',         -- what the stay that was left asked for itself
  boost_seconds int not null default 0,
  note         text not null default '',
  token_hash   text unique,                         -- the key of the customer's own link
  ended_at     timestamptz,
  reason       text                                 -- why it ended without the customer being reached
);
-- One open per number and queue: who asks again is answered with the first.
create unique index callback_one on contacts.callback (number, queue_id) where state = 'open';
create index callback_due on contacts.callback (due_at) where state = 'open' and due_at is not null;
create index callback_expiry on contacts.callback (expires_at) where state = 'open';

create table contacts.callback_attempt (
  id         uuid primary key,
  contact_id uuid not null references contacts.callback on delete cascade,
  number     int not null,
  agent_id   uuid,                                  -- null: the customer was dialled before an agent was asked
  dialled    text not null check (dialled in ('medium', 'agent')),
  started_at timestamptz not null,
  ended_at   timestamptz,
  -- failed: the medium could not place the call; it counts for nobody
  result     text check (result in ('reached', 'no_answer', 'busy', 'machine', 'wrong_number', 'abandoned', 'failed')),
  note       text not null default '',
  unique (contact_id, number)
);
create unique index callback_attempt_open on contacts.callback_attempt (contact_id) where ended_at is null;
