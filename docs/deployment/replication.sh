#!/bin/sh
# Lets a replica copy the database of compose.yaml; run once, when that is made.
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --set password="$POSTGRES_PASSWORD" <<'END'
CREATE ROLE replication REPLICATION LOGIN PASSWORD :'password';
END
echo "host replication replication all scram-sha-256" >> "$PGDATA/pg_hba.conf"
