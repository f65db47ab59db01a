// A path that leads nowhere, or elsewhere than it should.

import { isBelow } from '../mountinfo.ts'
import { AT_FDCWD } from '../sys/constants/files.ts'
import { MS_BIND } from '../sys/constants/mounts.ts'
import {
  type Diagnosis,
  type Evidence,
  file,
  kernel,
  type Rule,
} from './diagnosis.ts'
import type { Facts, PathFact } from './facts.ts'
import { type Failure, numberArg } from './failure.ts'
import { pathArguments } from './path-arguments.ts'
import { quoteMount } from './pivot-root.ts'
import { lastBefore, quoteStep } from './table.ts'

/** What a path is for, by the call and the argument. */
interface Role {
  readonly code: string
  readonly what: string
  readonly fix: string
  readonly docs: readonly string[]
}

const SOURCE: Role = {
  code: 'SOURCE',
  what: 'The source of a bind mount is a path of the host',
  fix: 'Correct "source" of the mount, or make it on the host; a relative one begins at the bundle',
  docs: ['open_tree(2), "ERRORS"', 'runtime-spec config.md, "Mounts"'],
}
const DESTINATION: Role = {
  code: 'DESTINATION',
  what: 'The destination of a mount has to be there before something is mounted on it',
  fix: 'Make what is missing first: directories one after the other, and an empty file where the source is a file',
  docs: ['openat2(2), "RESOLVE_IN_ROOT"', 'runtime-spec config.md, "Mounts"'],
}
const CWD: Role = {
  code: 'CWD',
  what: 'The working directory is looked up inside the root filesystem',
  fix: 'Make that directory in the root filesystem, or correct "process.cwd"',
  docs: ['chdir(2)', 'runtime-spec config.md, "Process"'],
}

export function roleOf(failure: Failure, index: number): Role | undefined {
  const { syscall } = failure
  if (syscall === 'chdir') return CWD
  if (syscall === 'open_tree') return SOURCE
  if (syscall === 'mount' && index === 0)
    return Number(numberArg(failure, 3)) & MS_BIND ? SOURCE : undefined
  if (syscall === 'mount' || syscall === 'move_mount') return DESTINATION
  if (syscall !== 'openat2') return undefined
  // Inside the new root; every other place is looked up below a descriptor.
  return Number(numberArg(failure, 0)) === AT_FDCWD ? CWD : DESTINATION
}

/** Each path of the call that did not end well, and what it is for. */
function lostPath(
  failure: Failure,
  facts: Facts,
  end: PathFact['walk']['end'],
): { path: PathFact; role: Role } | undefined {
  for (const { index } of pathArguments(failure)) {
    const path = facts.paths[index]
    const role = roleOf(failure, index)
    if (role && path?.walk.end === end) return { path, role }
  }
  return undefined
}

/** Quote the links that were followed on the way. */
export function quoteLinks({ walk }: PathFact): Evidence[] {
  const last = walk.links.slice(-3)
  return last.map(({ path, target }) =>
    file(`"${path}" is a symbolic link to "${target}"`),
  )
}

function lookAtMissing(failure: Failure, facts: Facts): Diagnosis | undefined {
  const lost = lostPath(failure, facts, 'missing')
  if (!lost) return undefined
  const { path, role } = lost
  return {
    code: `${role.code}_MISSING`,
    evidence: [
      ...quoteLinks(path),
      file(`"${path.walk.at}" is not there${insideOf(failure, facts)}`),
    ],
    because: role.what,
    fix: role.fix,
    docs: role.docs,
  }
}

/** Where the root of the process is, if that is another place than ours. */
function insideOf(failure: Failure, facts: Facts): string {
  const into = lastBefore(failure, ({ name }) =>
    /^(chroot|pivot_root)$/.test(name),
  )
  if (!into) return ''
  return `, seen from the new root (${facts.process.proc}/root, since step ${into.index})`
}

function lookAtFile(failure: Failure, facts: Facts): Diagnosis | undefined {
  const lost = lostPath(failure, facts, 'not a directory')
  const path = lost?.path ?? facts.paths[0]
  const isFile = path?.walk.end === 'found' && path.kind !== 'directory'
  const role =
    lost?.role ?? (failure.syscall === 'chdir' && isFile ? CWD : undefined)
  if (!path || !role) return undefined
  return {
    code: `${role.code}_THROUGH_FILE`,
    evidence: [
      ...quoteLinks(path),
      file(`"${path.walk.at}" is not a directory`),
    ],
    because: role.what,
    fix: role.fix,
    docs: role.docs,
  }
}

/** Only a directory goes onto a directory, and only a file onto a file. */
function lookAtKinds(failure: Failure, facts: Facts): Diagnosis | undefined {
  const isMove = failure.syscall === 'move_mount'
  if (!isMove && !(Number(numberArg(failure, 3)) & MS_BIND)) return undefined
  const [from, to] = isMove ? [facts.paths[1], facts.paths[3]] : facts.paths
  if (!from?.kind || !to?.kind) return undefined
  const kinds = [from, to].map(({ kind }) => kind === 'directory')
  if (kinds[0] === kinds[1]) return undefined
  return {
    code: 'FILE_ONTO_DIRECTORY',
    evidence: [
      kernel(`the source is a ${from.kind}`),
      kernel(`the destination "${to.path}" is a ${to.kind}`),
    ],
    because:
      'A file can be mounted on a file only, a directory on a directory only',
    fix:
      to.kind === 'directory'
        ? 'Make an empty file as the destination: openat2 with O_CREAT instead of mkdirat'
        : 'Make a directory as the destination: mkdirat',
    docs: ['move_mount(2), "ERRORS"', 'mount(2), "ERRORS"'],
  }
}

function lookAtReadOnly(failure: Failure, facts: Facts): Diagnosis | undefined {
  const path = facts.paths[1]
  const place = placeOf(path, facts)
  if (!place?.options.includes('ro') && !place?.superOptions.includes('ro'))
    return undefined
  const made = lastBefore(failure, ({ name, args }) =>
    name === 'mount_setattr'
      ? args[3] instanceof Uint8Array && (args[3][0] ?? 0) % 2 === 1
      : name === 'mount' && (Number(args[3]) & 1) === 1,
  )
  return {
    code: 'MADE_READ_ONLY_BEFORE',
    evidence: [
      quoteMount(facts, place),
      ...(made ? [quoteStep(failure, made)] : []),
    ],
    because: `"${place.point}" is read-only by now, so nothing can be made in it`,
    fix: 'Make directories, files and nodes first, and the mount read-only last',
    docs: ['mount_setattr(2)', 'mount(8), "ro"'],
  }
}

/** The mount in which something was to be made, by the longest match. */
function placeOf(path: PathFact | undefined, { process, root }: Facts) {
  const at = path?.walk.at
  if (!at?.startsWith('/') || root?.isMountRoot !== true) return undefined
  return process.mounts
    .filter(({ point }) => isBelow(at, point))
    .toSorted((a, b) => a.point.length - b.point.length)
    .at(-1)
}

/** A namespace is named by a process that has ended. */
function lookAtProcess({ args }: Failure, facts: Facts): Diagnosis | undefined {
  const path = facts.paths[1] ?? facts.paths[0]
  const pid = /^\/proc\/(\d+)\/ns\/\w+$/.exec(`${args[1]}`)?.[1]
  if (!pid || path?.walk.end !== 'missing') return undefined
  return {
    code: 'NAMESPACE_GONE',
    evidence: [
      kernel(`"${path.walk.at}" is not there: process ${pid} has ended`),
    ],
    because:
      'A path below /proc/<pid>/ns is there only as long as that process is',
    fix: 'Start the process first and let it live, or keep its namespace by a bind mount of that file',
    docs: [
      'namespaces(7), "The /proc/pid/ns/ directory"',
      'runtime-spec config-linux.md, "Namespaces"',
    ],
  }
}

const LOOKUPS = ['chdir', 'open_tree', 'openat2', 'mount', 'move_mount']
const MAKERS = ['mkdirat', 'mknodat', 'symlinkat', 'openat2', 'openat']

export const pathRules: readonly Rule[] = [
  { syscalls: ['openat'], codes: ['ENOENT'], look: lookAtProcess },
  { syscalls: LOOKUPS, codes: ['ENOENT'], look: lookAtMissing },
  {
    syscalls: ['mount', 'move_mount'],
    codes: ['EINVAL', 'ENOTDIR'],
    look: lookAtKinds,
  },
  { syscalls: LOOKUPS, codes: ['ENOTDIR'], look: lookAtFile },
  { syscalls: MAKERS, codes: ['EROFS'], look: lookAtReadOnly },
]
