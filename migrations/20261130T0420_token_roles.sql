-- The roles that a program acts with, by code: where a type of case says who sees a field or makes a transition, an API token
-- counts as a holder of these. What it may do at all are its permissions still.
alter table access.api_token add column roles text[] not null default '{}';
