-- Which way a campaign's transactions take, and what they offer the block engine for it.
CREATE TYPE "Route" AS ENUM ('RPC', 'JITO_ONLY', 'JITO_THEN_RPC');
ALTER TABLE "campaigns"
  ADD COLUMN "route" "Route" NOT NULL DEFAULT 'RPC',
  ADD COLUMN "max_tip" DECIMAL(20,0) NOT NULL DEFAULT 0;
ALTER TABLE "intents"
  ADD COLUMN "route" "Route" NOT NULL DEFAULT 'RPC',
  ADD COLUMN "tip" DECIMAL(20,0) NOT NULL DEFAULT 0;
ALTER TABLE "attempts" ADD COLUMN "tip" DECIMAL(20,0) NOT NULL DEFAULT 0;

ALTER TABLE campaigns ADD CONSTRAINT campaigns_max_tip_u64 CHECK (max_tip >= 0 AND max_tip <= 18446744073709551615);
ALTER TABLE intents ADD CONSTRAINT intents_tip_u64 CHECK (tip >= 0 AND tip <= 18446744073709551615);
ALTER TABLE attempts ADD CONSTRAINT attempts_tip_u64 CHECK (tip >= 0 AND tip <= 18446744073709551615);
-- Endpoints take no tip, and a block engine nothing without one.
ALTER TABLE campaigns ADD CONSTRAINT campaigns_route CHECK ((route = 'RPC') = (max_tip = 0));
ALTER TABLE intents ADD CONSTRAINT intents_route CHECK ((route = 'RPC') = (tip = 0));

-- The way and the tip are terms like the others: decided once.
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
      NEW.route, NEW.tip)
     IS DISTINCT FROM
     (OLD.organization_id, OLD.wallet_id, OLD.fee_payer_wallet_id, OLD.pool_id, OLD.input_mint, OLD.output_mint,
      OLD.amount_in, OLD.slippage_bps, OLD.limit_in, OLD.limit_out, OLD.not_after, OLD.kind, OLD.genesis_hash,
      OLD.route, OLD.tip) THEN
    RAISE EXCEPTION 'what intent % asks for cannot be changed', OLD.id USING ERRCODE = 'SL003';
  END IF;
  RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION attempts_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> 'LIVE' THEN
    RAISE EXCEPTION 'attempt % is % and stays so', OLD.id, OLD.state USING ERRCODE = 'SL001';
  END IF;
  IF (NEW.intent_id, NEW.signature, NEW.raw_transaction, NEW.death_bound, NEW.freshness_bound, NEW.blockhash, NEW.tip)
     IS DISTINCT FROM
     (OLD.intent_id, OLD.signature, OLD.raw_transaction, OLD.death_bound, OLD.freshness_bound, OLD.blockhash, OLD.tip) THEN
    RAISE EXCEPTION 'what attempt % signed cannot be changed', OLD.id USING ERRCODE = 'SL003';
  END IF;
  RETURN NEW;
END
$$;
