-- What was signed for a run, by a count that the worker cannot write (C-08, W-03): the rest of what a budget is counted by it keeps
-- itself, and it may be taken over. Not in the run's own row: a signature would wait for whoever books the run's landings.

CREATE TABLE "run_signed_amounts" (
  "run_id" UUID NOT NULL,
  "organization_id" UUID NOT NULL,
  "amount" DECIMAL(20,0) NOT NULL,
  CONSTRAINT "run_signed_amounts_pkey" PRIMARY KEY ("run_id")
);
ALTER TABLE "run_signed_amounts" ADD CONSTRAINT "run_signed_amounts_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "runs"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "run_signed_amounts" ADD CONSTRAINT "run_signed_amounts_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE run_signed_amounts ADD CONSTRAINT run_signed_amounts_u64 CHECK (amount >= 0 AND amount <= 18446744073709551615);
SELECT keep_to_organizations('run_signed_amounts');
REVOKE ALL ON run_signed_amounts FROM sluice_app;
GRANT SELECT ON run_signed_amounts TO sluice_signer;

-- Runs that are over sign nothing more.
INSERT INTO run_signed_amounts (run_id, organization_id, amount)
SELECT r.id, r.organization_id, sum(i.amount_in)
FROM runs r JOIN intents i ON i.run_id = r.id AND i.signatures > 0
WHERE r.ended_at IS NULL
GROUP BY r.id;

-- Only the signer may count an intent's signatures, and nobody but the owner, who acts here, may write what follows from it.
CREATE FUNCTION runs_count_signed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  -- The run's organisation, whatever the intent says: a count that its signer does not see would count for nothing.
  INSERT INTO public.run_signed_amounts AS s (run_id, organization_id, amount)
  SELECT r.id, r.organization_id, NEW.amount_in FROM public.runs r WHERE r.id = NEW.run_id
  ON CONFLICT (run_id) DO UPDATE SET amount = s.amount + EXCLUDED.amount;
  RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION runs_count_signed() FROM PUBLIC;
-- Once for each intent: it is signed again only when what was signed before can never land.
CREATE TRIGGER intents_count_signed AFTER UPDATE OF signatures ON intents FOR EACH ROW
  WHEN (OLD.signatures = 0 AND NEW.signatures > 0 AND NEW.run_id IS NOT NULL) EXECUTE FUNCTION runs_count_signed();

-- Signatures wait for each other by locks of their own and no longer by those rows.
REVOKE UPDATE (label) ON wallets FROM sluice_signer;
REVOKE UPDATE (end_reason) ON runs FROM sluice_signer;

-- A run's intents are the dispatcher's, which takes wallet and organisation from it: nothing else is signed beside them.
ALTER TABLE intents ADD CONSTRAINT intents_of_runs CHECK ((source = 'RUN') = (run_id IS NOT NULL));
