-- Tenants kept apart by Postgres itself (A-08), and what each process may do at most (W-03). The owner of the tables is above all
-- of this; the other roles are not.

-- ------------------------------------------------------------------ roles

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['sluice_worker', 'sluice_scheduler', 'sluice_auth', 'sluice_chainer'] LOOP
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = name) THEN EXECUTE format('CREATE ROLE %I NOLOGIN', name); END IF;
  END LOOP;
END
$$;
GRANT USAGE ON SCHEMA public TO sluice_worker, sluice_scheduler, sluice_auth, sluice_chainer;

-- ------------------------------------------------------------------ whose rows a transaction is about

-- As the transaction has said; without a word, nobody's.
CREATE FUNCTION current_organizations() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
  RETURN string_to_array(NULLIF(current_setting('sluice.organizations', true), ''), ',')::uuid[];

-- Whose an intent or attempt is, for roles that see no row before they have said whose they ask about.
CREATE FUNCTION owners_of_intents(ids uuid[]) RETURNS TABLE (id uuid, organization_id uuid)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS $$ SELECT i.id, i.organization_id FROM public.intents i WHERE i.id = ANY (ids) $$;
CREATE FUNCTION owners_of_attempts(ids uuid[]) RETURNS TABLE (id uuid, organization_id uuid)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS $$ SELECT a.id, a.organization_id FROM public.attempts a WHERE a.id = ANY (ids) $$;
REVOKE ALL ON FUNCTION owners_of_intents(uuid[]), owners_of_attempts(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION owners_of_intents(uuid[]), owners_of_attempts(uuid[]) TO sluice_worker, sluice_signer;

-- A guard belongs to the organisation of what it is about, and to nobody when it is the platform's. Nobody has to say so, and nobody
-- can say otherwise.
ALTER TABLE "guards" ADD COLUMN "organization_id" UUID;
ALTER TABLE "guards" ADD CONSTRAINT "guards_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
CREATE INDEX "guards_organization_id_idx" ON "guards"("organization_id");
CREATE FUNCTION guards_owner() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  NEW.organization_id := CASE NEW.scope
    WHEN 'PLATFORM' THEN NULL
    WHEN 'ORGANIZATION' THEN NEW.scope_id
    WHEN 'WALLET' THEN (SELECT w.organization_id FROM public.wallets w WHERE w.id = NEW.scope_id)
    ELSE (SELECT c.organization_id FROM public.campaigns c WHERE c.id = NEW.scope_id) END;
  IF NEW.organization_id IS NULL AND NEW.scope <> 'PLATFORM' THEN
    RAISE EXCEPTION 'there is no % % to guard', NEW.scope, NEW.scope_id USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER guards_owner BEFORE INSERT OR UPDATE ON guards FOR EACH ROW EXECUTE FUNCTION guards_owner();
UPDATE guards SET scope = scope;

-- ------------------------------------------------------------------ rows of organisations

/*
 * The rule of every table with an organization_id: who acts for an organisation sees and writes its rows, and the installation's where
 * there are such (without an organisation); the scheduler reads its columns of all. A later migration calls this for its own tables.
 * The organisations are read once for a statement, before any row.
 */
CREATE FUNCTION keep_to_organizations(protected regclass) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  owned CONSTANT text := 'organization_id = ANY ((SELECT public.current_organizations())::uuid[])'
    || CASE WHEN (SELECT attnotnull FROM pg_attribute WHERE attrelid = protected AND attname = 'organization_id') THEN ''
            ELSE ' OR organization_id IS NULL' END;
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', protected);
  EXECUTE format('CREATE POLICY organization ON %s TO sluice_app, sluice_worker, sluice_signer USING (%s) WITH CHECK (%s)',
                 protected, owned, owned);
  EXECUTE format('CREATE POLICY schedule ON %s FOR SELECT TO sluice_scheduler USING (true)', protected);
END
$$;
REVOKE ALL ON FUNCTION keep_to_organizations(regclass) FROM PUBLIC;

DO $$
DECLARE
  protected regclass;
BEGIN
  FOR protected IN
    SELECT c.oid FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organization_id'
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND NOT c.relrowsecurity
  LOOP
    PERFORM keep_to_organizations(protected);
  END LOOP;
END
$$;

ALTER TABLE organizations ENABLE ROW LEVEL SECURITY;
CREATE POLICY organization ON organizations TO sluice_app, sluice_worker, sluice_signer
  USING (id = ANY ((SELECT current_organizations())::uuid[])) WITH CHECK (id = ANY ((SELECT current_organizations())::uuid[]));
CREATE POLICY schedule ON organizations FOR SELECT TO sluice_scheduler USING (true);

-- The number of a campaign's last event is its organisation's, as the campaign is.
ALTER TABLE campaign_event_seqs ENABLE ROW LEVEL SECURITY;
CREATE POLICY organization ON campaign_event_seqs TO sluice_app, sluice_worker, sluice_signer
  USING (EXISTS (SELECT FROM campaigns c WHERE c.id = campaign_id))
  WITH CHECK (EXISTS (SELECT FROM campaigns c WHERE c.id = campaign_id));
CREATE POLICY schedule ON campaign_event_seqs FOR SELECT TO sluice_scheduler USING (true);

-- Sign-in happens before anybody acts for an organisation.
CREATE POLICY sign_in ON organizations TO sluice_auth USING (true) WITH CHECK (true);
CREATE POLICY sign_in ON members TO sluice_auth USING (true) WITH CHECK (true);
CREATE POLICY sign_in ON invitations TO sluice_auth USING (true) WITH CHECK (true);

-- ------------------------------------------------------------------ sign-in: secrets of accounts are its alone

GRANT SELECT, INSERT, UPDATE, DELETE ON users, sessions, accounts, verifications, jwks, organizations, members, invitations TO sluice_auth;
REVOKE ALL ON accounts, verifications, jwks, sessions FROM sluice_app;
-- All but the token that a session's cookie would hold.
GRANT SELECT (id, user_id, created_at, updated_at, expires_at, stepped_up_at, ip_address, user_agent, active_organization_id) ON sessions TO sluice_app;
GRANT UPDATE (updated_at, expires_at, stepped_up_at, ip_address, user_agent) ON sessions TO sluice_app;
GRANT DELETE ON sessions TO sluice_app;

-- What belongs to no organisation is for administrators, who search by the scheduler's role.
CREATE POLICY of_organizations ON audit_log AS RESTRICTIVE FOR SELECT TO sluice_app USING (organization_id IS NOT NULL);
CREATE POLICY of_organizations ON audit_links AS RESTRICTIVE FOR SELECT TO sluice_app USING (organization_id IS NOT NULL);

-- ------------------------------------------------------------------ the server does not do the worker's work

-- Trades of a run are the dispatcher's to make; a person's are the server's.
CREATE POLICY by_persons ON intents AS RESTRICTIVE FOR INSERT TO sluice_app WITH CHECK (source = 'PERSON');
REVOKE UPDATE (fence, last_denial) ON intents FROM sluice_app;
-- An operator may declare an attempt dead; that it landed, the chain tells the tracker.
CREATE POLICY by_operators ON attempts AS RESTRICTIVE FOR UPDATE TO sluice_app USING (true) WITH CHECK (dead_road = 'OPERATOR');
REVOKE UPDATE (sent_at, confirmed_slot, confirmed_at, landed_slot, landed_error) ON attempts FROM sluice_app;
REVOKE UPDATE (settled_slot) ON reservations FROM sluice_app;
REVOKE UPDATE (spent, received, next_sequence) ON runs FROM sluice_app;
REVOKE UPDATE (booked_slot, booked_signature) ON wallets FROM sluice_app;
REVOKE UPDATE (highest_finalized_slot, highest_finalized_height) ON chain FROM sluice_app;
REVOKE INSERT ON denials, fills, ledger_entries, job_failures, dead_letters FROM sluice_app;
REVOKE UPDATE ON job_failures FROM sluice_app;
REVOKE DELETE ON dead_letters FROM sluice_app;
REVOKE UPDATE (job_id, payload, error_code, error_message, failures, last_failed_at) ON dead_letters FROM sluice_app;
REVOKE INSERT, UPDATE, DELETE ON loop_leases FROM sluice_app;

-- ------------------------------------------------------------------ the worker

-- What it decides and carries out; never where money may go. Addresses, pools, tokens, terms and keys are not its to write.
GRANT SELECT ON organizations, wallets, pools, tokens, campaigns, runs, intents, attempts, reservations, denials, guards, fills,
  ledger_entries, campaign_events, campaign_event_seqs, alerts, chain TO sluice_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON job_failures, processes, loop_leases TO sluice_worker;
GRANT SELECT, INSERT, DELETE ON dead_letters TO sluice_worker;
GRANT UPDATE (job_id, payload, error_code, error_message, failures, last_failed_at, state, closed_at, closed_reason) ON dead_letters TO sluice_worker;
GRANT INSERT ON chain, denials, fills, ledger_entries, campaign_events, campaign_event_seqs, alerts TO sluice_worker;
GRANT UPDATE (highest_finalized_slot, highest_finalized_height) ON chain TO sluice_worker;
GRANT UPDATE (last_seq) ON campaign_event_seqs TO sluice_worker;
GRANT UPDATE (severity, detail, resolved_at) ON alerts TO sluice_worker;
GRANT UPDATE (booked_slot, booked_signature) ON wallets TO sluice_worker;
GRANT UPDATE (status, current_run_id, updated_at) ON campaigns TO sluice_worker;
GRANT UPDATE (status, spent, received, committed, next_sequence, next_due_at, ended_at, end_reason) ON runs TO sluice_worker;
GRANT UPDATE (due_at, state, review_reason, fence, lease_until, last_denial, terminal_at) ON intents TO sluice_worker;
GRANT UPDATE (state, sent_at, confirmed_slot, confirmed_at, landed_slot, landed_error, dead_road, dead_finalized_height, dead_finalized_slot, dead_status_slot, dead_agreed, dead_by_id, dead_reason, closed_at) ON attempts TO sluice_worker;
GRANT UPDATE (state, settled_slot) ON reservations TO sluice_worker;
GRANT USAGE ON SEQUENCE ledger_entries_id_seq TO sluice_worker;
GRANT INSERT (id, organization_id, genesis_hash, source, campaign_id, run_id, sequence, idempotency_key, kind, wallet_id,
  fee_payer_wallet_id, pool_id, input_mint, output_mint, amount_in, slippage_bps, limit_out, limit_in, due_at, first_due_at, not_after,
  signature_budget, route, tip) ON intents TO sluice_worker;

-- A trade it makes is its running run's, on the terms of the campaign, which it cannot change.
CREATE POLICY of_running_runs ON intents AS RESTRICTIVE FOR INSERT TO sluice_worker WITH CHECK (
  source = 'RUN' AND fee_payer_wallet_id = wallet_id AND signature_budget <= 20
  AND EXISTS (
    SELECT FROM runs r JOIN campaigns c ON c.id = r.campaign_id JOIN tokens t ON t.id = c.token_id
    WHERE r.id = intents.run_id AND r.status = 'RUNNING' AND intents.amount_in <= r.budget - r.spent
      AND c.id = intents.campaign_id AND c.organization_id = intents.organization_id
      AND r.organization_id = intents.organization_id
      AND r.wallet_id = intents.wallet_id AND c.wallet_id = intents.wallet_id AND c.pool_id = intents.pool_id
      AND c.input_mint = intents.input_mint AND c.output_mint = intents.output_mint
      AND intents.kind = CASE WHEN t.mint = intents.output_mint THEN 'BUY' ELSE 'SELL' END::"IntentKind"
      AND c.slippage_bps = intents.slippage_bps AND c.route = intents.route AND intents.tip <= c.max_tip));
-- It ends what is over. What a person paused or stopped it cannot begin again.
CREATE POLICY after_its_run ON campaigns AS RESTRICTIVE FOR UPDATE TO sluice_worker USING (true) WITH CHECK (
  EXISTS (SELECT FROM runs r WHERE r.id = current_run_id AND r.campaign_id = campaigns.id
          AND ((r.status = 'STOPPED' AND campaigns.status = 'STOPPED') OR (r.status = 'STOPPING' AND campaigns.status IN ('ACTIVE', 'PAUSED'))
            OR (r.status = 'COMPLETED' AND campaigns.status = 'COMPLETED'))));
-- Only people declare an attempt dead on their word.
CREATE POLICY by_evidence ON attempts AS RESTRICTIVE FOR UPDATE TO sluice_worker USING (true)
  WITH CHECK (dead_road IS DISTINCT FROM 'OPERATOR' AND dead_by_id IS NULL);

CREATE OR REPLACE FUNCTION runs_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF OLD.ended_at IS NOT NULL THEN
    RAISE EXCEPTION 'run % is % and stays so', OLD.id, OLD.status USING ERRCODE = 'SL001';
  END IF;
  -- What was spent is spent: by less, more than the budget could be.
  IF NEW.spent < OLD.spent OR NEW.received < OLD.received THEN
    RAISE EXCEPTION 'what run % has spent and received never falls', OLD.id USING ERRCODE = 'SL003';
  END IF;
  IF OLD.status <> 'RUNNING' AND NEW.status = 'RUNNING'
     AND pg_has_role(current_user, 'sluice_worker', 'USAGE') AND NOT pg_has_role(current_user, 'sluice_app', 'USAGE') THEN
    RAISE EXCEPTION 'run % is % until a person resumes it', OLD.id, OLD.status USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END
$$;

-- Housekeeping removes what has ended long ago, and sees nothing else of sign-in's tables.
ALTER TABLE sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE verifications ENABLE ROW LEVEL SECURITY;
CREATE POLICY sign_in ON sessions TO sluice_app, sluice_auth USING (true) WITH CHECK (true);
CREATE POLICY sign_in ON verifications TO sluice_auth USING (true) WITH CHECK (true);
CREATE POLICY long_ended ON sessions TO sluice_worker USING (expires_at < clock_timestamp() - interval '30 days');
CREATE POLICY long_ended ON verifications TO sluice_worker USING (expires_at < clock_timestamp() - interval '30 days');
GRANT DELETE ON sessions, verifications TO sluice_worker;
GRANT SELECT (expires_at) ON sessions, verifications TO sluice_worker;

-- ------------------------------------------------------------------ the scheduler: what is due, whose it is, and how it stands

-- No amounts, no terms, no bytes, no names, no addresses of e-mail. Wallets' addresses are public on the chain.
GRANT SELECT (id) ON organizations TO sluice_scheduler;
GRANT SELECT (id, organization_id) ON campaigns TO sluice_scheduler;
GRANT SELECT (id, organization_id, address, genesis_hash, booked_slot, booked_signature) ON wallets TO sluice_scheduler;
GRANT SELECT (id, organization_id, campaign_id, status, next_due_at, ended_at) ON runs TO sluice_scheduler;
GRANT SELECT (id, organization_id, campaign_id, run_id, wallet_id, fee_payer_wallet_id, kind, state, fence, due_at, not_after,
  lease_until, signatures, signature_budget, created_at, review_reason) ON intents TO sluice_scheduler;
GRANT SELECT (id, organization_id, intent_id, signature, state, blockhash_slot, death_bound, freshness_bound, signed_at, sent_at,
  confirmed_slot) ON attempts TO sluice_scheduler;
GRANT SELECT (created_at) ON fills TO sluice_scheduler;
GRANT SELECT (campaign_id, last_seq) ON campaign_event_seqs TO sluice_scheduler;
-- What operators are told.
GRANT SELECT ON guards, alerts, dead_letters, processes TO sluice_scheduler;
