-- When the person last proved again that it is them (A-06).
ALTER TABLE "sessions" ADD COLUMN "stepped_up_at" TIMESTAMPTZ(3);
