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
