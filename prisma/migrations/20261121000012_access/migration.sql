-- Organisations and their members, API keys, proofs of who holds a wallet. Secrets that we give out are kept as SHA-256 of them alone.

-- ------------------------------------------------------------------ organisations (A-05, A-10)

-- Networks that high-risk actions are let in from, as CIDR; empty: from anywhere.
ALTER TABLE "organizations" ADD COLUMN "ip_allow_list" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[];

ALTER TABLE "invitations"
  ADD COLUMN "token_hash" BYTEA,
  ADD COLUMN "answered_at" TIMESTAMPTZ(3);
CREATE UNIQUE INDEX "invitations_token_hash_key" ON "invitations"("token_hash");
ALTER TABLE invitations ADD CONSTRAINT invitations_sha256 CHECK (token_hash IS NULL OR octet_length(token_hash) = 32);
ALTER TABLE invitations ADD CONSTRAINT invitations_status CHECK (status IN ('pending', 'accepted', 'revoked'));
ALTER TABLE invitations ADD CONSTRAINT invitations_role CHECK (role IN ('owner', 'trader', 'viewer'));
ALTER TABLE invitations ADD CONSTRAINT invitations_answered CHECK ((status = 'pending') = (answered_at IS NULL));
-- Somebody is invited once at a time.
CREATE UNIQUE INDEX invitations_one_pending ON invitations (organization_id, email) WHERE status = 'pending';

-- ------------------------------------------------------------------ API keys (A-07)

CREATE TABLE "api_keys" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "hint" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "scopes" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_keys_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "api_keys_hash_key" ON "api_keys"("hash");
CREATE INDEX "api_keys_organization_id_created_at_idx" ON "api_keys"("organization_id", "created_at");
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE api_keys ADD CONSTRAINT api_keys_sha256 CHECK (octet_length(hash) = 32);
ALTER TABLE api_keys ADD CONSTRAINT api_keys_scopes CHECK (cardinality(scopes) > 0 AND scopes <@ ARRAY['read', 'trade', 'wallets']);

-- ------------------------------------------------------------------ what somebody was asked to answer once (A-02, A-11, A-12)

CREATE TABLE "challenges" (
    "hash" BYTEA NOT NULL,
    "purpose" TEXT NOT NULL,
    "detail" JSONB NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "challenges_pkey" PRIMARY KEY ("hash")
);
CREATE INDEX "challenges_expires_at_idx" ON "challenges"("expires_at");
ALTER TABLE challenges ADD CONSTRAINT challenges_sha256 CHECK (octet_length(hash) = 32);

-- ------------------------------------------------------------------ wallets (W-04, W-05)

-- When it was shown that the organisation holds the key: at once where the signer holds it, by a signed message where it does not.
ALTER TABLE "wallets"
  ADD COLUMN "proven_at" TIMESTAMPTZ(3) DEFAULT CURRENT_TIMESTAMP,
  ADD COLUMN "deleted_at" TIMESTAMPTZ(3);
UPDATE wallets SET proven_at = CASE WHEN kind = 'CUSTODIAL' THEN created_at END;
ALTER TABLE wallets ADD CONSTRAINT wallets_proven CHECK (kind = 'WATCH' OR proven_at IS NOT NULL);
ALTER TABLE wallets ADD CONSTRAINT wallets_deleted CHECK (deleted_at IS NULL OR NOT active);

-- ------------------------------------------------------------------ grants

GRANT SELECT, INSERT ON api_keys TO sluice_app;
GRANT UPDATE (last_used_at, revoked_at) ON api_keys TO sluice_app;
GRANT SELECT, INSERT, DELETE ON challenges TO sluice_app;
GRANT UPDATE (proven_at, deleted_at) ON wallets TO sluice_app;
-- Watch-only ones alone: a key refers to its wallet, and is never deleted.
GRANT DELETE ON wallets TO sluice_app;
