-- Letters to people who are no customers and never log in, and what they answer.
create table email.letter (
  id             uuid primary key,
  thread         uuid not null,                     -- what it is about, as the module that wrote it calls it
  number         text not null,                     -- stands in the subject, with a mark that nobody can make up
  entry_point_id uuid not null,
  sender         text not null,
  recipients     text[] not null,
  subject        text not null,
  text           text not null,
  language       text not null,
  automatic      boolean not null,
  files          jsonb not null default '[]',
  message_id     text not null unique,
  in_reply_to    text,
  refs           text[] not null default '{}',
  state          text not null default 'queued' check (state in ('queued', 'sending', 'sent', 'deferred', 'failed')),
  attempts       int not null default 0,
  response       text,
  created_at     timestamptz not null,
  sent_at        timestamptz
);
create index letter_thread on email.letter (thread, created_at);
create index letter_number on email.letter (number);

create table email.letter_reply (
  id          uuid primary key,
  thread      uuid not null,
  raw_id      uuid not null,
  kind        text not null check (kind in ('answer', 'away', 'undelivered', 'doubtful')),
  why         text,                                 -- why it is not believed: stranger, bad_mark; or the server's words
  sender      text not null,
  sender_name text not null default '',
  subject     text not null default '',
  text        text not null default '',             -- without what was quoted
  files       jsonb not null default '[]',
  at          timestamptz not null
);
create index letter_reply_thread on email.letter_reply (thread, at);

-- What came about an escalation besides its answer.
create table cases.word (
  id             uuid primary key,
  escalation_id  uuid not null references cases.escalation on delete cascade,
  kind           text not null check (kind in ('more', 'away', 'undelivered', 'doubtful')),
  at             timestamptz not null,
  sender         text not null,
  sender_name    text not null default '',
  text           text not null default '',
  why            text,
  files          jsonb not null default '[]',
  reply_id       uuid unique,
  judged         text check (judged in ('taken', 'dropped')),
  judged_by_name text,
  judged_at      timestamptz
);
create index word_escalation on cases.word (escalation_id, at);
