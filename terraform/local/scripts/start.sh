#!/bin/sh
# Starts the instance's Jupyter server in a sandbox and returns as soon as its process runs; whoever asks it finds out when it is
# ready. Safe to run again: it begins by ending what runs already.
#
#   NG_FOLDER     everything of the instance: NG_FOLDER/token is there, NG_FOLDER/home is made
#   NG_INSTANCE   the instance's id
#   NG_CPUS, NG_CPU_QUOTA (microseconds in 100 ms), NG_MEMORY (MiB), NG_DISK (GiB)
set -eu
umask 077
scripts=${0%/*}
. "$scripts/limits.sh"

# Without a home there was never a sandbox to look for.
if ! mkdir "$NG_FOLDER/home" 2>/dev/null; then . "$scripts/stop.sh"; fi
bytes=$((NG_MEMORY * 1024 * 1024))

make_cgroups

# env -i: the outer bwrap stays outside the sandbox and must not keep our environment. bwrap gets no --die-with-parent:
# instances outlive this script and the node.
sandbox() {
  exec env -i /usr/bin/setsid /usr/bin/perl "$scripts/listen.pl" "$NG_FOLDER/s" \
    /usr/bin/bwrap --unshare-all --unshare-user --disable-userns --new-session --clearenv --cap-drop ALL \
    --uid 1000 --gid 1000 --hostname jupyter \
    --ro-bind /usr /usr --symlink usr/bin /bin --symlink usr/sbin /sbin --symlink usr/lib /lib --symlink usr/lib64 /lib64 \
    --ro-bind-try /etc/alternatives /etc/alternatives --ro-bind-try /etc/fonts /etc/fonts \
    --ro-bind-try /etc/ld.so.cache /etc/ld.so.cache --ro-bind-try /etc/localtime /etc/localtime \
    --ro-bind-try /etc/mime.types /etc/mime.types --ro-bind-try /etc/ssl/certs /etc/ssl/certs \
    --ro-bind "$scripts/etc/passwd" /etc/passwd --ro-bind "$scripts/etc/hosts" /etc/hosts \
    --ro-bind "$scripts/serve.py" /etc/nightingale/serve.py --ro-bind "$NG_FOLDER/token" /etc/nightingale/token \
    --proc /proc --dev /dev --size $((bytes / 2)) --tmpfs /dev/shm --remount-ro /dev --size $((bytes / 2)) --tmpfs /tmp \
    --bind "$NG_FOLDER/home" /home/jupyter --remount-ro / --chdir /home/jupyter \
    --setenv HOME /home/jupyter --setenv USER jupyter --setenv SHELL /bin/bash --setenv LANG C.UTF-8 \
    --setenv PATH /home/jupyter/.local/bin:/usr/local/bin:/usr/bin --setenv OMP_NUM_THREADS "$NG_CPUS" \
    --setenv JUPYTER_RUNTIME_DIR /tmp/jupyter --setenv JUPYTER_TOKEN_FILE /etc/nightingale/token \
    /bin/sh -c 'echo sealed >&4; exec 4>&-; exec /usr/bin/python3 -s /etc/nightingale/serve.py'
}

# Terraform waits for every holder of its pipes, so the sandbox holds none. It says "sealed" on a pipe of ours before it becomes
# Python; if it ends without a word (no bubblewrap, no user namespaces), its log has the reason. What comes later, the probe finds.
date -u +%Y-%m-%dT%H:%M:%S.%3NZ >"$NG_FOLDER/started_at"
if ! { (enter_limits && sandbox) 4>&1 </dev/null >"$NG_FOLDER/jupyter.log" 2>&1 & } | read -r _; then
  echo "The Jupyter server ended as soon as it was started:" >&2
  tail -n 20 "$NG_FOLDER/jupyter.log" >&2
  exit 1
fi
