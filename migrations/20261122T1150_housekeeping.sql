-- A claim says who carries a request out: one that a crash left behind is taken over, and whoever had it can no longer
-- commit. `effect_at` is set in the transaction of the effect: then the request was carried out, whatever became of its answer.
alter table platform.idempotency add column claim uuid, add column effect_at timestamptz;

-- From where somebody looked at a customer's record.
alter table platform.read_log add column ip text;

-- Uploads that nothing has used, for the deletion of the old ones.
create index attachment_unused on contacts.attachment (created_at) where message_id is null;
create index upload_unused on chat.upload (created_at) where used_at is null;
