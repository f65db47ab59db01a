/** Step 4: a fork bomb that stops. */
import { flatKeyed, maxOr } from '#checker/evidence/cgroup-files.ts'
import { type Check, fail, pass } from '#checker/lab.ts'
import { bomb } from './bomb.ts'
import { fileEvidence, ofLimited } from './start.ts'

const SOURCE = 'cgroup-v2.rst, "PID Interface Files"; fork(2), EAGAIN'

const max: Check = {
  id: 'pids.max',
  title: {
    en: 'pids.max holds the limit of the bundle',
    zh: 'pids.max 里是 bundle 的限制',
  },
  points: 1,
  needs: [],
  source: SOURCE,
  run: ofLimited(bomb, 'PIDS_REFUSED', ({ limit }, files, { cgroup }) => {
    const held = files['pids.max']?.trim() ?? null
    const evidence = fileEvidence(cgroup, 'pids.max', held)
    if (held === `${limit}`) return pass({ evidence })
    return fail({
      expected: `${limit}`,
      actual: held ?? 'there is no such file',
      evidence,
      diagnosis: 'PIDS_NOT_LIMITED',
    })
  }),
}

const stops: Check = {
  id: 'pids.bomb',
  title: {
    en: 'a fork bomb is stopped exactly at the limit',
    zh: 'fork 炸弹恰好停在限制处',
  },
  points: 2,
  needs: [],
  source: SOURCE,
  run: ofLimited(bomb, 'PIDS_REFUSED', ({ limit }, files, { cgroup }) => {
    const names = ['pids.max', 'pids.current', 'pids.events']
    const evidence = Object.assign(
      {},
      ...names.map((name) => fileEvidence(cgroup, name, files[name] ?? null)),
    )
    const count = maxOr(files['pids.current'] ?? null)
    const refused = flatKeyed(files['pids.events'] ?? null).max ?? 0
    if (count === limit && refused > 0) return pass({ evidence })
    const stands = maxOr(files['pids.max'] ?? null) === limit
    return fail({
      expected: `${limit} processes (zombies count), and the next fork is refused`,
      actual: `${count} processes, ${refused} refused`,
      evidence,
      diagnosis:
        stands && count > limit ? 'LIMIT_TOO_LATE' : 'PIDS_NOT_LIMITED',
    })
  }),
}

export const pidsChecks: readonly Check[] = [max, stops]
