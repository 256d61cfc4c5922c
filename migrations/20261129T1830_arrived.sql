-- Who came, each customer once: what forecasts are made of and judged by. Quarters with calls in them are counted anew.
alter table insight.queue_interval add column arrived int not null default 0;
update insight.queue_interval set arrived = offered;
insert into insight.dirty (start)
  select distinct start from insight.queue_interval where callback > 0 or channel = 'phone' on conflict do nothing;
