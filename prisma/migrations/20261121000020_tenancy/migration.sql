-- Roles for the worker, its loops, sign-in and the audit chain.
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
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO sluice_worker, sluice_auth;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO sluice_worker, sluice_auth;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO sluice_scheduler;

-- Whose an intent or attempt is, for roles that see no row before they have said whose they ask about.
CREATE FUNCTION owners_of_intents(ids uuid[]) RETURNS TABLE (id uuid, organization_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT i.id, i.organization_id FROM public.intents i WHERE i.id = ANY (ids) $$;
CREATE FUNCTION owners_of_attempts(ids uuid[]) RETURNS TABLE (id uuid, organization_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT a.id, a.organization_id FROM public.attempts a WHERE a.id = ANY (ids) $$;
REVOKE ALL ON FUNCTION owners_of_intents(uuid[]), owners_of_attempts(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION owners_of_intents(uuid[]), owners_of_attempts(uuid[]) TO sluice_worker, sluice_signer;
