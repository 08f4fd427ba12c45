#!/bin/sh
# Makes the database on the first start, then serves it: start-postgres NAME PASSWORD_FILE, data in PGDATA.
set -eu

if [ ! -s "$PGDATA/PG_VERSION" ]; then
  initdb --username="$1" --pwfile="$2" --auth-local=trust --auth-host=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8
  echo "CREATE DATABASE \"$1\"" | postgres --single -D "$PGDATA" postgres
  echo 'host all all all scram-sha-256' >> "$PGDATA/pg_hba.conf"
fi
exec postgres -c listen_addresses='*' -c unix_socket_directories=/tmp
