-- Supervisors are told, too, of what was changed while offers of it were open: a routing profile, an agent's profile or skills.
alter table routing.queue_notice drop constraint queue_notice_kind_check;
alter table routing.queue_notice add constraint queue_notice_kind_check check (kind in ('help', 'problem', 'change'));
