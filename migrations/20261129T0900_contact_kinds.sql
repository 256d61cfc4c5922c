-- A work item of any kind is a contact: it arrives, or is made. What it comes from, when it comes from another one.
alter table contacts.contact
  add kind text not null default 'contact' check (kind in ('contact', 'case_step', 'callback', 'desk_visit')),
  add origin_id uuid references contacts.contact;
create index contact_origin on contacts.contact (origin_id) where origin_id is not null;
create index contact_kind_open on contacts.contact (kind, arrived_at) where closed_at is null and kind <> 'contact';
