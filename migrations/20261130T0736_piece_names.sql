-- A piece of a plan of a type has its title and its question in both languages of the staff; one made by hand has its own text.
alter table cases.piece add column titles jsonb, add column questions jsonb;
