create schema access;

create table access.service (
  id uuid primary key, code text not null unique, name text not null, active boolean not null default true
);
create table access.team (
  id uuid primary key, name text not null unique, service_id uuid references access.service, active boolean not null default true
);
create table access.role (
  id uuid primary key, code text not null unique, name jsonb not null, permissions text[] not null, built_in boolean not null default false
);
create table access.staff (
  id            uuid primary key,
  email         text not null,
  name          text not null,
  public_name   text not null,              -- what customers read under an answer
  language      text not null default 'it' check (language in ('it', 'en')),
  team_id       uuid references access.team,
  password_hash text,
  active        boolean not null default true,
  preferences   jsonb not null default '{}',
  created_at    timestamptz not null default now()
);
create unique index staff_email on access.staff (lower(email));
-- A grant gives a role over everything (both null), over one service, over one team, or over a team's part of a service.
create table access.grant (
  id uuid primary key, staff_id uuid not null references access.staff on delete cascade, role_id uuid not null references access.role,
  service_id uuid references access.service, team_id uuid references access.team,
  unique nulls not distinct (staff_id, role_id, service_id, team_id)
);
create table access.session (
  id           text primary key,            -- sha256 of the cookie's value
  staff_id     uuid not null references access.staff on delete cascade,
  created_at   timestamptz not null default now(),
  seen_at      timestamptz not null default now(),
  expires_at   timestamptz not null,
  revoked_at   timestamptz,
  ip           text,
  user_agent   text
);
create index session_staff on access.session (staff_id);
create table access.api_token (
  id           uuid primary key,
  name         text not null,
  hash         text not null unique,        -- sha256; the token itself is shown once
  scopes       text[] not null,             -- permissions, or '*'
  service_id   uuid references access.service,
  created_by   uuid references access.staff,
  created_at   timestamptz not null default now(),
  expires_at   timestamptz,
  revoked_at   timestamptz,
  last_used_at timestamptz
);
create table access.login_attempt (
  id bigint generated always as identity primary key, at timestamptz not null default now(), email text not null, ip text not null, ok boolean not null
);
create index login_attempt_recent on access.login_attempt (email, at desc);
create index login_attempt_ip on access.login_attempt (ip, at desc);
create index login_attempt_age on access.login_attempt (at);
