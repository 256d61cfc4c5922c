-- Solved at first contact, of contacts that needed no case: recorded when they close, withdrawn when the customer comes back.
alter table contacts.outcome add column solves boolean not null default false;   -- with it the question is answered
update contacts.outcome set solves = true where code in ('solved', 'informed', 'risolto', 'informazione');
alter table contacts.contact
  add column first_contact text check (first_contact in ('yes', 'withdrawn')),
  add column first_contact_why text check (first_contact_why in ('repeat', 'case', 'outcome')),   -- why it was withdrawn
  add column first_contact_by uuid references contacts.contact;                    -- the contact with which the customer came back
create index contact_first_contact on contacts.contact (customer_id, arrived_at) where first_contact = 'yes';
create index contact_first_contact_withdrawn on contacts.contact (arrived_at desc, id desc) where first_contact = 'withdrawn';
create index contact_first_contact_by on contacts.contact (first_contact_by) where first_contact_by is not null;

-- What is past is counted by the same rule (contacts/first-contact/first-contact.rules.ts) as far as it is known: by the outcomes that
-- came with the program, which say what they mean; an outcome of the organisation's own says nothing until somebody does.
with recursive down as (
  select id, array[id] as above from knowledge.classification where parent_id is null
  union all select k.id, k.id || d.above from knowledge.classification as k join down as d on k.parent_id = d.id
), setting as (
  select make_interval(days => coalesce((select (value ->> 'days')::int from platform.setting where key = 'cases.first-contact'), 7)) as within
), solved as (
  select c.id, c.customer_id, c.arrived_at, c.closed_at, c.classification_id, d.above
  from contacts.contact as c join contacts.outcome as o on o.id = c.outcome_id and o.solves join down as d on d.id = c.classification_id
  where c.kind in ('contact', 'desk_visit') and c.direction = 'in' and c.state = 'closed' and c.agent_id is not null and c.case_id is null
    and (select count(distinct l.agent_id) = 1 and count(*) filter (where l.result = 'transferred_out') = 0
      from contacts.leg as l where l.contact_id = c.id and l.kind = 'handle')
    and not exists (select from contacts.contact as p where p.customer_id = c.customer_id and p.kind = 'callback'
      and p.arrived_at >= c.arrived_at and p.arrived_at <= c.closed_at and p.state <> 'cancelled')
), judged as (
  select s.id,
    exists (select from contacts.contact as o join down as d on d.id = o.classification_id
      where o.customer_id = s.customer_id and o.id <> s.id and o.kind in ('contact', 'desk_visit') and o.direction = 'in' and o.agent_id is not null
        and o.arrived_at >= s.arrived_at - w.within and o.arrived_at < s.arrived_at
        and (d.id = any (s.above) or s.classification_id = any (d.above))) as before,
    (select o.id from contacts.contact as o join down as d on d.id = o.classification_id
      where o.customer_id = s.customer_id and o.id <> s.id and o.kind in ('contact', 'desk_visit') and o.direction = 'in' and o.agent_id is not null
        and o.arrived_at >= s.arrived_at and o.arrived_at <= s.closed_at + w.within
        and (d.id = any (s.above) or s.classification_id = any (d.above))
      order by o.arrived_at, o.id limit 1) as back
  from solved as s cross join setting as w
)
update contacts.contact as c set first_contact = case when j.back is null then 'yes' else 'withdrawn' end,
  first_contact_why = case when j.back is not null then 'repeat' end, first_contact_by = j.back
from judged as j where j.id = c.id and not j.before;
