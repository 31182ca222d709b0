-- Withdrawals: where money may go, and intents that send it there (W-07).

-- ------------------------------------------------------------------ addresses

CREATE TABLE "withdrawal_addresses" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "address" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "created_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "withdrawal_addresses_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "withdrawal_addresses_organization_id_created_at_id_idx" ON "withdrawal_addresses"("organization_id", "created_at", "id");
ALTER TABLE "withdrawal_addresses" ADD CONSTRAINT "withdrawal_addresses_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "withdrawal_addresses" ADD CONSTRAINT "withdrawal_addresses_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE withdrawal_addresses ADD CONSTRAINT withdrawal_addresses_label CHECK (length(label) BETWEEN 1 AND 80);
-- One that was taken off the list and put on again waits again: it is another row.
CREATE UNIQUE INDEX withdrawal_addresses_one_listed ON withdrawal_addresses (organization_id, address) WHERE removed_at IS NULL;

CREATE FUNCTION withdrawal_addresses_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.removed_at IS NOT NULL THEN
    RAISE EXCEPTION 'withdrawal address % was removed and stays so', OLD.id USING ERRCODE = 'SL001';
  END IF;
  IF (NEW.id, NEW.organization_id, NEW.address, NEW.label, NEW.created_by_id, NEW.created_at)
     IS DISTINCT FROM (OLD.id, OLD.organization_id, OLD.address, OLD.label, OLD.created_by_id, OLD.created_at) THEN
    RAISE EXCEPTION 'withdrawal address % cannot be changed, only removed', OLD.id USING ERRCODE = 'SL003';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER withdrawal_addresses_guard BEFORE UPDATE ON withdrawal_addresses FOR EACH ROW EXECUTE FUNCTION withdrawal_addresses_guard();
CREATE TRIGGER withdrawal_addresses_keep BEFORE DELETE OR TRUNCATE ON withdrawal_addresses EXECUTE FUNCTION append_only();

-- When it was added is Postgres' word alone: the delay counts from there.
GRANT SELECT ON withdrawal_addresses TO sluice_app, sluice_signer;
GRANT INSERT (id, organization_id, address, label, created_by_id) ON withdrawal_addresses TO sluice_app;
GRANT UPDATE (removed_at) ON withdrawal_addresses TO sluice_app;

-- ------------------------------------------------------------------ intents

ALTER TYPE "IntentKind" ADD VALUE 'WITHDRAW';
ALTER TYPE "LedgerReason" ADD VALUE 'WITHDRAWAL';

-- A trade has a pool, a withdrawal a destination. What is withdrawn stands in both mints: `SOL` where it is SOL itself, not wrapped.
ALTER TABLE "intents" ALTER COLUMN "pool_id" DROP NOT NULL;
ALTER TABLE "intents" ADD COLUMN "destination" TEXT;
-- The new value cannot be named in the transaction that makes it.
ALTER TABLE intents ADD CONSTRAINT intents_pool CHECK ((kind IN ('BUY', 'SELL')) = (pool_id IS NOT NULL));
ALTER TABLE intents ADD CONSTRAINT intents_destination CHECK ((kind IN ('BUY', 'SELL')) = (destination IS NULL));
ALTER TABLE intents ADD CONSTRAINT intents_withdrawal CHECK (
  kind IN ('BUY', 'SELL')
  OR (source = 'PERSON' AND input_mint = output_mint AND fee_payer_wallet_id = wallet_id AND slippage_bps = 0
      AND limit_in IS NULL AND route = 'RPC' AND tip = 0)
);
-- The list of withdrawals; trades outnumber them by far.
CREATE INDEX intents_withdrawals ON intents (organization_id, created_at, id) WHERE destination IS NOT NULL;

CREATE OR REPLACE FUNCTION intents_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> 'PENDING' THEN
    RAISE EXCEPTION 'intent % is % and stays so', OLD.id, OLD.state USING ERRCODE = 'SL001';
  END IF;
  IF NEW.state IN ('EXPIRED', 'CANCELLED') AND EXISTS (SELECT 1 FROM attempts WHERE intent_id = NEW.id AND state = 'LIVE') THEN
    RAISE EXCEPTION 'intent % has a live attempt and cannot become %', NEW.id, NEW.state USING ERRCODE = 'SL002';
  END IF;
  IF NEW.state IN ('SUCCEEDED', 'FAILED_ONCHAIN') AND NOT EXISTS (
    SELECT 1 FROM attempts WHERE intent_id = NEW.id
    AND state = CASE NEW.state WHEN 'SUCCEEDED' THEN 'LANDED_OK'::"AttemptState" ELSE 'LANDED_ERROR'::"AttemptState" END
  ) THEN
    RAISE EXCEPTION 'intent % cannot be %: no attempt of it landed so', NEW.id, NEW.state USING ERRCODE = 'SL005';
  END IF;
  IF (NEW.organization_id, NEW.wallet_id, NEW.fee_payer_wallet_id, NEW.pool_id, NEW.input_mint, NEW.output_mint,
      NEW.amount_in, NEW.slippage_bps, NEW.limit_in, NEW.limit_out, NEW.not_after, NEW.kind, NEW.genesis_hash,
      NEW.route, NEW.tip, NEW.destination)
     IS DISTINCT FROM
     (OLD.organization_id, OLD.wallet_id, OLD.fee_payer_wallet_id, OLD.pool_id, OLD.input_mint, OLD.output_mint,
      OLD.amount_in, OLD.slippage_bps, OLD.limit_in, OLD.limit_out, OLD.not_after, OLD.kind, OLD.genesis_hash,
      OLD.route, OLD.tip, OLD.destination) THEN
    RAISE EXCEPTION 'what intent % asks for cannot be changed', OLD.id USING ERRCODE = 'SL003';
  END IF;
  RETURN NEW;
END
$$;
