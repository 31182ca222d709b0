-- The key pair that imports are sealed to, and the exports of wallet keys that people asked for (W-01, W-02, W-05).

-- ------------------------------------------------------------------ sealing keys

CREATE TABLE "sealing_keys" (
    "id" TEXT NOT NULL,
    "blob" BYTEA NOT NULL,
    "kek_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sealing_keys_pkey" PRIMARY KEY ("id")
);
-- Rotation goes through the rows that an old master key wrapped.
CREATE INDEX "user_data_keys_kek_id_user_id_idx" ON "user_data_keys"("kek_id", "user_id");

GRANT SELECT, INSERT ON sealing_keys TO sluice_signer;
GRANT UPDATE (blob, kek_id) ON sealing_keys TO sluice_signer;

-- ------------------------------------------------------------------ exports

CREATE TABLE "key_exports" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "wallet_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "recipient_key" BYTEA NOT NULL,
    "idempotency_key" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "key_exports_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "key_exports_organization_id_idempotency_key_key" ON "key_exports"("organization_id", "idempotency_key");
CREATE INDEX "key_exports_organization_id_created_at_idx" ON "key_exports"("organization_id", "created_at");
ALTER TABLE "key_exports" ADD CONSTRAINT "key_exports_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "key_exports" ADD CONSTRAINT "key_exports_wallet_id_fkey" FOREIGN KEY ("wallet_id") REFERENCES "wallets"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "key_exports" ADD CONSTRAINT "key_exports_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE key_exports ADD CONSTRAINT key_exports_x25519 CHECK (octet_length(recipient_key) = 32);

-- Who asks says what for and to whom, and nothing else: when it was, and that it is spent, are not theirs to say. The signer spends it.
GRANT SELECT ON key_exports TO sluice_app, sluice_signer;
GRANT INSERT (id, organization_id, wallet_id, user_id, recipient_key, idempotency_key) ON key_exports TO sluice_app;
GRANT UPDATE (used_at) ON key_exports TO sluice_signer;
CREATE TRIGGER key_exports_keep BEFORE DELETE OR TRUNCATE ON key_exports EXECUTE FUNCTION append_only();
