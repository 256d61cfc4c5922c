-- The customer's own link to a case: its key is signed and not stored, only its hash is. One at a time is good.
create table cases.link (
  id          uuid primary key,
  case_id     uuid not null references cases.case on delete cascade,
  key_hash    text not null unique,
  made_at     timestamptz not null,
  made_by     text not null,
  revoked_at  timestamptz,
  revoked_by  text,
  why         text,
  looked_at   timestamptz,                         -- when it was last opened, and how often
  looks       int not null default 0
);
create unique index link_good on cases.link (case_id) where revoked_at is null;
