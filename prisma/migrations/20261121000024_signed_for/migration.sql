-- What was signed for a run, by a count that the worker cannot write (C-08, W-03): the rest of what a budget is counted by it keeps
-- itself, and it may be taken over.

ALTER TABLE "runs" ADD COLUMN "signed_for" DECIMAL(20,0) NOT NULL DEFAULT 0;
ALTER TABLE runs ADD CONSTRAINT runs_signed_for_u64 CHECK (signed_for >= 0 AND signed_for <= 18446744073709551615);

-- Runs that are over sign nothing more.
UPDATE runs r SET signed_for = s.amount
FROM (SELECT run_id, sum(amount_in) AS amount FROM intents WHERE signatures > 0 GROUP BY run_id) s
WHERE s.run_id = r.id AND r.ended_at IS NULL;

-- Only the signer may count an intent's signatures, and nobody but the owner, who acts here, may write what follows from it.
CREATE FUNCTION runs_count_signed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE public.runs SET signed_for = signed_for + NEW.amount_in WHERE id = NEW.run_id;
  RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION runs_count_signed() FROM PUBLIC;
-- Once for each intent: it is signed again only when what was signed before can never land.
CREATE TRIGGER intents_count_signed AFTER UPDATE OF signatures ON intents FOR EACH ROW
  WHEN (OLD.signatures = 0 AND NEW.signatures > 0 AND NEW.run_id IS NOT NULL) EXECUTE FUNCTION runs_count_signed();
