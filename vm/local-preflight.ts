/**
 * Whether labs can run on this very machine: tested by doing, not by names.
 *
 * What is tried (a cgroup, namespaces, an overlay) is tried inside namespaces
 * of its own or removed at once; nothing stays.
 */
import { execFile } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  readFileSync,
  rmdirSync,
  statfsSync,
} from 'node:fs'
import { platform, release } from 'node:os'
import { promisify } from 'node:util'

import { userId } from './host/paths.ts'
import { installCommand } from './packages.ts'
import type { Requirement } from './provider.ts'
import { findProgram } from './qemu/closure.ts'

/** `CGROUP2_SUPER_MAGIC`. @see statfs(2) */
const CGROUP2_MAGIC = 0x63677270
const CGROUP_ROOT = '/sys/fs/cgroup'
const CONTROLLERS = ['cpu', 'cpuset', 'memory', 'pids']
/** mount_setattr(2), the newest call that a lab makes. */
const OLDEST_KERNEL = [5, 12] as const

/** Program → package of Debian that has it. */
const TOOLS: Readonly<Record<string, string>> = {
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

type Environment = Readonly<Record<string, string | undefined>>

/** Try everything the labs need. */
export async function localPreflight(
  env: Environment = process.env,
): Promise<Requirement[]> {
  if (platform() !== 'linux') return [notLinux()]
  return [
    consent(env),
    root(userId()),
    kernel(release()),
    ...cgroups(statfsSync(CGROUP_ROOT).type),
    await tried(
      'namespaces',
      ['unshare', '-mpuinf', '--mount-proc', 'true'],
      'Run with CAP_SYS_ADMIN; a container needs --privileged',
    ),
    await tried(
      'overlay mounts',
      ['unshare', '-m', 'sh', '-c', OVERLAY],
      'Load the module: modprobe overlay',
    ),
    propagation(read('/proc/self/mountinfo')),
    messageQueues(read('/proc/self/mountinfo')),
    student(read('/etc/passwd'), read('/etc/subuid'), read('/etc/subgid')),
    await tried(
      'user namespaces for users',
      ['su', STUDENT, '-c', 'unshare -U true'],
      'Run: sysctl -w user.max_user_namespaces=10000 ' +
        'kernel.unprivileged_userns_clone=1; on Ubuntu also ' +
        'kernel.apparmor_restrict_unprivileged_userns=0',
    ),
    ...Object.keys(TOOLS).map(tool),
  ]
}

/** The user whom the labs start containers without root as. */
const STUDENT = 'student'

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

/** Without the unified tree there is no use in looking further. */
function cgroups(type: number): Requirement[] {
  const version = cgroupVersion(type)
  if (!version.ok) return [version]
  return [version, ...controllers(readControllers()), writableCgroup()]
}

/** On a tmpfs of its own, in a mount namespace that ends with the shell. */
const OVERLAY = `set -e
mount -t tmpfs t /mnt
mkdir /mnt/l /mnt/u /mnt/w /mnt/m
mount -t overlay -o lowerdir=/mnt/l,upperdir=/mnt/u,workdir=/mnt/w o /mnt/m`

function passed(name: string, found: string): Requirement {
  return { name, ok: true, found, remedy: null }
}

function failed(name: string, found: string, remedy: string): Requirement {
  return { name, ok: false, found, remedy }
}

function notLinux(): Requirement {
  return failed('Linux', platform(), 'Use a Linux machine')
}

/** Labs change mounts, networks and cgroups of the machine they run on. */
export function consent(env: Environment): Requirement {
  const name = 'consent to run labs on this machine'
  if (env.LABS_LOCAL === '1') return passed(name, 'LABS_LOCAL=1')
  if (env.CI === 'true') return passed(name, 'CI=true')
  if (env.CODESPACES === 'true') return passed(name, 'CODESPACES=true')
  return failed(
    name,
    'none',
    'Set LABS_LOCAL=1 if this machine may be broken by a lab',
  )
}

export function root(uid: number): Requirement {
  if (uid === 0) return passed('root', 'user 0')
  return failed('root', `user ${uid}`, 'Run the same command with sudo -E')
}

export function kernel(version: string): Requirement {
  const name = `Linux ${OLDEST_KERNEL.join('.')} or newer`
  const [major = 0, minor = 0] = version.split(/[.-]/).map(Number)
  const [wantedMajor, wantedMinor] = OLDEST_KERNEL
  const isNew =
    major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)
  if (isNew) return passed(name, version)
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

function readControllers(): string[] {
  const text = read(`${CGROUP_ROOT}/cgroup.controllers`).trim()
  return text === '' ? [] : text.split(' ')
}

/** A file that is not there says nothing. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
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

/** Make a cgroup and see whether it gets limits to set. */
function writableCgroup(): Requirement {
  const name = 'a cgroup of our own, with limits'
  const path = `${CGROUP_ROOT}/labs-preflight-${process.pid}`
  const writable =
    'Mount /sys/fs/cgroup writable; a container needs --privileged and ' +
    '--cgroupns=private'
  try {
    mkdirSync(path)
  } catch (error) {
    return failed(name, `${(error as NodeJS.ErrnoException).code}`, writable)
  }
  try {
    const missing = LIMITS.filter((file) => !existsSync(`${path}/${file}`))
    if (missing.length === 0) return passed(name, path)
    return failed(name, `one without ${missing.join(', ')}`, ENABLE)
  } finally {
    rmdirSync(path)
  }
}

/** One file of each controller that a child gets from its parent. */
const LIMITS = ['cpu.max', 'memory.max', 'pids.max']

const ENABLE =
  `Run: echo "+cpu +cpuset +memory +pids" > ${CGROUP_ROOT}/` +
  'cgroup.subtree_control'

async function tried(
  name: string,
  [program = '', ...args]: readonly string[],
  remedy: string,
): Promise<Requirement> {
  try {
    await promisify(execFile)(program, args)
    return passed(name, 'works')
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string }
    const [found = ''] = (stderr || message).trim().split('\n')
    return failed(name, found, remedy)
  }
}

function tool(name: string): Requirement {
  const path = findProgram(name, null)
  if (path !== null) return passed(name, path)
  const remedy = `Run: ${installCommand([TOOLS[name] ?? name])}`
  return failed(name, 'no such program', remedy)
}
