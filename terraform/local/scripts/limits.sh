# Bounds what a sandbox may use; sourced by the other scripts.
#
# With cgroups (version 2 or 1) where this user may make them: memory, processes and processor time of the whole instance.
# Where there are none: the data segment of each process (RLIMIT_DATA; RLIMIT_AS would count address space that Python reserves
# and never uses). The number of processes then stays free, because RLIMIT_NPROC counts all processes of the user, so that one
# instance would take from another; processor time stays free as well.
# Where processors are short, instances share them by what they bought, and weigh less than the system around them (100 in
# version 2, 1024 in version 1): a herd of instances that start must not keep the node from answering.
# The size of one file is bounded in both cases; this target has no quota on the whole home.

hierarchy=/sys/fs/cgroup
cgroups=
memory_bound=

# Makes the instance's group in group $1, or fails silently.
make_group() {
  group="$1/nightingale-$NG_INSTANCE"
  [ -d "$group" ] || mkdir "$group" 2>/dev/null || return 1
  [ -w "$group" ] || return 1
  cgroups="$cgroups $group"
  echo "$group" >>"$NG_FOLDER/cgroups"
}

# Sets the group's limit $1 to $2, or fails silently.
limit() {
  echo "$2" >"$group/$1"
} 2>/dev/null

# Sets $own to this process's group in the hierarchy with controller $1 ('' for version 2), seen from that hierarchy's mount.
own_group() {
  own=
  while IFS=: read -r _ controllers path; do
    case ",$controllers," in ",$1,") own=$path ;; esac
  done </proc/self/cgroup
}

make_cgroups() {
  : >"$NG_FOLDER/cgroups"
  if [ -f $hierarchy/cgroup.controllers ]; then make_cgroup_v2; else make_cgroups_v1; fi
}

# Whether $parent lets its children have controller $1.
hands_down() {
  read -r handed <"$parent/cgroup.subtree_control" || return 1
  case " $handed " in *" $1 "*) ;; *) return 1 ;; esac
}

# Goes up from our own group to the first that hands memory and pids down to its children and lets us make one.
make_cgroup_v2() {
  own_group ''
  while :; do
    parent=$hierarchy${own%/}
    if [ -w "$parent/cgroup.procs" ] && hands_down memory && hands_down pids && make_group "$parent"; then break; fi
    [ -n "${own%/}" ] || return 0
    own=${own%/*}
  done
  ! limit memory.max "$bytes" || memory_bound=yes
  limit memory.swap.max 0 || true
  limit pids.max 4096 || true
  limit cpu.max "$NG_CPU_QUOTA 100000" || true
  limit cpu.weight $((NG_CPU_QUOTA / 8000 + 1)) || true
}

make_cgroups_v1() {
  for controller in memory pids cpu; do
    own_group $controller
    parent=$hierarchy/$controller${own%/}
    [ -d "$parent" ] || parent=$hierarchy/$controller
    make_group "$parent" || continue
    case $controller in
      memory) ! limit memory.limit_in_bytes "$bytes" || memory_bound=yes ;;
      pids) limit pids.max 4096 || true ;;
      cpu)
        limit cpu.cfs_quota_us "$NG_CPU_QUOTA" || true
        limit cpu.shares $((NG_CPU_QUOTA / 800 + 2)) || true
        ;;
    esac
  done
}

# Puts this process, which becomes the sandbox, under the limits.
enter_limits() {
  ulimit -f $((NG_DISK * 1024 * 1024 * 2))
  for group in $cgroups; do
    { echo 0 >"$group/cgroup.procs"; } 2>/dev/null || memory_bound=
  done
  [ -n "$memory_bound" ] || ulimit -d $((NG_MEMORY * 1024))
}
