-- A token of one voice gateway: it carries that gateway's calls and hears its orders, and no other's.
alter table access.api_token add gateway text;
