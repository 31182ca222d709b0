-- What operators see and decide: dead letters, processes, guards by whom, verdicts on attempts, alerts somebody has seen.

ALTER TABLE users ADD CONSTRAINT users_role CHECK (role IN ('user', 'admin'));

-- ------------------------------------------------------------------ guards

-- One that an administrator set is not the organisation's to lift.
ALTER TABLE "guards"
  ADD COLUMN "updated_by_id" UUID,
  ADD COLUMN "by_admin" BOOLEAN NOT NULL DEFAULT false;

-- ------------------------------------------------------------------ alerts

ALTER TABLE "alerts"
  ADD COLUMN "acknowledged_at" TIMESTAMPTZ(3),
  ADD COLUMN "acknowledged_by_id" UUID;
ALTER TABLE alerts ADD CONSTRAINT alerts_acknowledged CHECK ((acknowledged_at IS NULL) = (acknowledged_by_id IS NULL));
GRANT UPDATE (acknowledged_at, acknowledged_by_id) ON alerts TO sluice_app;

-- ------------------------------------------------------------------ dead letters

CREATE TYPE "DeadLetterState" AS ENUM ('OPEN', 'RETRIED', 'DISCARDED');

CREATE TABLE "job_failures" (
    "queue" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "failures" INTEGER NOT NULL DEFAULT 1,
    "first_failed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_failed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "job_failures_pkey" PRIMARY KEY ("queue","subject")
);

CREATE TABLE "dead_letters" (
    "id" UUID NOT NULL,
    "queue" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "job_id" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "intent_id" UUID,
    "error_code" TEXT NOT NULL,
    "error_message" TEXT NOT NULL,
    "failures" INTEGER NOT NULL,
    "first_failed_at" TIMESTAMPTZ(3) NOT NULL,
    "last_failed_at" TIMESTAMPTZ(3) NOT NULL,
    "state" "DeadLetterState" NOT NULL DEFAULT 'OPEN',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "closed_at" TIMESTAMPTZ(3),
    "closed_by_id" UUID,
    "closed_reason" TEXT,

    CONSTRAINT "dead_letters_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "dead_letters_created_at_id_idx" ON "dead_letters"("created_at", "id");
ALTER TABLE "dead_letters" ADD CONSTRAINT "dead_letters_intent_id_fkey" FOREIGN KEY ("intent_id") REFERENCES "intents"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE dead_letters ADD CONSTRAINT dead_letters_closed CHECK ((state = 'OPEN') = (closed_at IS NULL));
ALTER TABLE dead_letters ADD CONSTRAINT dead_letters_why CHECK ((closed_at IS NULL) = (closed_reason IS NULL));
CREATE UNIQUE INDEX dead_letters_one_open ON dead_letters (queue, subject) WHERE state = 'OPEN';

CREATE FUNCTION dead_letters_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> 'OPEN' THEN
    RAISE EXCEPTION 'dead letter % is % and stays so', OLD.id, OLD.state USING ERRCODE = 'SL001';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER dead_letters_guard BEFORE UPDATE ON dead_letters FOR EACH ROW EXECUTE FUNCTION dead_letters_guard();

-- ------------------------------------------------------------------ processes

CREATE TABLE "processes" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "beat_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "rss_bytes" BIGINT NOT NULL,
    "cpu_permille" INTEGER NOT NULL,
    "event_loop_lag_ms" INTEGER NOT NULL,
    "work" JSONB NOT NULL,

    CONSTRAINT "processes_pkey" PRIMARY KEY ("id")
);
ALTER TABLE processes ADD CONSTRAINT processes_kind CHECK (kind IN ('worker', 'server'));

-- ------------------------------------------------------------------ an operator's verdict on an attempt

ALTER TABLE "attempts"
  ADD COLUMN "dead_by_id" UUID,
  ADD COLUMN "dead_reason" TEXT;
ALTER TABLE attempts DROP CONSTRAINT attempts_dead_evidence;
-- Proof of death (docs/execution.md): no row may be DEAD without it. An operator's word stands in for the blocks that no endpoint
-- has any more, and for nothing else: it can no longer land, and no endpoint knows it.
ALTER TABLE attempts ADD CONSTRAINT attempts_dead_evidence CHECK (
  state <> 'DEAD' OR (
    dead_road IN ('STATUS', 'BLOCKS', 'OPERATOR')
    AND dead_finalized_height > death_bound
    AND dead_status_slot >= dead_finalized_slot + 32
    AND dead_agreed >= 1
    -- What was once seen confirmed is never believed to be gone because a cache forgot it.
    AND (dead_road <> 'STATUS' OR dead_finalized_height <= freshness_bound + 120)
    AND (dead_road = 'BLOCKS' OR confirmed_slot IS NULL)
    AND (dead_road = 'OPERATOR') = (dead_by_id IS NOT NULL AND dead_reason IS NOT NULL)
  ) IS TRUE
);

-- ------------------------------------------------------------------ grants

REVOKE ALL ON job_failures, dead_letters, processes FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON job_failures, processes TO sluice_app;
GRANT SELECT, INSERT, DELETE ON dead_letters TO sluice_app;
GRANT UPDATE (job_id, payload, error_code, error_message, failures, last_failed_at, state, closed_at, closed_by_id, closed_reason) ON dead_letters TO sluice_app;
GRANT UPDATE (dead_by_id, dead_reason) ON attempts TO sluice_app;
GRANT DELETE ON loop_leases TO sluice_app;
