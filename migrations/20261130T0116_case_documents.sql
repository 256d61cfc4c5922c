-- Files that a case has for the documents its type asks for; files of their own, as papers are.
create table cases.document (
  id            uuid primary key,
  case_id       uuid not null references cases.case on delete cascade,
  key           text not null,
  file_id       uuid not null,
  name          text not null,
  added_by_name text not null,
  added_at      timestamptz not null
);
create index document_case on cases.document (case_id, key);
