-- How a call of ours can end, beside no answer, busy and a wrong number: an answering machine took it. By this code the desk
-- proposes it; an organisation that has one already keeps its own.
insert into contacts.outcome (id, code, name, position)
select gen_random_uuid(), 'machine', '{"it": "Segreteria telefonica", "en": "Answering machine"}',
  (select coalesce(max(position), 0) + 1 from contacts.outcome)
where exists (select from contacts.outcome where code = 'no_answer')
on conflict (code) do nothing;
