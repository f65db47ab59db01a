/**
 * What the labs need of a Linux machine that is not the kit's own, tested by
 * doing, not by names: one list, for this machine and for any other.
 *
 * What is tried (a cgroup, namespaces, an overlay) is tried inside namespaces
 * of its own or removed at once; nothing stays.
 */
import { atLeast } from './host/version.ts'
import { installCommand } from './packages.ts'
import { type Answer, answersOf, scriptOf } from './probe.ts'
import type { Requirement } from './provider.ts'

/** `CGROUP2_SUPER_MAGIC`. @see statfs(2) */
const CGROUP2_MAGIC = 0x63677270
const CGROUP_ROOT = '/sys/fs/cgroup'
const CONTROLLERS = ['cpu', 'cpuset', 'memory', 'pids']
/** mount_setattr(2), the newest call that a lab makes. */
const OLDEST_KERNEL = '5.12'

/** Program → package of Debian that has it. */
export const TOOLS: Readonly<Record<string, string>> = {
  ip: 'iproute2',
  ipcmk: 'util-linux',
  ipcs: 'util-linux',
  lsns: 'util-linux',
  mount: 'mount',
  newgidmap: 'uidmap',
  newuidmap: 'uidmap',
  nft: 'nftables',
  nsenter: 'util-linux',
  ps: 'procps',
  setpriv: 'util-linux',
  su: 'util-linux',
  tar: 'tar',
  unshare: 'util-linux',
}

/** A question to a machine, and what its answer means. */
export interface Probe {
  /** For root's `sh`. */
  readonly script: string
  judge(answer: Answer): readonly Requirement[]
}

/** Runs a script on the machine in question and gives what it printed. */
export type Run = (script: string) => Promise<string>

/**
 * Try everything the labs need.
 *
 * @param run As root, or much will fail.
 * @param more What else is to be asked there.
 */
export async function linuxPreflight(
  run: Run,
  more: readonly Probe[] = [],
): Promise<Requirement[]> {
  const probes = [...more, ...PROBES]
  const text = await run(scriptOf(probes.map(({ script }) => script)))
  const answers = answersOf(text, probes.length)
  return probes.flatMap(({ judge }, index) =>
    judge(answers[index] as (typeof answers)[number]),
  )
}

/** The user whom the labs start containers without root as. */
const STUDENT = 'student'

/** On a tmpfs of its own, in a mount namespace that ends with the shell. */
const OVERLAY = `mount -t tmpfs t /mnt &&
mkdir /mnt/l /mnt/u /mnt/w /mnt/m &&
mount -t overlay -o lowerdir=/mnt/l,upperdir=/mnt/u,workdir=/mnt/w o /mnt/m`

/** One file of each controller that a child gets from its parent. */
const LIMITS = ['cpu.max', 'memory.max', 'pids.max']

/**
 * The type of the file system in hexadecimal, a line of controllers; then make a
 * cgroup and see whether it gets limits to set. The status is 2 when none can be
 * made. Without the unified tree there is no use in looking further.
 */
const CGROUPS = `type=$(stat -f -c %t ${CGROUP_ROOT}); echo "$type"
[ "$type" = ${CGROUP2_MAGIC.toString(16)} ] || exit 0
cat ${CGROUP_ROOT}/cgroup.controllers
cgroup=${CGROUP_ROOT}/labs-preflight-$$
mkdir $cgroup || exit 2
trap 'rmdir $cgroup' EXIT
for file in ${LIMITS.join(' ')}; do
  [ -e $cgroup/$file ] || { echo $file; missing=1; }
done
[ -z "$missing" ]`

/** The checker keeps programs and devices of its containers there. */
const PLACE = '/run'
const OWN_PLACE = `folder=${PLACE}/labs-preflight-$$
mkdir $folder && trap 'rm -rf $folder' EXIT &&
cp "$(command -v sleep)" $folder/sleep && $folder/sleep 0 &&
mknod $folder/null c 1 3 && : > $folder/null`

const PROBES: readonly Probe[] = [
  { script: 'uname -r', judge: ({ text }) => [kernel(text)] },
  { script: CGROUPS, judge: cgroups },
  tried(
    'namespaces',
    'unshare -mpuinf --mount-proc true',
    'Run with CAP_SYS_ADMIN; a container needs --privileged',
  ),
  tried(
    'overlay mounts',
    `unshare -m sh -c '${OVERLAY}'`,
    'Load the module: modprobe overlay',
  ),
  tried(
    `programs and devices in ${PLACE}`,
    OWN_PLACE,
    `Run: mount -o remount,exec,dev,suid ${PLACE}`,
  ),
  {
    script: 'cat /proc/self/mountinfo',
    judge: ({ text }) => [propagation(text), messageQueues(text)],
  },
  {
    script: ['passwd', 'subuid', 'subgid']
      .map((file) => `grep -s '^${STUDENT}:' /etc/${file}; echo`)
      .join('\n'),
    judge: ({ text }) => [studentIn(text)],
  },
  tried(
    'user namespaces for users',
    `su ${STUDENT} -c 'unshare -U true'`,
    'Run: sysctl -w user.max_user_namespaces=10000 ' +
      'kernel.unprivileged_userns_clone=1; on Ubuntu also ' +
      'kernel.apparmor_restrict_unprivileged_userns=0',
  ),
  ...Object.keys(TOOLS).map(tool),
]

/** A thing is there if its script succeeds; its first words tell why not. */
function tried(name: string, script: string, remedy: string): Probe {
  const judge = ({ status, text }: Answer) => {
    if (status === 0) return [passed(name, 'works')]
    const [found = ''] = text.trim().split('\n')
    return [failed(name, found || `status ${status}`, remedy)]
  }
  return { script, judge }
}

function tool(name: string): Probe {
  return {
    script: `command -v ${name}`,
    judge: ({ status, text }) => {
      if (status === 0) return [passed(name, text)]
      const remedy = `Run: ${installCommand([TOOLS[name] ?? name])}`
      return [failed(name, 'no such program', remedy)]
    },
  }
}

/** A container of a lab must not leak mounts, so there must be a way to. */
export function propagation(mountinfo: string): Requirement {
  const name = 'a shared root mount'
  const root = mountsOf(mountinfo).find(({ target }) => target === '/')
  if (root?.shared) return passed(name, 'shared')
  return failed(name, 'private', 'Run: mount --make-rshared /')
}

export function messageQueues(mountinfo: string): Requirement {
  const name = '/dev/mqueue'
  const there = mountsOf(mountinfo).some(({ target }) => target === name)
  if (there) return passed(name, 'mounted')
  const remedy = `Run: mkdir -p ${name}; mount -t mqueue none ${name}`
  return failed(name, 'not mounted', remedy)
}

/** @see proc_pid_mountinfo(5) */
function mountsOf(mountinfo: string) {
  return mountinfo.split('\n').map((line) => {
    const [before = ''] = line.split(' - ')
    const target = before.split(' ')[4]
    return { target, shared: / shared:\d+/.test(before) }
  })
}

/** An unprivileged user, and ids that newuidmap(1) may map for it. */
export function student(
  passwd: string,
  subuid: string,
  subgid: string,
): Requirement {
  const name = `a user "${STUDENT}" with subordinate ids`
  const remedy =
    `Run: useradd -m ${STUDENT}; ` +
    `usermod -v 100000-165535 -w 100000-165535 ${STUDENT}`
  const files = { passwd, subuid, subgid }
  const without = Object.entries(files)
    .filter(([, text]) => !new RegExp(`^${STUDENT}:`, 'm').test(text))
    .map(([file]) => `/etc/${file}`)
  if (without.length === 0) return passed(name, 'there')
  return failed(name, `no line in ${without.join(', ')}`, remedy)
}

/** The lines about the student, those of each file ended by an empty one. */
function studentIn(text: string): Requirement {
  const [passwd = '', subuid = '', subgid = ''] = `${text}\n`.split(/^\n/m)
  return student(passwd, subuid, subgid)
}

export function passed(name: string, found: string): Requirement {
  return { name, ok: true, found, remedy: null }
}

export function failed(
  name: string,
  found: string,
  remedy: string,
): Requirement {
  return { name, ok: false, found, remedy }
}

export function kernel(version: string): Requirement {
  const name = `Linux ${OLDEST_KERNEL} or newer`
  if (atLeast(version, OLDEST_KERNEL)) return passed(name, version)
  return failed(name, version, 'Use a newer distribution')
}

export function cgroupVersion(type: number): Requirement {
  const name = 'cgroup v2, unified'
  if (type === CGROUP2_MAGIC) return passed(name, CGROUP_ROOT)
  return failed(
    name,
    'version 1 or a mixture',
    'Boot with systemd.unified_cgroup_hierarchy=1; in WSL2 set ' +
      'kernelCommandLine=cgroup_no_v1=all in .wslconfig',
  )
}

/** What the answer to `CGROUPS` means. */
function cgroups({ status, text }: Answer): Requirement[] {
  const [type = '', names = '', ...rest] = text.split('\n')
  const version = cgroupVersion(Number.parseInt(type, 16))
  if (!version.ok) return [version]
  const own = ownCgroup({ status, text: rest.join('\n') })
  return [version, ...controllers(names.split(' ')), own]
}

/** One requirement for each controller, so each missing one is named. */
export function controllers(found: readonly string[]): Requirement[] {
  return CONTROLLERS.map((name) => {
    const full = `cgroup controller ${name}`
    if (found.includes(name)) return passed(full, 'available')
    const remedy = 'Give this machine, or container, the whole cgroup tree'
    return failed(full, 'not available here', remedy)
  })
}

function ownCgroup({ status, text }: Answer): Requirement {
  const name = 'a cgroup of our own, with limits'
  if (status === 0) return passed(name, 'works')
  if (status !== 2 && text !== '') {
    const found = `one without ${text.replaceAll('\n', ', ')}`
    return failed(name, found, ENABLE)
  }
  const remedy =
    'Mount /sys/fs/cgroup writable; a container needs --privileged and ' +
    '--cgroupns=private'
  return failed(name, text, remedy)
}

const ENABLE =
  `Run: echo "+cpu +cpuset +memory +pids" > ${CGROUP_ROOT}/` +
  'cgroup.subtree_control'
