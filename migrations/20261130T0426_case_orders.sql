-- What lists of cases are ordered and filtered by. `changed_at`: when something was last written down of a case.
alter table cases.case add changed_at timestamptz not null default now();
update cases.case as k set changed_at = coalesce((select max(e.at) from cases.entry as e where e.case_id = k.id), k.opened_at);
create function cases.begin_changed() returns trigger language plpgsql as $$
begin
  new.changed_at := new.opened_at;
  return new;
end $$;
create trigger case_begins before insert on cases.case for each row execute function cases.begin_changed();
create function cases.note_changed() returns trigger language plpgsql as $$
begin
  update cases.case as k set changed_at = e.at from (select case_id, max(at) as at from added group by 1) as e
  where k.id = e.case_id and k.changed_at < e.at;
  return null;
end $$;
create trigger entry_added after insert on cases.entry referencing new table as added for each statement execute function cases.note_changed();

create index case_changed on cases.case (changed_at, id);
create index case_since on cases.case (state_since, id);
create index case_team on cases.case (team_id);
create index case_service on cases.case (service_id);
create index case_classification on cases.case (classification_id);
create index case_status on cases.case (status, type);
create index case_type_state on cases.case (type, state);
drop index cases.case_owner;
create index case_owner on cases.case (owner_id);
create index case_words on cases.case using gin (customers.folded(subject || ' ' || description) gin_trgm_ops);
