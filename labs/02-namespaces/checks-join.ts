/** Step 9: namespaces that are there already; and what is left after all of it. */

import type { Bench } from '#checker/bench.ts'
import {
  FILES,
  type NamespaceType,
  parseNsPids,
} from '#checker/evidence/namespaces.ts'
import type { Observation } from '#checker/evidence/process.ts'
import { type Check, fail, type Outcome, pass } from '#checker/lab.ts'
import { leftClean } from '#checker/left-clean.ts'
import { nothingRuns } from '#checker/nothing-runs.ts'
import {
  describeEnding,
  describeHeld,
  procEvidence,
  saidBy,
} from '#checker/outcome.ts'
import type { Guest } from './guest.ts'
import { host } from './host.ts'
import { JOINED, joiner } from './joiner.ts'
import { type Resident, resident } from './resident.ts'

/** Kinds in which two processes are not together, as `pid net`. */
function apart(
  types: readonly NamespaceType[],
  a: Observation,
  b: Observation,
): NamespaceType[] {
  return types.filter((type) => {
    const file = FILES[type]
    return a.namespaces[file] !== b.namespaces[file]
  })
}

function compared(
  types: readonly NamespaceType[],
  a: Observation,
  b: Observation,
): Record<string, string> {
  const list = (seen: Observation) =>
    types.map((type) => seen.namespaces[FILES[type]]).join(' ')
  return {
    [`/proc/${a.pid}/ns`]: list(a),
    [`/proc/${b.pid}/ns`]: list(b),
  }
}

const byPath: Check = {
  id: 'join.by-path',
  title: {
    en: 'a namespace with a path is not made but entered: network, UTS, IPC, PID',
    zh: '给了路径的命名空间不是新建而是加入：网络、UTS、IPC、PID',
  },
  points: 3,
  needs: [],
  source: 'setns(2); runtime-spec config-linux.md, "Namespaces", path',
  run: async (bench) => {
    const found = await bench.share(joiner)
    const { holder, container } = found
    const { seen } = container
    if (seen === null) return nothingRuns(found, 'JOIN_NOT_STARTED')
    const strange = apart(JOINED, holder, seen)
    const numbers = parseNsPids(seen.status.NSpid ?? '')
    const evidence = {
      ...compared(JOINED, holder, seen),
      ...procEvidence(seen, 'status', `NSpid: ${numbers.join(' ')}`),
    }
    if (strange.length === 0) return pass({ evidence })
    const { namespaces } = await bench.share(host)
    return fail({
      expected: `the namespaces of process ${holder.pid}`,
      actual: `other ones: ${strange.join(' ')}`,
      evidence,
      diagnosis: whyApart(strange, seen, holder, namespaces),
    })
  },
}

function whyApart(
  strange: readonly NamespaceType[],
  seen: Observation,
  holder: Observation,
  ofHost: Readonly<Record<string, string>>,
): string {
  const isForChildren =
    seen.namespaces.pid_for_children === holder.namespaces.pid
  if (strange.join() === 'pid' && isForChildren) return 'JOIN_WITHOUT_FORK'
  const isHosts = strange.some(
    (type) => seen.namespaces[FILES[type]] === ofHost[FILES[type]],
  )
  return isHosts ? 'JOIN_LEFT_OUT' : 'JOIN_MADE_NEW'
}

/** Kinds that `exec` has to enter; the user namespace is that of the host here. */
const ENTERED = ['uts', 'ipc', 'pid', 'mount', 'network', 'cgroup'] as const

function ofGuest(
  judge: (guest: Guest, seen: Observation, init: Observation) => Outcome,
): (bench: Bench) => Promise<Outcome> {
  return async (bench) => {
    const found = await resident(bench)
    const init = found.container.seen
    if (init === null || found.guest === null) return nothingRuns(found)
    const { seen } = found.guest.container
    if (seen === null) return notExecuted(found, found.guest)
    return judge(found.guest, seen, init)
  }
}

function notExecuted({ container }: Resident, guest: Guest): Outcome {
  const outcome = nothingRuns(guest)
  return {
    ...outcome,
    expected: `exec ${container.id}: the program runs in the container`,
  }
}

const execNamespaces: Check = {
  id: 'join.exec-namespaces',
  title: {
    en: 'exec puts a process into every namespace of a running container',
    zh: 'exec 让新进程进入运行中容器的每一个命名空间',
  },
  points: 3,
  needs: ['uts.own', 'ipc.own', 'pid.first', 'mount.own', 'network.own'],
  source: 'setns(2); pidfd_open(2)',
  run: ofGuest((_, seen, init) => {
    const strange = apart(ENTERED, init, seen)
    const evidence = compared(ENTERED, init, seen)
    if (strange.length === 0) return pass({ evidence })
    const isForChildren =
      seen.namespaces.pid_for_children === init.namespaces.pid
    return fail({
      expected: `the namespaces of process ${init.pid}, the first of the container`,
      actual: `other ones: ${strange.join(' ')}`,
      evidence,
      diagnosis:
        strange.join() === 'pid' && isForChildren
          ? 'EXEC_WITHOUT_FORK'
          : 'EXEC_NAMESPACE_MISSING',
    })
  }),
}

const execRoot: Check = {
  id: 'join.exec-root',
  title: {
    en: 'exec gives the process the root directory of the container',
    zh: 'exec 让新进程使用容器的根目录',
  },
  points: 1,
  needs: ['join.exec-namespaces'],
  source: 'setns(2), "Mount namespaces"; chroot(2)',
  run: ofGuest((_, seen, init) => {
    const evidence = {
      ...procEvidence(seen, 'root', describeHeld(seen.root)),
      ...procEvidence(init, 'root', describeHeld(init.root)),
    }
    if (seen.root.identity === init.root.identity) return pass({ evidence })
    return fail({
      expected: `"/" is ${describeHeld(init.root)}`,
      actual: `"/" is ${describeHeld(seen.root)}`,
      evidence,
      diagnosis: 'EXEC_ROOT_OUTSIDE',
    })
  }),
}

const execStatus: Check = {
  id: 'join.exec-status',
  title: {
    en: 'exec ends as its process did, and leaves the container running',
    zh: 'exec 的退出状态与其进程一致，容器继续运行',
  },
  points: 1,
  needs: ['join.exec-namespaces'],
  source: 'wait(2); exit_group(2)',
  run: async (bench) => {
    const found = await resident(bench)
    return ofGuest((guest) => {
      const expected = [guest.exitStatus, found.drawn.exitStatus]
      const actual = [guest.ending, found.ending]
      const text = actual.map(describeEnding).join(', then the container: ')
      const wanted = expected
        .map((status) => `exit status ${status}`)
        .join(', then the container: ')
      if (text === wanted) return pass({ expected: wanted })
      return fail({
        expected: wanted,
        actual: text,
        evidence: saidBy(guest.ending),
        diagnosis: 'EXEC_STATUS_LOST',
      })
    })(bench)
  },
}

const hostIsClean = leftClean({
  needs: [],
  nothingRan: async (bench) => {
    const found = await resident(bench)
    return found.container.seen === null ? nothingRuns(found) : null
  },
})

export const joinChecks: readonly Check[] = [
  byPath,
  execNamespaces,
  execRoot,
  execStatus,
]
export const hostChecks: readonly Check[] = [hostIsClean]
