-- Policies that the planner cannot search by (docs/decisions/0012). Where it saw an array of organisations it read all rows of one to
-- find a single row, and put a sub-select to it for every table of every statement.

-- Whether the transaction has said that it acts for that organisation; without a word, for nobody. UUIDs have one length and one
-- spelling, so none is found inside others. The planner sees a call that costs something and that no index answers: a row is found by
-- what the statement asks for, and then looked at.
CREATE FUNCTION acts_for(organization uuid) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE COST 100 AS $$
BEGIN
  RETURN pg_catalog.strpos(pg_catalog.current_setting('sluice.organizations', true), organization::pg_catalog.text) OPERATOR(pg_catalog.>) 0;
END
$$;

-- The rule of every table with an organization_id, as before: a later migration calls this for its own tables.
CREATE OR REPLACE FUNCTION keep_to_organizations(protected regclass) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  owned CONSTANT text := 'public.acts_for(organization_id)'
    || CASE WHEN (SELECT attnotnull FROM pg_attribute WHERE attrelid = protected AND attname = 'organization_id') THEN ''
            ELSE ' OR organization_id IS NULL' END;
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', protected);
  EXECUTE format('DROP POLICY IF EXISTS organization ON %s', protected);
  EXECUTE format('DROP POLICY IF EXISTS schedule ON %s', protected);
  EXECUTE format('CREATE POLICY organization ON %s TO sluice_app, sluice_worker, sluice_signer USING (%s) WITH CHECK (%s)',
                 protected, owned, owned);
  EXECUTE format('CREATE POLICY schedule ON %s FOR SELECT TO sluice_scheduler USING (true)', protected);
END
$$;

DO $$
DECLARE
  protected regclass;
BEGIN
  FOR protected IN
    SELECT DISTINCT p.polrelid::regclass FROM pg_policy p
    JOIN pg_attribute a ON a.attrelid = p.polrelid AND a.attname = 'organization_id'
    WHERE p.polname = 'organization' AND pg_get_expr(p.polqual, p.polrelid) LIKE '%current_organizations%'
  LOOP
    PERFORM keep_to_organizations(protected);
  END LOOP;
END
$$;
ALTER POLICY organization ON organizations USING (acts_for(id)) WITH CHECK (acts_for(id));

-- Fails while a policy is left that calls it.
DROP FUNCTION current_organizations();
