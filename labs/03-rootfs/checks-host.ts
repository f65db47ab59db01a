/** What the host has to look like, during and after. */

import type { Bench } from '#checker/bench.ts'
import { type Check, fail, type Outcome, pass } from '#checker/lab.ts'
import { leftClean } from '#checker/left-clean.ts'
import { nothingRuns } from '#checker/nothing-runs.ts'
import type { Inside } from './box.ts'
import { captive } from './captive.ts'
import { listMounts } from './checks-pivot.ts'
import { furnished } from './furnished.ts'
import { elsewhere } from './start.ts'
import { veiledFor } from './veiled.ts'

/** Every container that runs at all. */
async function insides(bench: Bench): Promise<Inside[]> {
  const boxes = await Promise.all([
    bench.share(captive).then(({ view }) => view?.inside ?? null),
    bench.share(furnished).then(({ box }) => box.inside),
    veiledFor(bench, 'read-only').then(({ box }) => box.inside),
  ])
  return boxes.filter((inside) => inside !== null)
}

/** Where nothing runs, or runs outside, a clean host proves nothing. */
async function nobodyInside(bench: Bench): Promise<Outcome | null> {
  const found = await bench.share(captive)
  if (found.view === null) return nothingRuns(found, 'PIVOT_REFUSED')
  return elsewhere(found.view.inside)
}

const mountsUnchanged: Check = {
  id: 'host.mounts',
  title: {
    en: 'while containers run, the host sees none of their mounts',
    zh: '容器运行期间，宿主机看不到它们的任何挂载',
  },
  points: 2,
  needs: ['pivot.root'],
  source: 'mount_namespaces(7), "SHARED SUBTREES"',
  run: async (bench) => {
    const wrong = await nobodyInside(bench)
    if (wrong !== null) return wrong
    const found = await insides(bench)
    const added = found.flatMap(({ addedToHost }) => addedToHost)
    const evidence = {
      '/proc/self/mountinfo of the host': found
        .map(({ host }) => `${host.length} mounts`)
        .join(', '),
    }
    if (added.length === 0) return pass({ evidence })
    return fail({
      expected: 'no mount that was not there before',
      actual: `besides what was there:\n${listMounts(added)}`,
      evidence,
      diagnosis: 'MOUNTS_ON_HOST',
    })
  },
}

const hostIsClean = leftClean({
  needs: ['pivot.root'],
  nothingRan: nobodyInside,
})

export const hostChecks: readonly Check[] = [mountsUnchanged, hostIsClean]
