-- What Prisma's schema cannot say: checks, partial indexes, triggers, roles and grants.

-- ------------------------------------------------------------------ amounts are u64

DO $$
DECLARE c record;
BEGIN
  FOR c IN
    SELECT table_name, column_name FROM information_schema.columns
    WHERE table_schema = current_schema() AND data_type = 'numeric' AND numeric_precision = 20 AND numeric_scale = 0
  LOOP
    EXECUTE format(
      'ALTER TABLE %I ADD CONSTRAINT %I CHECK (%I >= 0 AND %I <= 18446744073709551615)',
      c.table_name, c.table_name || '_' || c.column_name || '_u64', c.column_name, c.column_name);
  END LOOP;
END
$$;

-- ------------------------------------------------------------------ rows that make no sense are refused

ALTER TABLE tokens ADD CONSTRAINT tokens_decimals CHECK (decimals BETWEEN 0 AND 255);
ALTER TABLE tokens ADD CONSTRAINT tokens_program CHECK (program IN ('TOKEN', 'TOKEN_2022'));
ALTER TABLE pools ADD CONSTRAINT pools_fee CHECK (fee_numerator >= 0 AND fee_denominator > fee_numerator);
ALTER TABLE members ADD CONSTRAINT members_role CHECK (role IN ('owner', 'trader', 'viewer'));
ALTER TABLE runs ADD CONSTRAINT runs_within_budget CHECK (spent + committed <= budget);
ALTER TABLE runs ADD CONSTRAINT runs_ended CHECK ((status IN ('STOPPED', 'COMPLETED', 'FAILED')) = (ended_at IS NOT NULL));
ALTER TABLE intents ADD CONSTRAINT intents_amount CHECK (amount_in > 0);
ALTER TABLE intents ADD CONSTRAINT intents_slippage CHECK (slippage_bps BETWEEN 0 AND 10000);
ALTER TABLE intents ADD CONSTRAINT intents_limit CHECK ((limit_out IS NULL) = (limit_in IS NULL) AND (limit_in IS NULL OR limit_in > 0));
ALTER TABLE intents ADD CONSTRAINT intents_terminal_at CHECK ((state = 'PENDING') = (terminal_at IS NULL));
ALTER TABLE intents ADD CONSTRAINT intents_run CHECK ((source = 'RUN') = (run_id IS NOT NULL AND campaign_id IS NOT NULL AND sequence IS NOT NULL));
ALTER TABLE intents ADD CONSTRAINT intents_signatures CHECK (signatures BETWEEN 0 AND signature_budget);
ALTER TABLE attempts ADD CONSTRAINT attempts_landed CHECK ((state IN ('LANDED_OK', 'LANDED_ERROR')) = (landed_slot IS NOT NULL));
ALTER TABLE attempts ADD CONSTRAINT attempts_closed CHECK ((state = 'LIVE') = (closed_at IS NULL));
ALTER TABLE attempts ADD CONSTRAINT attempts_bounds CHECK (freshness_bound <= death_bound);
-- Proof of death (docs/execution.md): no row may be DEAD without it.
ALTER TABLE attempts ADD CONSTRAINT attempts_dead_evidence CHECK (
  state <> 'DEAD' OR (
    dead_road IN ('STATUS', 'BLOCKS')
    AND dead_finalized_height > death_bound
    AND dead_status_slot >= dead_finalized_slot + 32
    AND dead_agreed >= 1
    -- What was once seen confirmed is never believed to be gone because a cache forgot it.
    AND (dead_road = 'BLOCKS' OR (dead_finalized_height <= freshness_bound + 120 AND confirmed_slot IS NULL))
  ) IS TRUE
);

-- ------------------------------------------------------------------ at most one of each

-- One signature per intent that lives or has landed: the heart of "never twice".
CREATE UNIQUE INDEX attempts_one_live ON attempts (intent_id) WHERE state <> 'DEAD';
-- One run at a time per campaign.
CREATE UNIQUE INDEX runs_one_open ON runs (campaign_id) WHERE ended_at IS NULL;
-- A custodial key lives in one place.
CREATE UNIQUE INDEX wallets_one_custodian ON wallets (address) WHERE kind = 'CUSTODIAL';

-- ------------------------------------------------------------------ what the loops ask for

CREATE INDEX runs_due ON runs (next_due_at) WHERE next_due_at IS NOT NULL AND status = 'RUNNING';
CREATE INDEX intents_due ON intents (due_at) WHERE state = 'PENDING';
CREATE INDEX intents_pending_run ON intents (run_id) WHERE state = 'PENDING';
CREATE INDEX attempts_live ON attempts (signed_at) WHERE state = 'LIVE';
CREATE INDEX reservations_held ON reservations (scope_id, asset) WHERE state = 'HELD';
-- A balance read before an attempt landed does not show what it took: the signer asks for the newest settled slots.
CREATE INDEX reservations_settled ON reservations (scope_id, settled_slot) WHERE state = 'SETTLED';

-- ------------------------------------------------------------------ terminal means terminal

CREATE FUNCTION intents_guard() RETURNS trigger LANGUAGE plpgsql AS $$
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
      NEW.amount_in, NEW.slippage_bps, NEW.limit_in, NEW.limit_out, NEW.not_after, NEW.kind, NEW.genesis_hash)
     IS DISTINCT FROM
     (OLD.organization_id, OLD.wallet_id, OLD.fee_payer_wallet_id, OLD.pool_id, OLD.input_mint, OLD.output_mint,
      OLD.amount_in, OLD.slippage_bps, OLD.limit_in, OLD.limit_out, OLD.not_after, OLD.kind, OLD.genesis_hash) THEN
    RAISE EXCEPTION 'what intent % asks for cannot be changed', OLD.id USING ERRCODE = 'SL003';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER intents_guard BEFORE UPDATE ON intents FOR EACH ROW EXECUTE FUNCTION intents_guard();

CREATE FUNCTION attempts_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> 'LIVE' THEN
    RAISE EXCEPTION 'attempt % is % and stays so', OLD.id, OLD.state USING ERRCODE = 'SL001';
  END IF;
  IF (NEW.intent_id, NEW.signature, NEW.raw_transaction, NEW.death_bound, NEW.freshness_bound, NEW.blockhash)
     IS DISTINCT FROM
     (OLD.intent_id, OLD.signature, OLD.raw_transaction, OLD.death_bound, OLD.freshness_bound, OLD.blockhash) THEN
    RAISE EXCEPTION 'what attempt % signed cannot be changed', OLD.id USING ERRCODE = 'SL003';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER attempts_guard BEFORE UPDATE ON attempts FOR EACH ROW EXECUTE FUNCTION attempts_guard();

CREATE FUNCTION runs_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.ended_at IS NOT NULL THEN
    RAISE EXCEPTION 'run % is % and stays so', OLD.id, OLD.status USING ERRCODE = 'SL001';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER runs_guard BEFORE UPDATE ON runs FOR EACH ROW EXECUTE FUNCTION runs_guard();

CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'SL004';
END
$$;
CREATE TRIGGER intents_keep BEFORE DELETE OR TRUNCATE ON intents EXECUTE FUNCTION append_only();
CREATE TRIGGER attempts_keep BEFORE DELETE OR TRUNCATE ON attempts EXECUTE FUNCTION append_only();
CREATE TRIGGER fills_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON fills EXECUTE FUNCTION append_only();
CREATE TRIGGER ledger_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entries EXECUTE FUNCTION append_only();
CREATE TRIGGER events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON campaign_events EXECUTE FUNCTION append_only();
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log EXECUTE FUNCTION append_only();

-- ------------------------------------------------------------------ roles
-- Three database roles: the owner migrates, the application reads and writes, the signer alone reads keys and writes attempts.

DO $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'sluice_app') THEN CREATE ROLE sluice_app NOLOGIN; END IF;
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'sluice_signer') THEN CREATE ROLE sluice_signer NOLOGIN; END IF;
END
$$;

REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO sluice_app, sluice_signer;

GRANT SELECT, INSERT, UPDATE, DELETE ON users, sessions, accounts, verifications, jwks, organizations, members, invitations TO sluice_app;
GRANT SELECT, INSERT, UPDATE ON guards, campaign_event_seqs, loop_leases TO sluice_app;
-- Only what changes in the life of a row: where a wallet, a pool or a budget points to is decided once.
GRANT SELECT, INSERT ON chain, wallets, tokens, pools, campaigns, runs TO sluice_app;
GRANT UPDATE (highest_finalized_slot, highest_finalized_height) ON chain TO sluice_app;
GRANT UPDATE (label, active, booked_slot, booked_signature) ON wallets TO sluice_app;
GRANT UPDATE (status, generation, current_run_id, updated_at) ON campaigns TO sluice_app;
GRANT UPDATE (status, spent, received, committed, next_sequence, next_due_at, ended_at, end_reason) ON runs TO sluice_app;
GRANT SELECT, INSERT ON denials, fills, ledger_entries, campaign_events, audit_log, idempotency_keys TO sluice_app;
GRANT SELECT, INSERT ON intents TO sluice_app;
GRANT UPDATE (due_at, state, review_reason, fence, lease_until, last_denial, terminal_at) ON intents TO sluice_app;
GRANT SELECT ON attempts, reservations TO sluice_app;
GRANT UPDATE (state, sent_at, confirmed_slot, confirmed_at, landed_slot, landed_error, dead_road, dead_finalized_height, dead_finalized_slot, dead_status_slot, dead_agreed, closed_at) ON attempts TO sluice_app;
GRANT UPDATE (state, settled_slot) ON reservations TO sluice_app;
GRANT INSERT ON wallet_keys TO sluice_app;
GRANT SELECT (wallet_id, organization_id, user_id, created_at) ON wallet_keys TO sluice_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO sluice_app;

GRANT SELECT ON chain, wallets, wallet_keys, user_data_keys, tokens, pools, campaigns, runs, intents, attempts, reservations, guards, denials TO sluice_signer;
GRANT INSERT ON user_data_keys, attempts, reservations, denials TO sluice_signer;
GRANT UPDATE (blob, kek_id) ON user_data_keys TO sluice_signer;
GRANT UPDATE (signatures, last_denial, due_at) ON intents TO sluice_signer;
-- A row lock needs the right to update some column: the wallet's and the run's rows serialise reservations.
GRANT UPDATE (label) ON wallets TO sluice_signer;
GRANT UPDATE (end_reason) ON runs TO sluice_signer;
