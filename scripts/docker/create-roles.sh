#!/usr/bin/env bash
# Run once by the Postgres image, on a new volume: the same roles and the database that `npm start` creates in the embedded
# server. What is there already is left alone, so that it may be run again on a volume of an older version (docs/operations.md).
# The passwords reach psql as variables, so that no shell or SQL quoting can change them.
set -euo pipefail

psql --username "$POSTGRES_USER" --dbname postgres --set ON_ERROR_STOP=1 \
  --set owner="$POSTGRES_OWNER_PASSWORD" \
  --set app="$POSTGRES_APP_PASSWORD" \
  --set worker="$POSTGRES_WORKER_PASSWORD" \
  --set scheduler="$POSTGRES_SCHEDULER_PASSWORD" \
  --set auth="$POSTGRES_AUTH_PASSWORD" \
  --set signer="$POSTGRES_SIGNER_PASSWORD" \
  --set chainer="$POSTGRES_CHAINER_PASSWORD" <<'SQL'
SELECT format('CREATE ROLE sluice_owner LOGIN PASSWORD %L', :'owner')
  WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'sluice_owner') \gexec
SELECT format('CREATE ROLE sluice_app LOGIN PASSWORD %L', :'app')
  WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'sluice_app') \gexec
SELECT format('CREATE ROLE sluice_worker LOGIN PASSWORD %L', :'worker')
  WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'sluice_worker') \gexec
SELECT format('CREATE ROLE sluice_scheduler LOGIN PASSWORD %L', :'scheduler')
  WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'sluice_scheduler') \gexec
SELECT format('CREATE ROLE sluice_auth LOGIN PASSWORD %L', :'auth')
  WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'sluice_auth') \gexec
SELECT format('CREATE ROLE sluice_signer LOGIN PASSWORD %L', :'signer')
  WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'sluice_signer') \gexec
SELECT format('CREATE ROLE sluice_chainer LOGIN PASSWORD %L', :'chainer')
  WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'sluice_chainer') \gexec
-- The health page tells how long the oldest transaction has been going on, whoever's it is.
GRANT pg_read_all_stats TO sluice_scheduler;
SELECT 'CREATE DATABASE sluice OWNER sluice_owner'
  WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'sluice') \gexec
SQL
