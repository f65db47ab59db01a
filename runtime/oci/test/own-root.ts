// A container that has nothing but a mount namespace and a root of its own,
// for tests of what is in it.
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  symlinkSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import type { Linux, Mount, Spec } from '../../spec/runtime-spec.ts'
import { MS_PRIVATE, MS_REC, MS_SHARED } from '../../sys/constants/mounts.ts'
import {
  CLONE_NEWIPC,
  CLONE_NEWNS,
  CLONE_NEWPID,
} from '../../sys/constants/processes.ts'
import { Program } from '../../sys/program.ts'
import { type Outcome, run } from '../../sys/test/run.ts'
import { recordOwnRoot } from '../own-root.ts'

const SIGCHLD = 17n
export const FLAGS = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC

const APPLETS = 'cat dd df grep ls mkdir od pwd sh stat touch true wc'.split(
  ' ',
)

/** What a test asks for; the rest is as little as possible. */
export interface Wishes {
  readonly mounts?: readonly Mount[]
  readonly linux?: Partial<Linux>
  readonly cwd?: string
  readonly readonly?: boolean
  /** What "/" is at first, MS_…; without it, private with all below. */
  readonly propagation?: number
}

/** A new directory, gone when the test is over. */
export function newDirectory(t: Test): string {
  const all = existsSync(t.testdirName) ? t.testdirName : t.testdir({})
  const made = mkdtempSync(join(all, 'box-'))
  chmodSync(made, 0o755)
  return made
}

/** A new directory with busybox in it, gone when the test is over. */
export function makeRootfs(t: Test): string {
  const rootfs = join(newDirectory(t), 'rootfs')
  mkdirSync(join(rootfs, 'bin'), { recursive: true })
  copyFileSync('/bin/busybox', join(rootfs, 'bin/busybox'))
  for (const applet of APPLETS)
    symlinkSync('busybox', join(rootfs, 'bin', applet))
  return rootfs
}

/** The proc filesystem, which shows the container its own mounts. */
export const PROC: Mount = { destination: '/proc', type: 'proc', options: [] }

export const tmpfs = (destination: string, ...options: string[]): Mount => ({
  destination,
  type: 'tmpfs',
  options,
})

export const bind = (
  source: string,
  destination: string,
  ...options: string[]
): Mount => ({
  source,
  destination,
  type: 'none',
  options: ['bind', ...options],
})

/** The specification of such a container. */
export function specOf({ mounts = [], linux, cwd, readonly }: Wishes): Spec {
  return {
    ociVersion: '1.2.0',
    root: { path: 'rootfs', readonly: readonly ?? false },
    process: { args: ['sh'], env: [], cwd: cwd ?? '/' },
    mounts,
    linux: { namespaces: [{ type: 'mount' }], ...linux },
  }
}

/** The calls from its birth to its program, a line of shell. */
export function programOf(
  rootfs: string,
  line: string,
  wishes: Wishes,
): Program {
  const child = new Program()
  recordContainer(child, rootfs, line, wishes)
  return child
}

/** Record them in a program that has a mount namespace already. */
export function recordContainer(
  child: Program,
  rootfs: string,
  line: string,
  wishes: Wishes,
): void {
  const { propagation = MS_REC | MS_PRIVATE } = wishes
  child.mount(null, '/', null, propagation, null)
  recordOwnRoot(child, { spec: specOf(wishes), rootfs })
  child.execve('/bin/busybox', ['sh', '-c', line], ['PATH=/bin'])
}

/** Run a line of shell in such a container. */
export function runIn(
  rootfs: string,
  line: string,
  wishes: Wishes = {},
): Promise<Outcome> {
  return run(programOf(rootfs, `exec 2>&1; ${line}`, wishes), { flags: FLAGS })
}

/**
 * The same on a host of which every mount is shared, and which then prints its
 * own mountinfo.
 */
export function runOnSharedHost(
  rootfs: string,
  line: string,
  wishes: Wishes = {},
): Promise<Outcome> {
  const host = new Program()
  // Groups of its own, or it would be shared with the machine we are on.
  host.mount(null, '/', null, MS_REC | MS_PRIVATE, null)
  host.mount(null, '/', null, MS_REC | MS_SHARED, null)
  const container = host.ahead()
  host.clone(FLAGS | SIGCHLD, null, null, { ifZero: container })
  host.wait4(-1)
  host.execve('/bin/busybox', ['cat', '/proc/self/mountinfo'], [])
  host.place(container)
  recordContainer(host, rootfs, line, wishes)
  return run(host, { flags: CLONE_NEWNS })
}

/** The mounts this process sees. */
export function mountinfo(): string {
  return readFileSync('/proc/self/mountinfo', 'utf8')
}
