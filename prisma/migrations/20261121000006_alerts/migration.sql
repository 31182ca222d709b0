-- What an operator has to look at. An alert is open until what it tells of is over; one of a kind and object at a time.
CREATE TYPE "AlertSeverity" AS ENUM ('WARNING', 'CRITICAL');

CREATE TABLE "alerts" (
    "id" UUID NOT NULL,
    "organization_id" UUID,
    "kind" TEXT NOT NULL,
    "severity" "AlertSeverity" NOT NULL,
    "object_kind" TEXT NOT NULL,
    "object_id" TEXT NOT NULL,
    "detail" JSONB NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "resolved_at" TIMESTAMPTZ(3),

    CONSTRAINT "alerts_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "alerts_opened_at_id_idx" ON "alerts"("opened_at", "id");
CREATE INDEX "alerts_organization_id_opened_at_idx" ON "alerts"("organization_id", "opened_at");
ALTER TABLE "alerts" ADD CONSTRAINT "alerts_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE UNIQUE INDEX alerts_one_open ON alerts (kind, object_kind, object_id) WHERE resolved_at IS NULL;

REVOKE ALL ON alerts FROM PUBLIC;
GRANT SELECT, INSERT ON alerts TO sluice_app;
GRANT UPDATE (severity, detail, resolved_at) ON alerts TO sluice_app;
