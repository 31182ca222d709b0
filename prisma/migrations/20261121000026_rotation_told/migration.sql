-- A rotation of master keys is told in the audit log by whoever did it, the signer's role (W-02, AD-03); it can tell of nothing else.
GRANT INSERT (action, object_kind, object_id, detail) ON audit_log TO sluice_signer;
GRANT USAGE ON SEQUENCE audit_log_id_seq TO sluice_signer;
CREATE POLICY rotations ON audit_log AS RESTRICTIVE FOR INSERT TO sluice_signer
  WITH CHECK (organization_id IS NULL AND actor_id IS NULL AND action = 'keys.rotated');
