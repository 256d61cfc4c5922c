-- The opinions (pareri) that centres gave, to be found by whoever has the same question.
create table cases.opinion (
  id                uuid primary key,
  question          text not null,
  answer            text not null,
  language          text not null default 'it',
  classification_id uuid,
  centre_id         uuid references cases.centre,
  expert_name       text not null default '',
  escalation_id     uuid references cases.escalation on delete set null,  -- the answer it was made of
  service_id        uuid,                           -- null: everybody who reads knowledge sees it
  sources           text not null default '',
  valid_from        date not null,
  valid_to          date,
  supersedes_id     uuid references cases.opinion,
  active            boolean not null default true,
  made_by           uuid,
  made_by_name      text not null default '',
  made_at           timestamptz not null,
  changed_at        timestamptz not null,
  search            tsvector generated always as (
    case when language = 'en'
      then setweight(to_tsvector('pg_catalog.english'::regconfig, question), 'A')
        || setweight(to_tsvector('pg_catalog.english'::regconfig, left(answer, 100000)), 'C')
      else setweight(to_tsvector('contacts.words'::regconfig, question), 'A')
        || setweight(to_tsvector('contacts.words'::regconfig, left(answer, 100000)), 'C') end) stored
);
create index opinion_search on cases.opinion using gin (search);
create index opinion_supersedes on cases.opinion (supersedes_id) where supersedes_id is not null;
create unique index opinion_escalation on cases.opinion (escalation_id) where escalation_id is not null;

create table cases.opinion_paper (
  id         uuid primary key,
  opinion_id uuid not null references cases.opinion on delete cascade,
  file_id    uuid not null,
  name       text not null,
  type       text not null,
  size       bigint not null,
  position   int not null
);
create index opinion_paper_opinion on cases.opinion_paper (opinion_id, position);

create table cases.opinion_use (
  id         uuid primary key,
  opinion_id uuid not null references cases.opinion on delete cascade,
  case_id    uuid,
  contact_id uuid,
  by_name    text not null,
  at         timestamptz not null
);
create index opinion_use_opinion on cases.opinion_use (opinion_id, at);
