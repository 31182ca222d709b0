-- The ledger is kept of wallets that we hold the keys of: who books them all has to know which they are (W-04).
GRANT SELECT (kind) ON wallets TO sluice_scheduler;
