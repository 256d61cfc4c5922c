-- What an agreement with the staff covers: showing how single agents are doing, following single chats live.
alter table insight.agreement add column covers text[] not null default '{figures}'
  check (covers <@ array['figures', 'listening'] and cardinality(covers) > 0);

-- A supervisor follows a chat live, with its agent's knowledge. Never more than one of them on a chat, never more than one chat at a time.
create table contacts.listening (
  id              uuid primary key,
  contact_id      uuid not null references contacts.contact on delete cascade,
  conversation_id uuid not null references contacts.conversation on delete cascade,
  agent_id        uuid not null,            -- who handles the contact; when it goes to somebody else the listening ends
  supervisor_id   uuid not null,
  why             text not null,
  -- asked: the agent has not agreed yet; reading; stepped_in: the supervisor writes to the customer too
  mode            text not null check (mode in ('asked', 'reading', 'stepped_in')),
  started_at      timestamptz not null,
  agreed_at       timestamptz,              -- since when it is read along; null: it never was
  stepped_in_at   timestamptz,              -- the first time
  seen_at         timestamptz not null,     -- the last sign of life of the supervisor's desk
  ended_at        timestamptz,
  ended_because   text check (ended_because in ('left', 'moved_on', 'declined', 'unanswered', 'chat_over', 'handed_on', 'taken_over',
                    'desk_gone', 'right_lost', 'agreement_over')),
  check ((ended_at is null) = (ended_because is null)),
  check (mode = 'asked' or agreed_at is not null)
);
create unique index listening_of_contact on contacts.listening (contact_id) where ended_at is null;
create unique index listening_of_supervisor on contacts.listening (supervisor_id) where ended_at is null;
create index listening_agent on contacts.listening (agent_id, started_at desc, id desc);
create index listening_supervisor on contacts.listening (supervisor_id, started_at desc, id desc);
create index listening_conversation on contacts.listening (conversation_id);

-- What the two say to each other meanwhile: apart from the messages, so that nothing that reads messages ever finds it.
create table contacts.whisper (
  id           uuid primary key,
  listening_id uuid not null references contacts.listening on delete cascade,
  author_id    uuid not null,
  text         text not null,
  client_id    text,
  at           timestamptz not null
);
create index whisper_listening on contacts.whisper (listening_id, at, id);
create unique index whisper_client on contacts.whisper (listening_id, client_id) where client_id is not null;
