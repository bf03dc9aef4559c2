#!/bin/sh
# Ends every sandbox of the instance in NG_FOLDER, for sure, and keeps its home. Safe to run again; start.sh and remove.sh source it.
#
# A sandbox is found by its home, which is an argument of bubblewrap's: that needs no pid file, so there is none that could be lost
# or lie. A process inside a sandbox could call itself anything; only bubblewrap's own two processes count: the outer one, in our
# own pid namespace, and the inner one, process 1 of its namespace, whose end takes every process of the sandbox with it.
set -eu
umask 077

# Prints the ids of bubblewrap's processes.
sandboxes() {
  printf '%s\n' "$NG_FOLDER/home" | grep -lzxFf - /proc/[0-9]*/cmdline 2>/dev/null | while read -r found; do
    found=${found%/cmdline}
    while read -r key here there deeper; do
      [ "$key" = NSpid: ] || continue
      case "$there/$deeper" in / | 1/) echo "${found#/proc/}" ;; esac
    done <"$found/status" || true
  done 2>/dev/null
}

# Whether process $1 is more than a zombie: its arguments are gone before its children are.
lives() {
  read -r state <"/proc/$1/stat" || return 1
  case ${state##*)} in ' Z'* | ' X'*) return 1 ;; esac
} 2>/dev/null

await_end() {
  tries=0
  while lives "$1"; do
    tries=$((tries + 1))
    if [ $tries -gt 500 ]; then
      echo "Process $1 of the instance does not end, although it was killed: it may wait for a disk." >&2
      exit 1
    fi
    sleep 0.01
  done
}

ended=
while found=$(sandboxes) && [ -n "$found" ]; do
  for process in $found; do kill -KILL "$process" 2>/dev/null || true; done
  for process in $found; do await_end "$process"; done
  ended=yes
done

# When this compute ceased to run: now, if it was us who ended it. What ended by itself did so at a time that nobody knows.
if [ -n "$ended" ]; then
  date -u +%Y-%m-%dT%H:%M:%S.%3NZ >"$NG_FOLDER/stopped_at"
elif [ -f "$NG_FOLDER/started_at" ]; then
  rm -f "$NG_FOLDER/stopped_at"
fi
rm -f "$NG_FOLDER/started_at" "$NG_FOLDER/s"

if [ -f "$NG_FOLDER/cgroups" ]; then
  # The kernel takes a moment to see that a group is empty.
  while read -r group; do
    tries=0
    while [ -d "$group" ] && ! rmdir "$group" 2>/dev/null && [ $tries -lt 100 ]; do
      tries=$((tries + 1))
      sleep 0.01
    done
  done <"$NG_FOLDER/cgroups"
  rm -f "$NG_FOLDER/cgroups"
fi
