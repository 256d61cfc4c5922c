-- A page of a case of its own for each of its parties: the link is theirs and opens what their part lets them see.
alter table cases.link add column party_id uuid references cases.party on delete cascade;
drop index cases.link_good;
create unique index link_good on cases.link (case_id, party_id) nulls not distinct where revoked_at is null;

-- How somebody outside the register wants to be told of the case; of a customer their wishes stand with the customer.
alter table cases.party add column channel text check (channel in ('email', 'pec', 'sms', 'none'));

-- What a party is told, beside what its holder is: it leaves at an hour of its own channel, with what else they are told.
create table cases.party_news (
  id          uuid primary key,
  case_id     uuid not null references cases.case on delete cascade,
  party_id    uuid not null references cases.party on delete cascade,
  notice_id   uuid not null references cases.notice on delete cascade,   -- what it tells
  recipient   uuid not null,                                             -- the customer, or the party who is none
  state       text not null check (state in ('planned', 'sent', 'withdrawn', 'failed')),
  channel     text,
  address     text,
  language    text not null,
  due_at      timestamptz not null,
  ended_at    timestamptz,
  message_id  uuid,
  tried       jsonb not null default '[]'
);
-- Nobody is told the same thing twice.
create unique index party_news_once on cases.party_news (recipient, notice_id);
create index party_news_due on cases.party_news (due_at) where state = 'planned';
create index party_news_case on cases.party_news (case_id);
create index party_news_told on cases.party_news (recipient, ended_at) where state = 'sent';
create index party_news_message on cases.party_news (message_id) where message_id is not null;
create index party_news_notice on cases.party_news (notice_id);
create index party_news_party on cases.party_news (party_id);
