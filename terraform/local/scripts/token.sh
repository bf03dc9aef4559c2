#!/bin/sh
# Puts the server's token where start.sh expects it. Neither is an argument of anything, so nobody reads it in a list of processes.
set -eu
umask 077
mkdir -p "$NG_FOLDER"
printf '%s' "$NG_TOKEN" >"$NG_FOLDER/token"
