-- How long a consult waits for an answer, by the queue in which it waits: while a customer is there, and while none is.
alter table routing.queue add consult jsonb not null default '{"liveMinutes": 10, "deferredMinutes": 1440}';
