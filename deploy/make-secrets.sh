#!/bin/sh
# Makes what compose.yaml needs: a password for the database, and a certificate that nobody signed, for trying it.
#   make-secrets.sh DIR
set -eu

dir=${1:?"usage: make-secrets.sh DIR"}
umask 077
mkdir "$dir" # not there yet: secrets in use are not replaced
password=$(openssl rand -hex 24)
printf '%s\n' "$password" >"$dir/database_password"
printf 'postgres:*:nightingale:nightingale:%s\n' "$password" >"$dir/pgpass"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 90 -subj /CN=localhost \
  -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout "$dir/tls.key" -out "$dir/tls.crt" 2>/dev/null
# Containers have users of their own, to whom these files must be readable; the folder keeps everybody else out.
chmod 0644 "$dir"/*
