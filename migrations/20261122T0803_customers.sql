create extension if not exists pg_trgm;
create extension if not exists unaccent;
create schema customers;
create sequence customers.customer_number as bigint start 100001;
-- Accents never matter in a search; `unaccent` itself is only stable, so an index needs this wrapper.
create function customers.folded(t text) returns text language sql immutable parallel safe
  return lower(public.unaccent('public.unaccent'::regdictionary, t));
create table customers.customer (
  id          uuid primary key,
  number      text not null unique,
  kind        text not null default 'person' check (kind in ('person', 'company')),
  state       text not null default 'known' check (state in ('provisional', 'known')),
  name        text not null,
  given_name  text,
  family_name text,
  language    text not null default 'it',
  notes       text not null default '',
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  folded_name text not null generated always as (customers.folded(name)) stored
);
create index customer_name on customers.customer using gin (folded_name gin_trgm_ops);
create index customer_order on customers.customer (folded_name, id);
create index customer_number_prefix on customers.customer (number text_pattern_ops);
create table customers.identity (
  id          uuid primary key,
  customer_id uuid not null references customers.customer on delete cascade,
  type        text not null check (type in ('email', 'pec', 'phone', 'fiscal_code', 'vat_number', 'social', 'card', 'customer_number', 'visitor')),
  value       text not null,     -- as given
  normal      text not null,     -- as compared
  verified_at timestamptz,
  is_primary  boolean not null default false,
  valid_from  timestamptz not null default now(),
  valid_to    timestamptz
);
-- One address may be shared by a family: not unique over customers, only within one.
create unique index identity_once on customers.identity (customer_id, type, normal) where valid_to is null;
create index identity_lookup on customers.identity (type, normal) where valid_to is null;
create index identity_search on customers.identity using gin (normal gin_trgm_ops);
create table customers.position (
  id uuid primary key, customer_id uuid not null references customers.customer on delete cascade,
  kind text not null, code text not null, service_id uuid, address text not null default '',
  state text not null default 'active', since date, details jsonb not null default '{}'
);
create index position_customer on customers.position (customer_id);
create index position_code on customers.position (upper(code) text_pattern_ops);
