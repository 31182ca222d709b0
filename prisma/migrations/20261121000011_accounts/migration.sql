-- What goes with an account beside better-auth's tables. Secrets that we give out are kept as SHA-256 of them alone.

-- ------------------------------------------------------------------ refresh tokens (A-03)

-- Good once; one that comes again after it was used ends its session, so used ones are kept.
CREATE TABLE "refresh_tokens" (
    "hash" BYTEA NOT NULL,
    "session_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "refresh_tokens_pkey" PRIMARY KEY ("hash")
);
CREATE INDEX "refresh_tokens_session_id_created_at_idx" ON "refresh_tokens"("session_id", "created_at");
ALTER TABLE "refresh_tokens" ADD CONSTRAINT "refresh_tokens_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "sessions"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE refresh_tokens ADD CONSTRAINT refresh_tokens_sha256 CHECK (octet_length(hash) = 32);

-- ------------------------------------------------------------------ links in mails, and sign-ins that wait for a code (A-01, A-06)

CREATE TABLE "account_tokens" (
    "hash" BYTEA NOT NULL,
    "purpose" TEXT NOT NULL,
    "user_id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "account_tokens_pkey" PRIMARY KEY ("hash")
);
CREATE INDEX "account_tokens_user_id_purpose_idx" ON "account_tokens"("user_id", "purpose");
ALTER TABLE "account_tokens" ADD CONSTRAINT "account_tokens_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE account_tokens ADD CONSTRAINT account_tokens_sha256 CHECK (octet_length(hash) = 32);
ALTER TABLE account_tokens ADD CONSTRAINT account_tokens_purpose CHECK (purpose IN ('verify-email', 'reset-password', 'sign-in'));

-- ------------------------------------------------------------------ two-factor (A-06)

CREATE TABLE "two_factors" (
    "user_id" UUID NOT NULL,
    "secret" TEXT NOT NULL,
    "backup_codes" BYTEA[],
    "last_step" BIGINT NOT NULL DEFAULT 0,
    "confirmed_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "two_factors_pkey" PRIMARY KEY ("user_id")
);
ALTER TABLE "two_factors" ADD CONSTRAINT "two_factors_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- ------------------------------------------------------------------ guesses

CREATE TABLE "guesses" (
    "subject" TEXT NOT NULL,
    "failures" INTEGER NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,
    "blocked_until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "guesses_pkey" PRIMARY KEY ("subject")
);
CREATE INDEX "guesses_last_at_idx" ON "guesses"("last_at");

-- ------------------------------------------------------------------ legal use (A-10)

CREATE TABLE "attestations" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "version" TEXT NOT NULL,
    "ip_address" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "attestations_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "attestations_organization_id_user_id_version_key" ON "attestations"("organization_id", "user_id", "version");
ALTER TABLE "attestations" ADD CONSTRAINT "attestations_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "attestations" ADD CONSTRAINT "attestations_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- ------------------------------------------------------------------ grants

GRANT SELECT, INSERT, UPDATE, DELETE ON refresh_tokens, account_tokens, two_factors, guesses TO sluice_app;
-- A declaration is never changed or taken back.
GRANT SELECT, INSERT ON attestations TO sluice_app;
