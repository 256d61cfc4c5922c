-- A permission that nothing asked for: standard texts and classification are admin.knowledge.
update access.role set permissions = array_remove(permissions, 'knowledge.write') where 'knowledge.write' = any (permissions);
update access.api_token set scopes = array_remove(scopes, 'knowledge.write') where 'knowledge.write' = any (scopes);
