-- Packs that an administrator makes: drafts until they are put in force, and told apart by their version.
alter table clocks.pack add state text not null default 'in_force' check (state in ('draft', 'in_force'));
alter table clocks.pack add version int not null default 1;
-- Those there are have come with the product: they follow their documents as long as nobody changes them.
alter table clocks.pack add shipped boolean not null default true;
alter table clocks.pack alter column shipped set default false;
alter table clocks.place add version int not null default 1;
-- Whose day a local holiday is.
alter table calendars.calendar add patron_name text;
