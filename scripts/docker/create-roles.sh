#!/usr/bin/env bash
# Run once by the Postgres image, on a new volume: the same three roles and the database that `npm start` creates in the
# embedded server. The passwords reach psql as variables, so that no shell or SQL quoting can change them.
set -euo pipefail

psql --username "$POSTGRES_USER" --dbname postgres --set ON_ERROR_STOP=1 \
  --set owner="$POSTGRES_OWNER_PASSWORD" \
  --set app="$POSTGRES_APP_PASSWORD" \
  --set signer="$POSTGRES_SIGNER_PASSWORD" <<'SQL'
CREATE ROLE sluice_owner LOGIN PASSWORD :'owner';
CREATE ROLE sluice_app LOGIN PASSWORD :'app';
CREATE ROLE sluice_signer LOGIN PASSWORD :'signer';
CREATE DATABASE sluice OWNER sluice_owner;
SQL
