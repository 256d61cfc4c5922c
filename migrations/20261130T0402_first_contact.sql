-- Solved at first contact: recorded when a case is solved, withdrawn when the customer comes back about it.
alter table cases.case add column first_contact text check (first_contact in ('yes', 'withdrawn')),
  add column first_contact_at timestamptz,            -- when it was solved
  add column first_contact_why text;               -- why it was withdrawn: reopened, contact, repeat
create index case_first_contact on cases.case (customer_id) where first_contact = 'yes';
