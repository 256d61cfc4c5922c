-- Steps of cases and visits at the desk are routed too: how long they are offered, and what is promised of them.
alter table routing.queue
  alter column offer_seconds set default '{"chat": 30, "email": 300, "form": 300, "phone": 20, "desk": 60, "case": 300}',
  alter column service_level set default
    '{"formula": "negative", "version": 1, "threshold": {"chat": 30, "email": 14400, "form": 14400, "phone": 20, "desk": 1200, "case": 86400}, "target": 0.8}';
-- What a queue says already stays; on these two media there was no work to promise anything of until now.
update routing.queue set
  offer_seconds = '{"desk": 60, "case": 300}'::jsonb || offer_seconds,
  service_level = jsonb_set(service_level, '{threshold}', '{"desk": 1200, "case": 86400}'::jsonb || (service_level -> 'threshold'));
update insight.indicator_version set threshold = '{"desk": 1200, "case": 86400}'::jsonb || threshold
where indicator = 'service_level';
