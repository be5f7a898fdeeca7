#!/bin/bash
# Runs once, when the database volume is empty: roles, passwords, the database and the rights in it.
set -euo pipefail

psql=(psql -X -q -v ON_ERROR_STOP=1 --username "$POSTGRES_USER")

"${psql[@]}" --dbname postgres --file /abs-sql/roles.sql
"${psql[@]}" --dbname postgres \
    -v owner="$ABS_OWNER_PASSWORD" -v app="$ABS_APP_PASSWORD" -v backup="$ABS_BACKUP_PASSWORD" <<'SQL'
ALTER ROLE abs_owner PASSWORD :'owner';
ALTER ROLE abs_app PASSWORD :'app';
ALTER ROLE abs_backup PASSWORD :'backup';
CREATE DATABASE abs OWNER abs_owner;
SQL
"${psql[@]}" --dbname abs --single-transaction --file /abs-sql/database.sql
