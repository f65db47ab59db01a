// Where the cgroups of this machine are. There may be two kinds at once:
//
//     unified   all controllers in one tree, of type "cgroup2": version 2
//     legacy    a tree for each controller, of type "cgroup":   version 1
//     hybrid    both; a controller that is in use in one tree is missing
//               in the other, so version 2 has few of them, or none
import { readFileSync, statfsSync } from 'node:fs'
import { CgroupError } from '../../errors.ts'
import { type Mount, parseMountinfo } from '../../mountinfo.ts'
import { wordsOf } from './cgroup-file.ts'

/** The tree of cgroups, version 2. */
export interface Hierarchy {
  /** `/sys/fs/cgroup`; every cgroup is a directory below. */
  readonly mountPoint: string
  /** What its topmost cgroup can hand down: `cpu`, `memory`, `pids`. */
  readonly controllers: readonly string[]
  /** Controllers that version 1 has instead, and where: `cpu` → its tree. */
  readonly versionOne: ReadonlyMap<string, string>
}

const MOUNTINFO = '/proc/self/mountinfo'
const CGROUP2_SUPER_MAGIC = 0x63677270

const TRY_THE_VM =
  'labs vm ssh opens a machine that has all of them in version 2'

/**
 * Find the hierarchy of cgroups, version 2.
 *
 * @param mountinfo Text of that file; of this process, unless given.
 * @throws {CgroupError} If it is not mounted.
 * @see Control Group v2, "Mounting"; cgroups(7), "CGROUPS VERSION 2"
 */
export function findHierarchy(
  mountinfo = readFileSync(MOUNTINFO, 'utf8'),
): Hierarchy {
  const mounts = parseMountinfo(mountinfo)
  const versionOne = versionOneOf(mounts)
  const mount = mounts.find(({ type, point }) => {
    // Another filesystem may lie on top of it by now.
    return type === 'cgroup2' && statfsSync(point).type === CGROUP2_SUPER_MAGIC
  })
  if (!mount) throw notMounted(versionOne)
  const mountPoint = mount.point
  const controllers = wordsOf(mountPoint, 'cgroup.controllers')
  return { mountPoint, controllers, versionOne }
}

/**
 * Refuse to go on without a controller.
 *
 * @throws {CgroupError} Naming those that are missing, and where they are.
 */
export function requireControllers(
  { mountPoint, controllers, versionOne }: Hierarchy,
  wanted: readonly string[],
): void {
  const missing = wanted.filter((name) => !controllers.includes(name))
  if (missing.length === 0) return
  const path = `${mountPoint}/cgroup.controllers`
  const has = controllers.join(' ') || 'no controller'
  throw new CgroupError(
    `Expected "${missing.join(' ')}" in "${path}" but found ${has}${elsewhere(missing, versionOne)}; ${TRY_THE_VM}`,
    { path, code: 'ENOENT', syscall: 'access' },
  )
}

function notMounted(versionOne: ReadonlyMap<string, string>): CgroupError {
  return new CgroupError(
    `Expected a mount of type "cgroup2" in "${MOUNTINFO}" but found none${elsewhere([...versionOne.keys()], versionOne)}; ${TRY_THE_VM}`,
    { path: MOUNTINFO, code: 'ENOENT', syscall: 'mount' },
  )
}

function elsewhere(
  controllers: readonly string[],
  versionOne: ReadonlyMap<string, string>,
): string {
  const places = controllers
    .filter((name) => versionOne.has(name))
    .map((name) => `"${name}" at "${versionOne.get(name)}"`)
  return places.length === 0 ? '' : ` (version 1 has ${places.join(', ')})`
}

/** Flags of filesystems that stand among the names of controllers. */
const FLAGS: readonly string[] = ['rw', 'ro', 'xattr', 'noprefix', 'none']

function versionOneOf(mounts: readonly Mount[]): Map<string, string> {
  return new Map(
    mounts
      .filter(({ type }) => type === 'cgroup')
      .flatMap(({ point, superOptions }) =>
        superOptions
          .filter((name) => !FLAGS.includes(name) && !name.includes('='))
          .map((name) => [name, point] as const),
      ),
  )
}
