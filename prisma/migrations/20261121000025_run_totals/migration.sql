-- What a run has come to is added up as its trades land (C-11): a list of runs that counts their trades each time is as slow as they
-- are many.

ALTER TABLE "runs"
  ADD COLUMN "succeeded" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "fees" DECIMAL(20,0) NOT NULL DEFAULT 0,
  ADD COLUMN "tips" DECIMAL(20,0) NOT NULL DEFAULT 0,
  ADD COLUMN "rent" DECIMAL(21,0) NOT NULL DEFAULT 0;

ALTER TABLE runs DISABLE TRIGGER USER; -- those that are over get theirs as well
UPDATE runs r SET succeeded = f.trades, fees = f.fees, tips = f.tips, rent = f.rent
FROM (SELECT run_id, count(*)::int AS trades, sum(base_fee + priority_fee) AS fees, sum(tip) AS tips, sum(rent) AS rent
      FROM fills GROUP BY run_id) f
WHERE f.run_id = r.id;
ALTER TABLE runs ENABLE TRIGGER USER;

-- The server makes runs and never adds to them; the worker adds.
GRANT UPDATE (succeeded, fees, tips, rent) ON runs TO sluice_worker;

-- Few of a run's trades end so.
CREATE INDEX intents_ended_ill ON intents (run_id, state) WHERE state IN ('FAILED_ONCHAIN', 'EXPIRED', 'CANCELLED');
