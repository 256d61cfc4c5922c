-- The people of a case besides its customer, who is its holder: a customer of the register, or somebody of whom only a
-- name and addresses are known.
create table cases.party (
  id             uuid primary key,
  case_id        uuid not null references cases.case on delete cascade,
  role           text not null check (role in ('delegate', 'observer', 'affected')),
  customer_id    uuid,
  name           text not null default '',           -- of somebody outside the register
  email          text,
  pec            text,
  phone          text,
  language       text,
  capacity       text,                               -- in which a delegate acts
  valid_from     date,
  valid_until    date,
  file_id        uuid,                               -- the document of the delegation
  file_name      text,
  consent_how    text,
  consent_words  text,
  consent_at     timestamptz,
  consent_by     text,
  note           text not null default '',
  added_by       text not null,
  added_by_name  text not null,
  added_at       timestamptz not null,
  ended_at       timestamptz,
  ended_by_name  text,
  ended_why      text,
  check (customer_id is not null or name <> ''),
  check ((file_id is null) = (file_name is null)),
  check ((consent_at is null) = (consent_words is null))
);
create index party_case on cases.party (case_id);
create index party_customer on cases.party (customer_id) where customer_id is not null;
create unique index party_once on cases.party (case_id, customer_id, role) where ended_at is null;
create index party_email on cases.party (lower(email)) where ended_at is null;
