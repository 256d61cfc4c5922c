-- Which back office is in charge of a case: ordered rules, and the suppliers that do work for the organisation.
create table cases.supplier (
  id          uuid primary key,
  name        text not null unique,
  description text not null default '',
  service_id  uuid,                                 -- null: for all services
  queue_id    uuid,                                 -- reached by the work of a queue…
  centre_id   uuid references cases.centre,         -- …or through a competence centre
  active      boolean not null default true,
  check (queue_id is not null or centre_id is not null)
);

-- The first that fits says who is in charge. An empty condition asks for nothing; what is listed is "one of these".
create table cases.charge_rule (
  id              uuid primary key,
  position        int not null,
  name            text not null,
  classifications uuid[] not null default '{}',     -- these, with everything below
  places          text[] not null default '{}',     -- province "SI", postcode "53034" or "530*", else a municipality
  services        uuid[] not null default '{}',
  types           text[] not null default '{}',     -- codes of case types
  suppliers       uuid[] not null default '{}',
  queue_id        uuid not null,
  active          boolean not null default true
);
create unique index charge_rule_name on cases.charge_rule (lower(name));

-- The company outside that the matter concerns.
alter table cases.case add column supplier_id uuid references cases.supplier;
create index case_supplier on cases.case (supplier_id) where supplier_id is not null;
