-- Slippage belongs to the campaign, not to one strategy's parameters: every kind of trade has it.
ALTER TABLE "campaigns" ADD COLUMN "slippage_bps" INTEGER NOT NULL;
ALTER TABLE campaigns ADD CONSTRAINT campaigns_slippage CHECK (slippage_bps BETWEEN 1 AND 5000);
