/** The container of step `user`: who its program is, and what it may use up. */
import type { FileFacts } from '#checker/agent/protocol.ts'
import type { Bench } from '#checker/bench.ts'
import { AT_FDCWD, O_CREAT, O_WRONLY } from '#checker/kernel.ts'
import type { SpecPatch } from '#checker/spec-patch.ts'
import { type Visitor, visit } from '#checker/visitor.ts'
import { type Cell, type Inmate, openCell } from './cell.ts'
import { drawRlimits, type Rlimit } from './rlimits.ts'
import {
  drawSysctls,
  restoreSysctls,
  type Sysctls,
  sysctlsInside,
  sysctlsOnHost,
} from './sysctls.ts'

const NAME = 'person'
/** @see ioprio_set(2) */
const IOPRIO_WHO_PROCESS = 1
const ALL_BITS = 0o777

/** What was drawn for the program. */
export interface Traits {
  readonly uid: number
  readonly gid: number
  readonly groups: readonly number[]
  readonly umask: number
  readonly rlimits: readonly Rlimit[]
  readonly oomScoreAdj: number
  readonly nice: number
  readonly ioPriority: number
  readonly sysctls: Sysctls
  /** File that the program makes, asking for every permission. */
  readonly file: string
}

/** What was seen of it from outside. */
export interface Looks {
  readonly limits: string
  readonly oomScoreAdj: string
  readonly policy: number
  readonly nice: number
  /** As ioprio_get(2) has it: the class above bit 13. */
  readonly ioPriority: number | null
  readonly file: FileFacts | null
  readonly inside: Sysctls
  readonly host: { readonly before: Sysctls; readonly after: Sysctls }
}

export interface Person {
  readonly traits: Traits
  readonly cell: Cell<Record<string, never>, Looks>
}

export async function person(bench: Bench): Promise<Person> {
  const traits = drawTraits(bench)
  const names = Object.keys(traits.sysctls)
  const before = await sysctlsOnHost(bench, names)
  const yard = traits.file.replace(/\/[^/]*$/, '')
  const cell = await openCell(
    bench,
    {
      name: NAME,
      spec: specOf(traits),
      entries: [
        { kind: 'directory', path: `bundle/rootfs${yard}`, mode: 0o777 },
      ],
      record: (visitor) => makeFile(visitor, traits.file),
    },
    (inmate) => lookAt(bench, inmate, traits, before),
  )
  // Whoever wrote them on the host has been seen to.
  await restoreSysctls(bench, before)
  return { traits, cell }
}

function drawTraits(bench: Bench): Traits {
  const { seed } = bench
  const id = (what: string) => seed.int(`${NAME} ${what}`, 1_000, 60_000)
  const hex = seed.hex(`${NAME} file`, 3)
  return {
    uid: id('uid'),
    gid: id('gid'),
    groups: [...new Set([id('group 1'), id('group 2'), id('group 3')])],
    // Never the usual one, and never one that hides the file from ourselves.
    umask: 0o001 | (seed.int(`${NAME} umask`, 0, 0o37) << 1),
    rlimits: drawRlimits(bench),
    oomScoreAdj: seed.int(`${NAME} oom`, 100, 900),
    nice: seed.int(`${NAME} nice`, 1, 15),
    ioPriority: seed.int(`${NAME} io priority`, 1, 7),
    sysctls: drawSysctls(bench),
    file: `/yard-${hex}/file`,
  }
}

function specOf(traits: Traits): SpecPatch {
  const { uid, gid, groups, umask, rlimits, oomScoreAdj, sysctls } = traits
  return {
    process: {
      user: { uid, gid, additionalGids: groups, umask },
      rlimits: rlimits.map(({ type, soft, hard }) => ({ type, soft, hard })),
      oomScoreAdj,
      scheduler: { policy: 'SCHED_BATCH', nice: traits.nice },
      ioPriority: {
        class: 'IOPRIO_CLASS_BE',
        priority: traits.ioPriority,
      },
    },
    // Docker shuts that folder; the settings have to be written before.
    linux: { sysctl: sysctls, readonlyPaths: ['/proc/sys'] },
  }
}

function makeFile({ program }: Visitor, path: string): Record<string, never> {
  const flags = O_CREAT | O_WRONLY
  program.openat(AT_FDCWD, path, flags, ALL_BITS, { ignore: true })
  return {}
}

async function lookAt(
  bench: Bench,
  { seen, container }: Inmate<unknown>,
  traits: Traits,
  before: Sysctls,
): Promise<Looks> {
  const { pid } = seen
  const names = Object.keys(traits.sysctls)
  const [limits, oom, stat] = await bench.call('read', {
    paths: ['limits', 'oom_score_adj', 'stat'].map(
      (file) => `/proc/${pid}/${file}`,
    ),
  })
  const [file = null] = await bench.call('stat', {
    paths: [`${container.rootfs}${traits.file}`],
  })
  const after = await sysctlsOnHost(bench, names)
  return {
    limits: limits ?? '',
    oomScoreAdj: oom?.trim() ?? '',
    policy: statField(stat, 41),
    nice: statField(stat, 19),
    ioPriority: await ioPriorityOf(bench, pid),
    file,
    inside: await sysctlsInside(bench, pid, names),
    host: { before, after },
  }
}

/** By the number that proc_pid_stat(5) gives it. */
export function statField(stat: string | null | undefined, field: number) {
  const text = stat ?? ''
  // The name may hold blanks and parentheses; field 3 begins after the last.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return Number(fields[field - 3])
}

async function ioPriorityOf(bench: Bench, pid: number) {
  const found = await visit(bench, {
    record: (visitor) => ({
      priority: visitor.result((options) => {
        visitor.program.syscall(
          'ioprio_get',
          [IOPRIO_WHO_PROCESS, pid],
          options,
        )
      }),
    }),
  })
  return found?.priority.error === null ? found.priority.value : null
}
