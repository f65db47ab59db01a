/**
 * What runs in the guest before anybody logs in: three small scripts.
 *
 *     init     from the initramfs: modules, network, root file system
 *     stage2   on the new root: accounts, propagation, then busybox's init
 *     waiter   says LABS-WAIT: the template is frozen then
 *
 * Whatever is done here costs time once. What has to be done each time that a
 * machine starts from the template is `settleCommand`, run over ssh. (Over the
 * serial port it would be a little faster, but an emulated port that was saved
 * and resumed now and then forgets to send its last line.)
 */

import { ARCHITECTURES, type Architecture } from './architecture.ts'

/** The template is frozen when its console says so. */
export const WAITING = 'LABS-WAIT'
/** Followed by what went wrong before that. */
const FAILED = 'LABS-FAIL'

/** Where the guest sees the shared folder. */
export const SHARE = '/run/labs'

/** The kit's own programs in the guest, out of the way of the labs. */
const KIT = '/run/kit'

/** The second network card, by its address on the bus. */
const SECOND_CARD = '/sys/bus/pci/devices/0000:00:06.0/virtio*'

/** Its name in the guest once it is there. */
export const SECOND_LINK = 'eth1'

/** Enough for Docker and all its containers. */
const THREADS_MAX = 1500

/** More than a lab lets its containers take. */
const SWAP_MIB = 64

/** The unprivileged user of the guest, and the ids that it may give away. */
const STUDENT = { name: 'student', id: 1000, subIds: '100000:65536' }

export const INIT = `#!/bin/busybox sh
B=/bin/busybox
$B mount -t proc p /proc
$B mount -t sysfs s /sys
$B mount -t devtmpfs -o mode=755 d /dev
echo LABS-BOOT
# Or each new network namespace has, beside lo, a tunnel of every module below.
echo 2 > /proc/sys/net/core/fb_tunnels_only_for_init_net
while read m; do $B insmod /m/$m.ko || echo "insmod $m failed"; done < /m/order

$B ip link set lo up
$B ip link set eth0 up
$B ip addr add 10.0.2.15/24 dev eth0
$B ip route add default via 10.0.2.2
# The card of the network between machines: nobody sees it before it is wanted.
for d in ${SECOND_CARD}; do
  echo \${d##*/} > /sys/bus/virtio/drivers/virtio_net/unbind
done

# The tools are read-only; what a lab writes goes to memory.
if ! $B mount -t squashfs -o ro /dev/vda /lower; then
  echo "${FAILED} the root file system is no squashfs"
  $B poweroff -f
fi
$B mount -t tmpfs -o mode=755 t /rw
$B mkdir /rw/u /rw/w
$B mount -t overlay -o lowerdir=/lower,upperdir=/rw/u,workdir=/rw/w o /new
$B mkdir -p /new/proc /new/sys /new/dev /new/run /new/tmp /new/root
$B chmod 1777 /new/tmp
$B chmod 700 /new/root
$B mount -t tmpfs -o mode=755 x /new/run
$B mkdir -p /new${KIT} /new${SHARE}
$B cp /bin/busybox /new${KIT}/
$B cp -r /kit/. /new${KIT}/

$B mkdir -p /dev/pts /dev/shm /dev/mqueue
$B mount -t devpts -o ptmxmode=666 x /dev/pts
$B mount -t tmpfs -o mode=1777 x /dev/shm
$B mount -t mqueue -o nosuid,nodev,noexec x /dev/mqueue
$B ln -s /proc/self/fd /dev/fd
$B ln -s fd/0 /dev/stdin; $B ln -s fd/1 /dev/stdout; $B ln -s fd/2 /dev/stderr

# A child gets the files of a controller (pids.max) only when the root has
# it enabled for its children.
$B mount -t cgroup2 -o nsdelegate c /sys/fs/cgroup
for c in $($B cat /sys/fs/cgroup/cgroup.controllers); do
  echo "+$c" > /sys/fs/cgroup/cgroup.subtree_control
done

# Root may have any number of processes; a bomb that left its cgroup may not.
echo ${THREADS_MAX} > /proc/sys/kernel/threads-max

# Without swap, a container's memory.swap.max would never be seen to bound it.
# Compressed memory will do: pages of zeros take none of it.
if [ -e /sys/block/zram0 ]; then
  echo ${SWAP_MIB}M > /sys/block/zram0/disksize
  $B mkswap /dev/zram0 > /dev/null && $B swapon /dev/zram0
fi

for d in proc sys dev; do $B mount --move /$d /new/$d; done
exec $B switch_root /new ${KIT}/busybox sh ${KIT}/stage2
`

export const STAGE2 = `B=${KIT}/busybox
$B mkdir -p -m 700 /root/.ssh
$B cp ${KIT}/authorized_keys /root/.ssh/
$B chmod 600 /root/.ssh/authorized_keys
$B hostname lab
for user in root ${STUDENT.name}; do
  echo "$user:*:19000::::::"
done > /etc/shadow
$B chmod 600 /etc/shadow
for home in /home/${STUDENT.name} /run/user/${STUDENT.id}; do
  $B mkdir -p -m 700 $home
  $B chown ${STUDENT.id}:${STUDENT.id} $home
done
# As systemd leaves it: what a container forgets to make private gets out.
$B mount --make-rshared /
cat > /etc/inittab <<END
::once:$B sh ${KIT}/waiter
::respawn:/usr/sbin/dropbear -F -E -s -r ${KIT}/hostkey -p 22
::ctrlaltdel:$B poweroff -f
END
$B ln -s busybox ${KIT}/init
exec ${KIT}/init
`

export const WAITER = `B=${KIT}/busybox
until $B grep -q ':0016 0*:0000 0A' /proc/net/tcp /proc/net/tcp6; do
  $B usleep 10000
done
# What is read once is in the page cache of every machine made from here.
node -e 0
echo ${WAITING} > /dev/console
`

/** What one of several machines is told of itself. All of it is safe in a shell. */
export interface NodeSettings {
  readonly name: string
  /** Of the second network card; a copy of a machine has that of all others. */
  readonly mac: string
  /** `10.0.0.1/24`, for the second network card; `null` leaves it to the lab. */
  readonly address: string | null
}

export interface Settings {
  readonly now: Date
  /** Hexadecimal digits that nobody else knows; `null` where a device tells. */
  readonly seed: string | null
  readonly node: NodeSettings | null
}

/**
 * What a machine does first: it sets its clock, which stood still since the
 * template was frozen, becomes somebody if it is one of several, and mounts the
 * share. Random numbers must be drawn anew: where there is a `vmgenid` device
 * it tells the kernel, elsewhere the kernel is told here.
 */
export function settleCommand({ now, seed, node }: Settings): string {
  const seconds = (now.getTime() / 1000).toFixed(3)
  const options = [
    ...['ro', 'nosuid', 'nodev', 'trans=virtio', 'version=9p2000.L'],
    // The host edits these files: every look is a new one.
    ...['cache=none', 'msize=512000'],
  ]
  return [
    `/usr/bin/date -s @${seconds} > /dev/null`,
    ...(seed === null ? [] : [reseed(seed)]),
    ...(node === null ? [] : become(node)),
    `exec ${KIT}/busybox mount -t 9p -o ${options.join()} share ${SHARE}`,
  ].join(' && ')
}

/** Mix a seed into the kernel's numbers, and have it use it now. @see random(4) */
function reseed(seed: string): string {
  const RNDRESEEDCRNG = 0x5207
  const script =
    'open(R, ">", "/dev/urandom") or die $!; ' +
    'syswrite(R, $ARGV[0]); ioctl(R, hex $ARGV[1], 0) or die $!'
  return `perl -e '${script}' ${seed} ${RNDRESEEDCRNG.toString(16)}`
}

function become({ name, mac, address }: NodeSettings): string[] {
  const B = `${KIT}/busybox`
  const bind = '/sys/bus/virtio/drivers/virtio_net/bind'
  return [
    `${B} hostname ${name} && echo ${name} > /etc/hostname`,
    `echo 127.0.1.1 ${name} >> /etc/hosts`,
    `for d in ${SECOND_CARD}; do echo \${d##*/} > ${bind} || exit; done`,
    `${B} ip link set ${SECOND_LINK} address ${mac}`,
    `${B} ip link set ${SECOND_LINK} up`,
    ...(address === null
      ? []
      : [`${B} ip addr add ${address} dev ${SECOND_LINK}`]),
  ]
}

/** Root becomes anybody without a password; nobody else becomes anybody. */
const SU = `auth sufficient pam_rootok.so
auth required pam_deny.so
account required pam_permit.so
session required pam_permit.so
`

/** Accounts and names of the guest, in place of the host's. */
export const ETC: Readonly<Record<string, string>> = {
  'etc/passwd': `root:x:0:0:root:/root:/bin/sh
daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
${STUDENT.name}:x:${STUDENT.id}:${STUDENT.id}::/home/${STUDENT.name}:/bin/sh
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
`,
  'etc/group': `root:x:0:
daemon:x:1:
tty:x:5:
${STUDENT.name}:x:${STUDENT.id}:
nogroup:x:65534:
`,
  'etc/subuid': `${STUDENT.name}:${STUDENT.subIds}\n`,
  'etc/subgid': `${STUDENT.name}:${STUDENT.subIds}\n`,
  'etc/pam.d/su': SU,
  'etc/pam.d/su-l': SU,
  'etc/hosts': '127.0.0.1 localhost lab\n::1 localhost\n',
  'etc/hostname': 'lab\n',
  'etc/resolv.conf': 'nameserver 10.0.2.3\n',
  'etc/nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files dns\n',
  'etc/shells': '/bin/sh\n/bin/bash\n',
}

/** Programs a guest must have: without them no lab works. */
export const REQUIRED_TOOLS = words(`
  [ awk basename bash busybox cat chmod chown chroot cp cut date dd df dirname
  dropbear du echo env expr false find findmnt flock getent grep gzip head hostname id ip
  ipcmk ipcrm ipcs kill ldd ln ls lsns mkdir mknod mktemp mount mountpoint mv newgidmap
  newuidmap nproc nsenter pgrep
  pivot_root pkill printf prlimit ps pwd readlink realpath rm rmdir sed seq
  setpriv setsid sh sha256sum sleep sort stat stty su sync sysctl tail tar tee test
  timeout touch tr true tty umount uname uniq unshare wc xargs`)

/** Where no device tells the kernel that it is a copy, `reseed` does. */
export function requiredTools(arch: Architecture): readonly string[] {
  const { hasGenerationId } = ARCHITECTURES[arch]
  return hasGenerationId ? REQUIRED_TOOLS : [...REQUIRED_TOOLS, 'perl']
}

/** Programs a guest has where the host, or the tree, has them. */
export const OPTIONAL_TOOLS = words(`
  base64 bridge capsh chrt clear cmp comm containerd containerd-shim-runc-v2
  crun diff dmesg docker docker-proxy dockerd du fallocate file free getcap
  getpcaps hexdump ionice iptables ip6tables iptables-save ipset jq kmod less
  logger losetup lsblk lsmod lsof mkfs.ext4 mkfifo modprobe mkswap more nft
  nice nohup numfmt od paste perl pidof ping pmap pstree readelf renice runc
  script setcap setfattr getfattr shuf split ss strace swapon taskset tc
  tcpdump top truncate umoci vi vim.tiny vmstat watch which whoami xz`)

/** Tools that act as root whoever calls them. */
export const SETUID_TOOLS = ['newgidmap', 'newuidmap', 'su']

/** Libraries that no program is linked with: they are opened by name. */
export function pluginsOf(arch: Architecture): readonly string[] {
  const { triplet } = ARCHITECTURES[arch]
  return ['pam_deny.so', 'pam_permit.so', 'pam_rootok.so'].map(
    (name) => `/usr/lib/${triplet}/security/${name}`,
  )
}

/**
 * Network plugins that are called by their path, and are there where the host, or
 * the tree, has them. @see CNI SPEC.md, "Section 2: Execution Protocol"
 */
export const CNI_PLUGINS = words(`
  bridge firewall host-local loopback portmap`).map(
  (name) => `/usr/lib/cni/${name}`,
)

/** Folders whose files programs open by name at run time. */
export function dataDirsOf(arch: Architecture): readonly string[] {
  const { triplet } = ARCHITECTURES[arch]
  return [
    '/lib/terminfo',
    '/usr/lib/locale/C.utf8',
    `/usr/lib/${triplet}/perl-base`,
    `/usr/lib/${triplet}/xtables`,
    '/usr/lib/tc',
    '/etc/iproute2',
    '/usr/share/iproute2',
  ]
}

function words(text: string): string[] {
  return [...new Set(text.trim().split(/\s+/))]
}
