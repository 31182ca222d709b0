-- Whoever may make temporary tables and types has them looked at before ours: what a trigger asks is named in full (W-03).

CREATE OR REPLACE FUNCTION intents_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> 'PENDING' THEN
    RAISE EXCEPTION 'intent % is % and stays so', OLD.id, OLD.state USING ERRCODE = 'SL001';
  END IF;
  IF NEW.state IN ('EXPIRED', 'CANCELLED')
     AND EXISTS (SELECT 1 FROM public.attempts WHERE intent_id = NEW.id AND state = 'LIVE') THEN
    RAISE EXCEPTION 'intent % has a live attempt and cannot become %', NEW.id, NEW.state USING ERRCODE = 'SL002';
  END IF;
  IF NEW.state IN ('SUCCEEDED', 'FAILED_ONCHAIN') AND NOT EXISTS (
    SELECT 1 FROM public.attempts WHERE intent_id = NEW.id
    AND state = CASE NEW.state WHEN 'SUCCEEDED' THEN 'LANDED_OK'::public."AttemptState"
                               ELSE 'LANDED_ERROR'::public."AttemptState" END
  ) THEN
    RAISE EXCEPTION 'intent % cannot be %: no attempt of it landed so', NEW.id, NEW.state USING ERRCODE = 'SL005';
  END IF;
  IF (NEW.organization_id, NEW.wallet_id, NEW.fee_payer_wallet_id, NEW.pool_id, NEW.input_mint, NEW.output_mint,
      NEW.amount_in, NEW.slippage_bps, NEW.limit_in, NEW.limit_out, NEW.not_after, NEW.kind, NEW.genesis_hash,
      NEW.route, NEW.tip, NEW.destination)
     IS DISTINCT FROM
     (OLD.organization_id, OLD.wallet_id, OLD.fee_payer_wallet_id, OLD.pool_id, OLD.input_mint, OLD.output_mint,
      OLD.amount_in, OLD.slippage_bps, OLD.limit_in, OLD.limit_out, OLD.not_after, OLD.kind, OLD.genesis_hash,
      OLD.route, OLD.tip, OLD.destination) THEN
    RAISE EXCEPTION 'what intent % asks for cannot be changed', OLD.id USING ERRCODE = 'SL003';
  END IF;
  RETURN NEW;
END
$$;
