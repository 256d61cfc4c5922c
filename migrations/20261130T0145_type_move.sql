-- The way of a type's open cases to its newest version, while it is being gone and when it last was.
alter table cases.type add column move jsonb;
