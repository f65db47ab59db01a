/**
 * The least that a runtime wants in a `config.json` before it starts anything.
 *
 * A lab asks only for what it teaches; lab 01 has no namespaces. runc and crun
 * follow the same specification, but will not, or not without harm to the host,
 * enter a root in the host's mount namespace. So a program from elsewhere is
 * asked with a mount namespace first, and the first profile in which it starts
 * a container is its profile. Which runtime it is plays no part.
 */
import type { JudgedProgram } from './check.ts'
import { mergeSpec } from './spec-patch.ts'

export interface ProcessConfig {
  readonly args: readonly string[]
  readonly env: readonly string[]
  readonly cwd: string
  readonly rootPath: string
}

export interface Profile {
  readonly name: 'plain' | 'mount namespace' | 'guest'
  config(process: ProcessConfig): object
}

/** Rights of root that a check may put to use. @see capabilities(7) */
const RIGHTS = [
  'CAP_CHOWN',
  'CAP_DAC_OVERRIDE',
  'CAP_DAC_READ_SEARCH',
  'CAP_FOWNER',
  'CAP_IPC_OWNER',
  'CAP_KILL',
  'CAP_MKNOD',
  'CAP_NET_ADMIN',
  'CAP_SETGID',
  'CAP_SETUID',
  'CAP_SYS_ADMIN',
  'CAP_SYS_CHROOT',
  'CAP_SYS_PTRACE',
]

const ALL_RIGHTS = {
  bounding: RIGHTS,
  effective: RIGHTS,
  inheritable: RIGHTS,
  permitted: RIGHTS,
}

/** Read by every runtime that reads 1.x; crun 1.8 refuses 1.2.0. */
const OCI_VERSION = '1.0.2'

function base({ args, env, cwd, rootPath }: ProcessConfig): object {
  return {
    ociVersion: OCI_VERSION,
    root: { path: rootPath },
    process: { user: { uid: 0, gid: 0 }, args, env, cwd },
  }
}

/** No namespaces at all: the root is entered by chroot. */
const PLAIN: Profile = {
  name: 'plain',
  config: (process) => ({ ...base(process), linux: { namespaces: [] } }),
}

/** The one namespace that keeps a runtime's mounts away from the host. */
const MOUNT_NAMESPACE: Profile = {
  name: 'mount namespace',
  config: (process) => ({
    ...base(process),
    mounts: [{ destination: '/proc', type: 'proc', source: 'proc' }],
    linux: { namespaces: [{ type: 'mount' }] },
  }),
}

/**
 * What a runtime from elsewhere wants from lab 02 on: mounts of its own, a `/dev`
 * that leaves nothing in the root, and the rights that ours has without asking.
 */
const GUEST: Profile = {
  name: 'guest',
  config: (process) =>
    mergeSpec(MOUNT_NAMESPACE.config(process), {
      process: { capabilities: ALL_RIGHTS },
      mounts: [
        { destination: '/proc', type: 'proc', source: 'proc' },
        {
          destination: '/dev',
          type: 'tmpfs',
          source: 'tmpfs',
          options: ['nosuid', 'strictatime', 'mode=755', 'size=64k'],
        },
      ],
    }),
}

/** The profile of labs whose checks ask for namespaces themselves. */
export function namespacedProfile(program: JudgedProgram): Profile {
  return isLabProgram(program) ? PLAIN : GUEST
}

/** Profiles to try with a program, in this order. */
export function profilesFor(program: JudgedProgram): readonly Profile[] {
  return isLabProgram(program) ? [PLAIN] : [MOUNT_NAMESPACE, PLAIN]
}

/** A program with an escape beside it was written for the labs. */
export function isLabProgram(program: JudgedProgram): boolean {
  return program.escape !== null
}
