create schema email;
create table email.mailbox (
  id uuid primary key, entry_point_id uuid not null references contacts.entry_point, host text not null, port int not null, secure boolean not null default true,
  username text not null, password text not null, folder text not null default 'INBOX', active boolean not null default true,
  uid_validity bigint, last_uid bigint not null default 0, poll_seconds int not null default 60,
  last_success_at timestamptz, last_error text, last_error_at timestamptz, state text not null default 'new', failures int not null default 0, fetched bigint not null default 0,
  -- Grows with every change and replay: whoever reads the folder by older settings may not move the cursor any more.
  version int not null default 1,
  alarm_at timestamptz               -- no success for several polls: told once, until it works again
);
-- Every mail as it came. Written and committed before the sender is told 250.
create table email.raw (
  id uuid primary key, entry_point_id uuid not null, source text not null check (source in ('smtp', 'imap', 'api', 'replay')),
  mailbox_id uuid, uid_validity bigint, uid bigint,
  envelope_from text, envelope_to text[] not null default '{}', size int not null, content bytea, file_id uuid, sha256 text not null,
  received_at timestamptz not null default clock_timestamp(), state text not null default 'new' check (state in ('new', 'filed', 'ignored', 'quarantined')),
  attempts int not null default 0, reason text, reason_code text, header_message_id text, subject text, conversation_id uuid, contact_id uuid, message_id uuid, filed_at timestamptz
);
create index raw_new on email.raw (received_at) where state = 'new';
create index raw_quarantine on email.raw (received_at desc, id desc) where state = 'quarantined';
create unique index raw_imap_once on email.raw (mailbox_id, uid_validity, uid) where source = 'imap';
create index raw_header on email.raw (header_message_id);
create index raw_message on email.raw (message_id) where message_id is not null;
create table email.outbound (
  id uuid primary key,               -- the message's id
  entry_point_id uuid not null, state text not null default 'queued' check (state in ('queued', 'sending', 'sent', 'deferred', 'failed', 'undone')),
  not_before timestamptz not null default now(), attempts int not null default 0, response text, sender text not null, recipients text[] not null,
  automatic boolean not null default false, created_at timestamptz not null default now(), sent_at timestamptz
);
-- A copy of a chat by e-mail: no message of a conversation, so its delivery is kept here and told there.
create table email.transcript (
  id uuid primary key, conversation_id uuid not null, language text not null, sender text not null, recipient text not null,
  state text not null default 'queued' check (state in ('queued', 'sending', 'sent', 'deferred', 'failed')),
  attempts int not null default 0, response text, created_at timestamptz not null default now(), sent_at timestamptz
);
-- What was confirmed to whom by a machine: at most once per conversation, a few times a day per address.
create table email.confirmation (
  conversation_id uuid not null, kind text not null check (kind in ('received', 'transcript')), address text not null,
  at timestamptz not null default clock_timestamp()
);
create unique index confirmation_once on email.confirmation (conversation_id) where kind = 'received';
create index confirmation_address on email.confirmation (address, at desc);
create index outbound_due on email.outbound (not_before) where state in ('queued', 'deferred', 'sending');
-- Where no relay is configured the mail ends here, and a page shows it.
create table email.outbox (
  id uuid primary key, at timestamptz not null default clock_timestamp(), sender text not null, recipients text[] not null, subject text not null default '', content bytea not null
);
create index outbox_at on email.outbox (at desc, id desc);
