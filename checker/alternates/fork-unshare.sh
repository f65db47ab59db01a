#!/bin/sh
# A container runtime made of the tools of util-linux, and a shell:
#
#   fork-unshare run --bundle <dir> <id>     start, wait, end as it ended
#   fork-unshare exec <id> <program> …       one more process inside
#   fork-unshare ps [--format json] <id>     who is inside, by host number
#
# It goes another way than the runtime of the labs wherever there is one, and
# must pass the same checks. A namespace is made by unshare(1) after a fork, not
# by clone3; mounts are made by mount(8) before the root is changed, not by file
# descriptor; pivot_root(8) puts the old root into a directory.
#
#   run                        the shell that was called: waits, forwards signals
#    └─ nsenter (joins) → unshare (new ones)
#        └─ inside             another shell, which becomes the program
#
# jq compiles config.json into shell: settings for the first shell, and for the
# second one a list of calls of the functions below. No quoting of ours is
# involved: @sh does it all.
set -eu
unset CDPATH

self=$(realpath "$0")
TOOLS=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
if [ "$(id -u)" = 0 ]; then states=/run/fork-unshare
else states=${XDG_RUNTIME_DIR:-/tmp}/fork-unshare-$(id -u); fi

die() {
  echo "fork-unshare: $*" >&2
  exit 1
}

# ── config.json becomes shell ────────────────────────────────────────────────

compile() { # <bundle> → assignments for `run`
  jq -r --arg bundle "$1" '
    def call(words): words | map(tostring | @sh) | join(" ");
    def spaces: {mount: "mount", network: "net"}[.type] // .type;
    def offset: if (.nanosecs // 0) != 0
      then error("unshare(1) knows only whole seconds") else .secs end;
    def below: if startswith("/") then . else $bundle + "/" + . end;
    def map_lines:
      map("\(.containerID) \(.hostID) \(.size)\n")? // [] | join("");
    def is_bind: (.options // []) | any(. == "bind" or . == "rbind");
    def has(kind): any(.linux.namespaces[]?; .type == kind);
    def has_new(kind):
      any(.linux.namespaces[]?; .type == kind and (.path | not));

    if .process.terminal == true then error("no terminals")
    elif (.process.user // {} | (.uid // 0) != 0 or (.gid // 0) != 0)
    then error("only root runs programs here")
    else . end
    | (.linux.namespaces // []) as $all
    | (.linux.timeOffsets // {}) as $offsets
    | {
        rootfs: (.root.path | below),
        joins: call([$all[] | select(.path) | "--\(spaces)=\(.path)"]),
        news: (call(
          [$all[] | select((.path | not) and .type != "user") | "--\(spaces)"]
          + if has_new("mount") then ["--propagation", "slave"] else [] end
          + [$offsets | to_entries[] | "--\(.key)", (.value | offset)])),
        has_user: has_new("user"),
        forks: (has_new("pid") or has_new("time")),
        uid_map: (.linux.uidMappings | map_lines),
        gid_map: (.linux.gidMappings | map_lines),
        inside: ([
          (select(.hostname) | call(["set_hostname", .hostname])),
          (select(.domainname) | call(["set_domainname", .domainname])),
          (select(has_new("network")) | "loopback"),
          (if has("mount") then
            "begin_root",
            (.mounts[]? | call(["mount_at", .destination,
              if .type == "cgroup" then "cgroup2" else .type // "none" end,
              if is_bind then .source | below else .source // "none" end,
              (.options // [] | join(","))])),
            (if any(.mounts[]?; .destination == "/dev" and is_bind)
             then empty else "default_devices" end),
            (.linux.devices[]? | call(["device", .path, .type, .major // 0, .minor // 0,
              .fileMode // 438, .uid // 0, .gid // 0])),
            (.linux.maskedPaths[]? | call(["mask", .])),
            (.linux.readonlyPaths[]? | call(["read_only", .])),
            call(["end_root", .root.readonly // false, .linux.rootfsPropagation // ""])
           else empty end)] | join("\n")),
        is_apart: has("mount"),
        cwd: .process.cwd,
        env: call(.process.env // []),
        args: call(.process.args)
      } | to_entries[] | "\(.key)=\(.value | tostring | @sh)"' "$1/config.json"
}

# ── run: the shell outside ───────────────────────────────────────────────────

run() {
  bundle=
  while [ $# -gt 1 ]; do
    case $1 in
      --bundle | -b) bundle=$2; shift 2 ;;
      --bundle=*) bundle=${1#*=}; shift ;;
      *) die "unknown option: $1" ;;
    esac
  done
  [ $# = 1 ] || die 'usage: fork-unshare run --bundle <dir> <id>'
  bundle=$(realpath "${bundle:-.}")
  state=$states/$1
  plan=$(compile "$bundle") || die "cannot run $bundle/config.json"
  eval "$plan"
  rootfs=$(realpath "$rootfs")

  tries=0
  # Whoever leaves last takes the folder of states along, perhaps just now.
  until mkdir -p -m 711 "$states" && mkdir "$state" 2> /dev/null; do
    [ ! -e "$state" ] || die "container $1 exists"
    tries=$((tries + 1))
    [ $tries -lt 100 ] || die "cannot make $state"
  done
  trap clean_up EXIT
  ln -s "$bundle" "$state/bundle"
  # The one tool with that name is often not installed; hostname(1) is it, too.
  ln -s "$(command -v hostname)" "$state/domainname"

  child= holder=
  for signal in HUP INT QUIT USR1 USR2 ALRM TERM CONT WINCH; do
    trap "forward $signal" $signal
  done
  [ "$has_user" = false ] || new_user_namespace
  exec 3<&0
  launch <&3 3<&- 4> "$state/pid" &
  child=$!
  exec 3<&-
  await
  exit "$status"
}

clean_up() {
  [ -z "$holder" ] || kill -KILL "$holder" 2> /dev/null || :
  rm -rf "$state"
  rmdir "$states" 2> /dev/null || :
}

# unshare(2) gives these two only to children. (`unshare --fork` would do, if it
# did not lose count of a child that was killed by KILL.)
launch() {
  set -- /bin/sh "$self" inside
  [ "$forks" = false ] || set -- /bin/sh -c '"$@"; exit $?' - "$@"
  eval "set -- unshare $news -- \"\$@\""
  user=${holder:+--user=/proc/$holder/ns/user}
  if [ -n "$joins$user" ]; then
    eval "set -- nsenter $(as_root) $user $joins -- \"\$@\""
  fi
  afresh "PATH=$TOOLS" "state=$state" "rootfs=$rootfs" "inside=$inside" \
    "is_apart=$is_apart" "cwd=$cwd" "env=$env" "args=$args" "$@"
}

# Become a program that gets nothing of ours. Whatever a shell starts in the
# background ignores INT; env(1) makes that good. Descriptors beyond 9 have no
# name in most shells; busybox has one for them, and all but 0, 1, 2, 4 go.
afresh() { # NAME=value … <program> …
  exec busybox sh -c '
    for fd in /proc/$$/fd/*; do
      case ${fd##*/} in [0124]) ;; *) eval "exec ${fd##*/}>&-" ;; esac
    done
    exec "$@"' - "$(command -v env)" -i --default-signal "$@"
}

# Who enters a user namespace is nobody in it, until it says who it is. Without
# privilege nobody may say anything, and is the only one there is: root.
as_root() {
  case "$(id -u) $joins$user" in
    "0 "*--user=*) echo --setuid=0 --setgid=0 ;;
    *--user=*) echo --preserve-credentials ;;
  esac
}

# A process that does nothing but be in the new namespace, until its users and
# groups are there: only who enters it after that is root in it.
new_user_namespace() {
  mkfifo "$state/ready"
  unshare --user sh -c 'echo > "$0"; exec sleep 60' "$state/ready" &
  holder=$!
  read -r _ < "$state/ready"
  # Without privilege, the right to leave groups has to go first.
  [ "$(id -u)" = 0 ] || echo deny > "/proc/$holder/setgroups"
  printf '%s' "$gid_map" > "/proc/$holder/gid_map"
  printf '%s' "$uid_map" > "/proc/$holder/uid_map"
}

# The program inside, if it is there; until then whatever is on its way.
forward() {
  target=$child
  [ ! -s "$state/pid" ] || read -r target < "$state/pid"
  [ -z "$target" ] || kill -s "$1" "$target" 2> /dev/null || :
}

# A trap ends wait(1) early; it has really ended when nobody has that number.
await() {
  while :; do
    status=0
    wait "$child" || status=$?
    kill -0 "$child" 2> /dev/null || return 0
  done
}

# ── inside: the shell that becomes the program ───────────────────────────────

inside() {
  # This /proc is still that of the host, so the number is, too.
  read -r pid _ < /proc/self/stat
  echo "$pid" >&4
  exec 4>&-
  eval "$inside"
  if [ "$is_apart" = true ]; then become; else become_below; fi
}

# The root is changed; nothing of the host is there any more, but this shell.
become() {
  # In the host's directory still, a link to /proc/self/cwd would lead back there.
  cd /
  cd "$cwd"
  eval "set -- $args"
  unset PATH state rootfs inside is_apart cwd args PWD OLDPWD
  eval "unset env; ${env:+export $env;} exec \"\$@\""
}

# Without mounts of its own it gets its root by chroot(2): that is `--root`.
become_below() {
  cd "$rootfs"
  eval "exec env -i $env $(command -v unshare) --root=\"\$rootfs\" \
    --wd=\"\$cwd\" -- $args"
}

set_hostname() { hostname "$1"; }
set_domainname() { "$state/domainname" "$1"; }
loopback() { ip link set lo up; }

# pivot_root(2) wants a mount for a root: the directory becomes one.
begin_root() {
  mount --rbind "$rootfs" "$rootfs"
}

# Go to where <path> leads inside; its last part, which is no link, is `leaf`.
# Links are followed by hand, because the kernel would follow them from the root
# of the host. Every step is taken by chdir(2): what was passed cannot move away.
resolve() { # <path> make|find
  cd -P "$rootfs"
  rest=$1 leaf=. links=0
  while [ -n "$rest" ]; do
    name=${rest%%/*}
    case $rest in */*) rest=${rest#*/} ;; *) rest= ;; esac
    case $name in '' | .) continue ;; esac
    descend "$2" || return 1
    if [ "$name" = .. ]; then
      [ "$PWD" = "$rootfs" ] || cd -P ..
    elif [ -L "./$name" ]; then
      links=$((links + 1))
      [ $links -lt 40 ] || die "$1: too many links"
      rest=$(readlink "./$name")/$rest
      case $rest in /*) cd -P "$rootfs" ;; esac
    else
      leaf=$name
    fi
  done
}

descend() { # make|find
  [ "$leaf" != . ] || return 0
  if [ ! -e "./$leaf" ]; then
    [ "$1" = make ] || return 1
    mkdir "./$leaf"
  fi
  cd -P "./$leaf" 2> /dev/null || return 1
  case $PWD/ in "$rootfs"/*) ;; *) die "$PWD is outside" ;; esac
  leaf=.
}

attach() { mount --no-canonicalize --no-mtab --internal-only "$@"; }

mount_at() { # <destination> <type> <source> <options>
  resolve "$1" make || die "$1: a part of it is no directory"
  case ,$4, in
    *,idmap,* | *,ridmap,*) die "$1: mount(8) maps no users" ;;
    *,bind,* | *,rbind,*) place_for "$3"; attach -o "$4" "$3" "./$leaf"; return ;;
  esac
  case $links-$2 in
    0-*) ;;
    *-proc | *-sysfs) die "$1 is a link, and a wrong $2 deceives everybody" ;;
  esac
  place_for /
  attach -t "$2" ${4:+-o "$4"} "$3" "./$leaf"
}

# What something can be mounted on: a directory on a directory, a file on a file.
place_for() { # <source>
  [ "$leaf" != . ] || die 'nothing is mounted over the whole root'
  [ ! -e "./$leaf" ] || return 0
  if [ -d "$1" ]; then mkdir "./$leaf"; else : > "./$leaf"; fi
}

default_devices() {
  device /dev/null c 1 3 438 0 0
  device /dev/zero c 1 5 438 0 0
  device /dev/full c 1 7 438 0 0
  device /dev/random c 1 8 438 0 0
  device /dev/urandom c 1 9 438 0 0
  device /dev/tty c 5 0 438 0 0
  link_to /proc/self/fd /dev/fd
  link_to /proc/self/fd/0 /dev/stdin
  link_to /proc/self/fd/1 /dev/stdout
  link_to /proc/self/fd/2 /dev/stderr
  link_to pts/ptmx /dev/ptmx
}

# In a user namespace nobody makes nodes: the host's own is shown instead.
device() { # <path> <type> <major> <minor> <mode> <uid> <gid>
  resolve "$1" make || die "$1: a part of it is no directory"
  mountpoint -q "./$leaf" && return
  rm -f "./$leaf"
  case $2 in p) set -- "$1" p '' '' "$5" "$6" "$7" ;; esac
  mode=$(printf %o "$5")
  if mknod "./$leaf" "$2" $3 $4 2> /dev/null; then
    chmod "$mode" "./$leaf"
    chown "$6:$7" "./$leaf"
  else
    : > "./$leaf"
    attach --bind "$1" "./$leaf"
  fi
}

link_to() { # <target> <path>
  resolve "${2%/*}/." make && descend make || die "$2: no place for it"
  [ -e "./${2##*/}" ] || ln -sf "$1" "./${2##*/}"
}

mask() { # <path>
  resolve "$1" find && [ -e "./$leaf" ] || return 0
  if [ -d "./$leaf" ]; then attach -t tmpfs -o ro tmpfs "./$leaf"
  else attach --bind /dev/null "./$leaf"; fi
}

# A mount of the thing on itself can be read-only without the rest being so.
read_only() { # <path>
  resolve "$1" find && [ -e "./$leaf" ] || return 0
  attach --rbind "./$leaf" "./$leaf"
  attach -o "remount,bind,ro,$(flags_of "$PWD/$leaf")" none "./$leaf"
}

# What a remount has to say again, because it would be lost otherwise.
flags_of() { # <mounted path>
  findmnt --noheadings --first-only --output VFS-OPTIONS --target "$1" |
    sed 's/^r[wo],*//'
}

# After pivot_root(8) no program of the host can be started: their loader and
# their libraries are elsewhere. busybox needs neither, and a directory that a
# process stands in is there for it even when its mount is gone.
end_root() { # <is read-only> <propagation>
  box=$(realpath "$(command -v busybox)")
  flags=$(flags_of "$rootfs")
  cd -P "$rootfs"
  put_old
  pivot_root . "$old"
  cd "/$old${box%/*}"
  ./busybox umount -l "/$old"
  [ -z "$is_ours" ] || ./busybox rmdir "/$old"
  [ -z "$2" ] || ./busybox mount "--make-$2" /
  [ "$1" = false ] || ./busybox mount -o "remount,bind,ro,$flags" / /
}

# A directory for the old root: any will do, it is only covered for a moment. One
# of our own needs somebody who may write there, so it is the second choice.
put_old() {
  is_ours=
  for old in */; do
    old=${old%/}
    [ ! -d "./$old" ] || [ -L "./$old" ] || return 0
  done
  is_ours=1 old=.old-root-$pid
  mkdir "$old"
}

# ── exec and ps ──────────────────────────────────────────────────────────────

container() { # <id> → state, pid, and the settings of its bundle
  state=$states/$1
  [ -s "$state/pid" ] || die "container $1 is not running"
  read -r pid < "$state/pid"
  [ -d "/proc/$pid" ] || die "container $1 has ended"
  plan=$(compile "$(realpath "$state/bundle")")
  eval "$plan"
}

enter() { # [options] <id> <program> …
  own_cwd= own_env=
  while [ $# -gt 0 ]; do
    case $1 in
      --cwd) own_cwd=$2; shift 2 ;;
      --env | -e) own_env="$own_env $(quoted "$2")"; shift 2 ;;
      --pid-file) shift 2 ;;
      -*) die "unknown option: $1" ;;
      *) break ;;
    esac
  done
  [ $# -gt 1 ] || die 'usage: fork-unshare exec <id> <program> …'
  container "$1"
  shift
  eval "afresh $env $own_env $(command -v nsenter) --target $pid --all \
    --root --wdns=\"\${own_cwd:-\$cwd}\" -- \"\$@\""
}

quoted() { printf %s "$1" | jq --raw-input --slurp --raw-output @sh; }

# Whoever has the same namespace of processes, or of anything else, is inside.
ps_of() { # [--format json|table] <id>
  format=table
  if [ "$1" = --format ]; then format=$2; shift 2; fi
  container "$1"
  for kind in pid mnt uts net ipc user; do
    mark=$(readlink "/proc/$pid/ns/$kind")
    [ "$mark" = "$(readlink "/proc/$$/ns/$kind")" ] || break
  done
  list=
  for process in /proc/[0-9]*; do
    [ "$(readlink "$process/ns/$kind")" != "$mark" ] ||
      list="$list${list:+,}${process#/proc/}"
  done
  if [ "$format" = json ]; then echo "[$list]"; else ps -f -p "$list"; fi
}

command=${1:-}
[ $# = 0 ] || shift
case $command in
  run) run "$@" ;;
  exec) enter "$@" ;;
  ps) ps_of "$@" ;;
  inside) inside ;;
  *) die 'usage: fork-unshare run|exec|ps …' ;;
esac
