#!/bin/sh
# box: containers for the sandbox, by the programs of the course.
#
#     box run NAME [--memory 64M] [--cpus 0.5] [--pids 20]
#                  [--net] [--publish 8080:80] [-- COMMAND …]
#     box exec NAME [COMMAND …]
#     box stop|pause|resume|rm NAME
#     box list
#
# Each is a bundle below $BOXES, its root an overlay of two layers that all share:
#
#     changes of NAME  on  site: /srv  on  base: busybox
#
# What cannot be made is taken back.
set -u

PLAYGROUND=/run/playground
BOXES=$PLAYGROUND/boxes
LAYERS=$PLAYGROUND/layers

say() { echo "box: $*" >&2; }
fail() { say "$*"; exit 1; }
usage() { sed -n '3,9s/^# \{0,1\}//p' "$0" >&2; exit 2; }

# Made by the first who wants them, under other names until they are whole.
layers() {
  [ -d $LAYERS ] && return
  draft=$LAYERS.$$
  base=$draft/base site=$draft/site
  mkdir -p $base/bin $base/etc $base/tmp $base/root $base/var $site/srv || return
  # It makes links to where it lies itself.
  here=$(readlink -f "$(command -v busybox)")
  mkdir -p "$base${here%/*}" && cp "$here" "$base$here" || return
  busybox --install -s $base/bin || return
  echo 'root:x:0:0:root:/root:/bin/sh' > $base/etc/passwd
  echo 'root:x:0:' > $base/etc/group
  echo '<h1>Served from inside a container</h1>' > $site/srv/index.html
  mv -T $draft $LAYERS 2> /dev/null || rm -rf $draft
}

# Bytes of 64M.
bytes() {
  case $1 in
    *K) echo $((${1%K} * 1024)) ;;
    *M) echo $((${1%M} * 1024 * 1024)) ;;
    *G) echo $((${1%G} * 1024 * 1024 * 1024)) ;;
    *) echo $(($1)) ;;
  esac
}

named() {
  case ${1-} in
    '' | -* | *[!a-z0-9-]*) fail "Expected a name of letters and digits but found \"${1-}\"" ;;
  esac
}

known() {
  named "${1-}"
  [ -d "$BOXES/$1" ] || fail "There is no box \"$1\""
}

# The network of a box, as mini-cni wants to have it: cni ADD|DEL NAME.
cni() {
  [ -e "$BOXES/$2/net.json" ] || return 0
  CNI_COMMAND=$1 CNI_CONTAINERID=$2 CNI_IFNAME=eth0 CNI_PATH=/ \
    CNI_NETNS=/proc/$(cat "$BOXES/$2/pid")/ns/net \
    mini-cni < "$BOXES/$2/net.json"
}

# All that belongs to a box, in the order in which it can go.
take_back() {
  cni DEL "$1" > /dev/null
  mini-runc delete --force "$1" || return
  mountpoint -q "$BOXES/$1/rootfs" && mini-layers umount "$BOXES/$1/rootfs"
  rm -rf "${BOXES:?}/$1"
}

run() {
  named "${1-}"
  name=$1
  shift
  memory=null cpus=null pids=null net=none publish=
  while [ $# -gt 0 ]; do
    case $1 in
      --memory) memory=$(bytes "${2-}") || usage; shift 2 ;;
      --cpus) cpus=${2-}; shift 2 ;;
      --pids) pids=${2-}; shift 2 ;;
      --net) net=bridge; shift ;;
      --publish) net=bridge publish=${2-}; shift 2 ;;
      --) shift; break ;;
      *) usage ;;
    esac
  done
  [ $# -gt 0 ] || set -- httpd -f -v -h /srv

  mkdir -p $BOXES
  mkdir "$BOXES/$name" 2> /dev/null || fail "There is a box \"$name\" already"
  box=$BOXES/$name
  trap 'take_back "$name"; exit 1' INT TERM HUP
  if layers && bundle "$@" && root && begin; then
    trap - INT TERM HUP
    echo "$name: pid $(cat "$box/pid")${address:+, $address}"
  else
    [ -s "$box/log" ] && cat "$box/log" >&2
    for part in mini-layers mini-cni; do
      command -v $part > /dev/null || say "there is no $part yet"
    done
    take_back "$name"
    exit 1
  fi
}

bundle() {
  mkdir "$box/rootfs" "$box/upper" "$box/work" && mini-runc spec -b "$box" || return
  jq --arg name "$name" --argjson memory "$memory" --argjson cpus "$cpus" \
    --argjson pids "$pids" '
      .process.terminal = false | .process.args = $ARGS.positional
      | .process.env += ["HOME=/root"] | .hostname = $name
      | .linux.resources = {
          memory: { limit: $memory, swap: $memory },
          cpu: { quota: ($cpus | if . then . * 100000 | floor else . end), period: 100000 },
          pids: { limit: $pids }
        }
      | .linux.resources |= with_entries(select(.value.limit // .value.quota))
    ' --args -- "$@" < "$box/config.json" > "$box/new.json" &&
    mv "$box/new.json" "$box/config.json"
}

root() {
  mini-layers mount --lower $LAYERS/site:$LAYERS/base --upper "$box/upper" \
    --work "$box/work" "$box/rootfs"
}

# Its output goes to a file: the terminal belongs to whoever types.
begin() {
  address=
  mini-runc create --bundle "$box" --pid-file "$box/pid" "$name" \
    < /dev/null > "$box/log" 2>&1 || return
  if [ "$net" = bridge ]; then
    network > "$box/net.json" || return
    if ! cni ADD "$name" > "$box/cni"; then
      jq -r '.msg, .details // empty' "$box/cni" >&2
      return 1
    fi
    address=$(jq -r '.ips[0].address' "$box/cni")
  fi
  mini-runc start "$name"
}

network() {
  jq -n --arg host "${publish%:*}" --arg port "${publish#*:}" '{
    cniVersion: "1.1.0", name: "boxes", type: "mini-cni", bridge: "box0",
    isDefaultGateway: true, ipMasq: true, hairpinMode: true,
    ipam: { type: "host-local", ranges: [[{ subnet: "10.77.0.0/24" }]] }
  } + if $host == "" then {} else {
    runtimeConfig: { portMappings: [{
      hostPort: ($host | tonumber), containerPort: ($port | tonumber), protocol: "tcp"
    }] }
  } end'
}

# TERM first; who does not listen to it is killed.
stop() {
  mini-runc kill "$1" TERM || return
  for _ in 1 2 3 4; do
    sleep 0.5
    case $(mini-runc state "$1" | jq -r .status) in stopped) return ;; esac
  done
  mini-runc kill "$1" KILL
}

action=${1-}
[ $# -gt 0 ] && shift
case $action in
  run) run "$@" ;;
  exec)
    known "${1-}"
    name=$1
    shift
    [ $# -gt 0 ] || set -- sh
    tty=
    [ -t 0 ] && tty=--tty
    exec mini-runc exec $tty "$name" "$@"
    ;;
  stop) known "${1-}"; stop "$1" ;;
  pause | resume) known "${1-}"; exec mini-runc "$action" "$1" ;;
  rm)
    known "${1-}"
    take_back "$1" || fail "Cannot delete \"$1\""
    ;;
  list) exec mini-runc list ;;
  *) usage ;;
esac
