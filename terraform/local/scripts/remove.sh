#!/bin/sh
# Ends the instance in NG_FOLDER and removes everything of it, the home too. Safe to run again.
set -eu
[ -d "$NG_FOLDER" ] || exit 0
. "${0%/*}/stop.sh"
# A folder without its write bit keeps what is in it, unless one is root.
rm -rf -- "$NG_FOLDER/home" 2>/dev/null || { chmod -R u+rwX "$NG_FOLDER/home" && rm -rf -- "$NG_FOLDER/home"; }
rm -f -- "$NG_FOLDER/jupyter.log" "$NG_FOLDER/token" "$NG_FOLDER/stopped_at"
rmdir -- "$NG_FOLDER" 2>/dev/null || true
