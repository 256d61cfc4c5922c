-- A short message to somebody outside the register has no conversation; what comes back to it still finds its case.
alter table sms.message add column case_id uuid;
