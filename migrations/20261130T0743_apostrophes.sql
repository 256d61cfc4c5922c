-- Telephones and word processors write a curved apostrophe, at which the parser does not part words: "dell’acqua" was one
-- word that nobody looks for. Opinions and what is said in rooms are found by "acqua" again.
alter table cases.opinion drop column search;
alter table cases.opinion add column search tsvector generated always as (
  case when language = 'en'
    then setweight(to_tsvector('pg_catalog.english'::regconfig, translate(question, '’‘ʼ', '''''''')), 'A')
      || setweight(to_tsvector('pg_catalog.english'::regconfig, translate(left(answer, 100000), '’‘ʼ', '''''''')), 'C')
    else setweight(to_tsvector('contacts.words'::regconfig, translate(question, '’‘ʼ', '''''''')), 'A')
      || setweight(to_tsvector('contacts.words'::regconfig, translate(left(answer, 100000), '’‘ʼ', '''''''')), 'C') end) stored;
create index opinion_search on cases.opinion using gin (search);
alter table rooms.post drop column search;
alter table rooms.post add column search tsvector generated always as (
  to_tsvector('contacts.words'::regconfig, translate(text, '’‘ʼ', ''''''''))) stored;
create index post_search on rooms.post using gin (search);
