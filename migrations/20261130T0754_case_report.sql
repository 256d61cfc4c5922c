-- What the report of cases is counted from, kept where it belongs and right by construction: written by the database in
-- the very statement that changes what it is made of.

-- The municipality in an address as this country writes it: "Via Roma 1, 53034 Colle di Val d’Elsa (SI)", without a
-- postcode only where the province stands in brackets. One spelling for each: apostrophes, spaces, capitals.
create function customers.municipality_of(address text) returns text language sql immutable parallel safe as $$
  select case when said in (upper(said), lower(said))
    then replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(initcap(said),
      ' D’', ' d’'), ' Di ', ' di '), ' Del ', ' del '), ' Della ', ' della '), ' Dei ', ' dei '), ' Delle ', ' delle '),
      ' In ', ' in '), ' Sul ', ' sul '), ' Al ', ' al '), ' E ', ' e ')
    else said end
  from (select nullif(regexp_replace(regexp_replace(translate(coalesce(
      substring(address from '.*\m[0-9]{5}[\s,]+([^,(0-9]*[^,(0-9\s])'),
      substring(address from '.*,\s*([^,(0-9]*[^,(0-9\s])\s*\([A-Za-z]{2}\)\s*$')), '''`´', '’’’'), '\s+[A-Z]{2}$', ''), '\s+', ' ', 'g'), '') as said) as one
$$;
alter table customers.position add municipality text generated always as (customers.municipality_of(address)) stored;

-- Where a case lies by itself: in the field that its type says it by. null: where its customer is supplied.
alter table cases.case add municipality text, add taken_at timestamptz;
create function cases.note_municipality() returns trigger language plpgsql as $$
begin
  new.municipality := null;
  if new.fields <> '{}' then
    select customers.municipality_of(new.fields ->> (f.one ->> 'key')) into new.municipality
    from cases.type_version as v cross join lateral jsonb_array_elements(v.definition -> 'fields') as f (one)
    where v.type = new.type and v.number = new.type_version and f.one -> 'territory' = 'true' limit 1;
  end if;
  return new;
end $$;
create trigger case_lies before insert or update of fields, type, type_version on cases.case for each row execute function cases.note_municipality();

-- When a case was taken over: the first time that a member of staff became its owner, moved it on or took a step of it.
-- Entries are only ever added, so the first stays the first.
create function cases.takes(kind text, actor text, data jsonb) returns boolean language sql immutable parallel safe
  return coalesce(kind = 'opened' and data ->> 'owner' is not null
    or kind = 'owner' and data ->> 'to' is not null
    or kind = 'status' and actor like 'staff:%'
    or kind = 'step' and data ->> 'about' = 'taken', false);
create or replace function cases.note_changed() returns trigger language plpgsql as $$
begin
  update cases.case as k set changed_at = greatest(k.changed_at, e.at), taken_at = least(k.taken_at, e.taken)
  from (select case_id, max(at) as at, min(at) filter (where cases.takes(kind, actor, data)) as taken from added group by 1) as e
  where k.id = e.case_id and (k.changed_at < e.at or e.taken < coalesce(k.taken_at, 'infinity'));
  return null;
end $$;
update cases.case as k set taken_at = e.taken
from (select case_id, min(at) as taken from cases.entry where cases.takes(kind, actor, data) group by 1) as e where k.id = e.case_id;

-- What the report reads of cases and of their time limits, without the rest of their rows.
create index case_report on cases.case (opened_at) include (id, type, service_id, team_id, classification_id, customer_id, closed_at, taken_at, first_contact, municipality);
create index case_closed on cases.case (closed_at) where closed_at is not null;
create index clock_report on clocks.clock (subject_id) include (state, due_at, breached_at, ended_at, multiple) where subject_kind = 'case' and state <> 'cancelled';
