-- What the organisation itself says to customers, instead of what the type of a case says: every version of every text.
create table cases.notice_text (
  id               uuid primary key,
  service_id       uuid,                           -- null: of all services
  type             text references cases.type,     -- null: of all types that have the notice
  notice           text not null,
  language         text not null,
  channel          text not null check (channel in ('email', 'pec', 'sms', 'chat', 'letter')),
  number           int not null check (number > 0),
  state            text not null check (state in ('draft', 'approved', 'withdrawn')),
  subject          text,
  body             text not null,
  note             text not null default '',       -- what it is for, or what changed
  revision         int not null default 1,
  author_id        uuid,
  author_name      text not null default '',
  changed_at       timestamptz not null,
  approved_by      uuid,
  approved_by_name text,
  approved_at      timestamptz,
  valid_from       timestamptz,
  valid_until      timestamptz check (valid_until > valid_from),
  withdrawn_by_name text,
  withdrawn_at     timestamptz,
  withdrawn_why    text,
  unique nulls not distinct (service_id, type, notice, language, channel, number),
  check (state = 'draft' or (approved_at is not null and valid_from is not null))
);
-- One draft at a time in each place.
create unique index notice_text_draft on cases.notice_text (service_id, type, notice, language, channel) nulls not distinct
  where state = 'draft';
create index notice_text_in_force on cases.notice_text (notice) where state = 'approved';

-- Which of them a notice was told in; null: in the words of its type.
alter table cases.notice add column text_id uuid references cases.notice_text on delete set null;
create index notice_text_used on cases.notice (text_id) where text_id is not null;
