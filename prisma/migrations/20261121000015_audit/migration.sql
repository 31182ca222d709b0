-- The audit log's hash chains (AD-03; docs/audit.md): one for each organisation, and one for what belongs to none.

-- The chainer finds new rows by the transaction that wrote them: ids come from a sequence and become visible out of order.
ALTER TABLE "audit_log" ADD COLUMN "xid" xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX "audit_log_xid_idx" ON "audit_log"("xid");

-- CreateTable
CREATE TABLE "audit_links" (
    "audit_id" BIGINT NOT NULL,
    "organization_id" UUID,
    "seq" BIGINT NOT NULL,
    "previous_hash" BYTEA NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "audit_links_pkey" PRIMARY KEY ("audit_id"),
    CONSTRAINT "audit_links_seq_check" CHECK (seq >= 1),
    CONSTRAINT "audit_links_hash_check" CHECK (octet_length(previous_hash) = 32 AND octet_length(hash) = 32)
);

-- Two chainers at once cannot fork a chain: a place in it is given once. The chain of what belongs to no organisation is one chain.
CREATE UNIQUE INDEX "audit_links_organization_id_seq_key" ON "audit_links"("organization_id", "seq") NULLS NOT DISTINCT;

-- AddForeignKey
ALTER TABLE "audit_links" ADD CONSTRAINT "audit_links_audit_id_fkey" FOREIGN KEY ("audit_id") REFERENCES "audit_log"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

CREATE TRIGGER audit_links_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_links EXECUTE FUNCTION append_only();

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['sluice_chainer', 'sluice_scheduler'] LOOP
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = name) THEN EXECUTE format('CREATE ROLE %I NOLOGIN', name); END IF;
  END LOOP;
END
$$;
GRANT USAGE ON SCHEMA public TO sluice_chainer;
GRANT SELECT ON audit_log TO sluice_chainer;
GRANT SELECT, INSERT ON audit_links TO sluice_chainer;
GRANT SELECT ON audit_links TO sluice_app;
-- Administrators search across organisations.
GRANT SELECT ON audit_log, audit_links TO sluice_scheduler;

-- The chainer sees every organisation's rows, and writes nothing but links.
CREATE POLICY chain ON audit_log FOR SELECT TO sluice_chainer USING (true);
CREATE POLICY chain ON audit_links TO sluice_chainer USING (true) WITH CHECK (true);

-- Who appends to the log chooses neither number, nor time, nor transaction.
REVOKE INSERT ON audit_log FROM sluice_app;
GRANT INSERT (organization_id, actor_id, action, object_kind, object_id, detail) ON audit_log TO sluice_app;

-- What is searched by, within an organisation and by administrators in all of them. Newest first, so by id.
CREATE INDEX "audit_log_organization_id_id_idx" ON "audit_log"("organization_id", "id" DESC);
CREATE INDEX "audit_log_actor_id_id_idx" ON "audit_log"("actor_id", "id" DESC);
CREATE INDEX "audit_log_object_id_id_idx" ON "audit_log"("object_id", "id" DESC);
CREATE INDEX "audit_log_action_id_idx" ON "audit_log"("action" COLLATE "C", "id" DESC);
CREATE INDEX "audit_log_at_idx" ON "audit_log"("at");
CREATE INDEX "audit_log_detail_idx" ON "audit_log" USING gin (jsonb_to_tsvector('simple', "detail", '["string", "numeric"]'));
