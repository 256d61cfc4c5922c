create schema knowledge;
create table knowledge.classification (
  id uuid primary key, parent_id uuid references knowledge.classification, level int not null check (level between 1 and 3),
  code text not null unique, name jsonb not null, service_id uuid, queue_hint uuid, position int not null default 0, active boolean not null default true
);
create index classification_parent on knowledge.classification (parent_id, position);
create table knowledge.standard_text (
  id uuid primary key, shortcut text not null, title text not null, language text not null default 'it', channel text,
  body text not null, service_id uuid, classification_id uuid references knowledge.classification, active boolean not null default true,
  uses bigint not null default 0, updated_at timestamptz not null default now()
);
create unique index standard_text_shortcut on knowledge.standard_text (shortcut, language) where active;
