-- Telephones and word processors write a curved apostrophe, at which the parser does not part words: "dell’acqua" was one
-- word that nobody looks for. Messages and subjects of contacts are found by "acqua", too.
create function contacts.straight(text text) returns text language sql immutable strict parallel safe
  return translate(text, '’‘ʼ', '''''''');
alter table contacts.message drop column search;
alter table contacts.message add column search tsvector generated always as (
  to_tsvector('contacts.words'::regconfig, contacts.straight(coalesce(subject, '') || ' ' || left(text, 100000)))) stored;
create index message_search on contacts.message using gin (search) with (fastupdate = on);
drop index contacts.contact_subject;
create index contact_subject on contacts.contact using gin (to_tsvector('contacts.words'::regconfig, contacts.straight(subject)));
