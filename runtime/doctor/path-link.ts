// Symbolic links on the way of a path: too many, or none allowed.
import {
  RESOLVE_BENEATH,
  RESOLVE_NO_MAGICLINKS,
  RESOLVE_NO_SYMLINKS,
} from '../sys/constants/files.ts'
import { type Diagnosis, file, type Rule, table } from './diagnosis.ts'
import type { Facts } from './facts.ts'
import { type Failure, textArg, wordArg } from './failure.ts'
import { quoteLinks, roleOf } from './path.ts'

function lookAtLoop(_: Failure, facts: Facts): Diagnosis | undefined {
  const lost = facts.paths.find((path) => path?.walk.end === 'loop')
  if (!lost) return undefined
  return {
    code: 'LINK_LOOP',
    evidence: quoteLinks(lost),
    because: 'The kernel follows 40 symbolic links for one path and no more',
    fix: 'Correct the links in the root filesystem: they lead to each other',
    docs: ['path_resolution(7)', 'symlink(7)'],
  }
}

/** Whether `struct open_how` has a flag of RESOLVE_…. */
function resolves(failure: Failure, flag: number): boolean {
  return (wordArg(failure, 2, 2) & BigInt(flag)) !== 0n
}

function lookAtLink(failure: Failure, facts: Facts): Diagnosis | undefined {
  const path = facts.paths[1]
  if (!path || path.walk.links.length === 0) return undefined
  if (!resolves(failure, RESOLVE_NO_SYMLINKS)) return undefined
  return {
    code: 'DESTINATION_IS_LINK',
    evidence: quoteLinks(path),
    because:
      'RESOLVE_NO_SYMLINKS refuses every symbolic link on the way, also those that stay inside',
    fix: 'RESOLVE_IN_ROOT follows links and keeps them inside the root filesystem',
    docs: ['openat2(2), "RESOLVE_IN_ROOT"'],
  }
}

/** `/proc/self/fd/7` leads to what is open, wherever that is. */
const MAGIC = /^\/proc\/(self|thread-self|\d+)\/(fd\/\d+|cwd|root|exe)(\/|$)/

function lookAtMagic(failure: Failure, _: Facts): Diagnosis | undefined {
  const path = textArg(failure, 1) ?? ''
  const magic = MAGIC.exec(path)?.[0]
  if (!magic || !resolves(failure, RESOLVE_NO_MAGICLINKS)) return undefined
  const role = roleOf(failure, 1)
  return {
    code: `${role?.code}_MAGIC_LINK`,
    evidence: [table(`"${path}" leads through "${magic.replace(/\/$/, '')}"`)],
    because:
      'A link of that kind is no path: it leads to whatever the process has open, outside of the root as well, and RESOLVE_NO_MAGICLINKS refuses it',
    fix: 'Name a directory of the root filesystem by its path',
    docs: [
      'openat2(2), "RESOLVE_NO_MAGICLINKS"',
      'proc(5), "/proc/pid/fd/"',
      'CVE-2024-21626',
    ],
  }
}

function lookAtEscape(failure: Failure, facts: Facts): Diagnosis | undefined {
  const path = facts.paths[1]
  const isBeneath = resolves(failure, RESOLVE_BENEATH)
  if (!path || !isBeneath) return undefined
  const absolute = path.walk.links.find(({ target }) => target.startsWith('/'))
  const isUp = /(^|\/)\.\.(\/|$)/
  const up = path.walk.links.find(({ target }) => isUp.test(target))
  const link = absolute ?? up
  const isOwn = path.path.startsWith('/') || isUp.test(path.path)
  if (!link && !isOwn) return undefined
  return {
    code: 'DESTINATION_LEAVES_ROOT',
    evidence: link
      ? [file(`"${link.path}" is a symbolic link to "${link.target}"`)]
      : [file(`"${path.path}" itself leads out of where it begins`)],
    because:
      'RESOLVE_BENEATH refuses every path that would leave the directory it begins in',
    fix: 'RESOLVE_IN_ROOT takes that directory for "/" instead, as the container does: an absolute link then stays inside',
    docs: ['openat2(2), "RESOLVE_BENEATH"', 'openat2(2), "RESOLVE_IN_ROOT"'],
  }
}

const LOOKUPS = ['chdir', 'execve', 'mount', 'move_mount', 'open_tree']

export const pathLinkRules: readonly Rule[] = [
  { syscalls: ['openat2'], codes: ['ELOOP'], look: lookAtMagic },
  { syscalls: ['openat2'], codes: ['ELOOP'], look: lookAtLink },
  {
    syscalls: [...LOOKUPS, 'openat', 'openat2'],
    codes: ['ELOOP'],
    look: lookAtLoop,
  },
  { syscalls: ['openat2'], codes: ['EXDEV'], look: lookAtEscape },
]
