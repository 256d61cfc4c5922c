create schema automation;
create table automation.webhook (
  id uuid primary key, name text not null, url text not null, secret text not null, events text[] not null, service_id uuid, active boolean not null default true,
  created_at timestamptz not null default now(), failures int not null default 0, last_status text, last_at timestamptz
);
create table automation.delivery (
  id uuid primary key, webhook_id uuid not null references automation.webhook on delete cascade, event_seq bigint not null, kind text not null, body jsonb not null,
  state text not null default 'queued' check (state in ('queued', 'delivered', 'failed')), attempts int not null default 0, response text, created_at timestamptz not null default now(), delivered_at timestamptz,
  unique (webhook_id, event_seq)
);
create index delivery_recent on automation.delivery (webhook_id, created_at desc);
