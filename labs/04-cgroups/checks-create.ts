/** Step 1: its own cgroup, with controllers, limits, and the process in it. */

import { wordsOf } from '#checker/evidence/cgroup-files.ts'
import { type Check, fail, pass } from '#checker/lab.ts'
import { nothingRuns } from '#checker/nothing-runs.ts'
import { procEvidence, saidBy } from '#checker/outcome.ts'
import { whyRefused } from './refusal.ts'
import { fileEvidence, ofLimited, pathOf } from './start.ts'
import { tenant } from './tenant.ts'

const own: Check = {
  id: 'create.own',
  title: {
    en: 'the program is in the cgroup that the bundle names',
    zh: '程序在 bundle 指定的 cgroup 里',
  },
  points: 2,
  needs: [],
  source:
    'cgroups(7), "/proc files"; runtime-spec config-linux.md, "Cgroups Path"',
  run: async (bench) => {
    const { limited } = await bench.share(tenant)
    const { alive, ending } = limited
    if (alive === null)
      return nothingRuns(limited, whyRefused(ending, 'CGROUP_REFUSED'))
    const { seen, membership, cgroup } = alive
    const expected = `0::${pathOf(bench, cgroup)}`
    const evidence = procEvidence(seen, 'cgroup', `0::${membership}`)
    if (`0::${membership}` === expected) return pass({ evidence })
    const isThere = alive.files['cgroup.procs'] !== undefined
    return fail({
      expected,
      actual: `0::${membership}, and ${cgroup} ${isThere ? 'has other processes or none' : 'is not there'}`,
      evidence: { ...evidence, ...saidBy(ending) },
      diagnosis: isThere ? 'NOT_IN_CGROUP' : 'CGROUP_ELSEWHERE',
    })
  },
}

const controllers: Check = {
  id: 'create.controllers',
  title: {
    en: 'every directory on the way hands its controllers down',
    zh: '途中的每个目录都把控制器交了下去',
  },
  points: 2,
  needs: [],
  source:
    'cgroups(7), "Cgroups v2 controllers"; cgroup-v2.rst, "Enabling and Disabling"',
  run: ofLimited(tenant, 'CGROUP_REFUSED', ({ asked }, { above }, alive) => {
    const wanted = Object.keys(asked).map((file) => file.split('.')[0] ?? '')
    const there = wordsOf(alive.files['cgroup.controllers'] ?? null)
    const missing = wanted.filter((name) => !there.includes(name))
    const file = 'cgroup.subtree_control'
    const evidence = Object.assign(
      {},
      ...Object.entries(above).map(([path, files]) =>
        fileEvidence(path, file, files[file] ?? null),
      ),
      fileEvidence(alive.cgroup, 'cgroup.controllers', there.join(' ')),
    )
    if (missing.length === 0) return pass({ evidence })
    return fail({
      expected: `cgroup.controllers has ${wanted.join(', ')}`,
      actual: `${missing.join(', ')} missing`,
      evidence,
      diagnosis: 'CONTROLLER_MISSING',
    })
  }),
}

const settings: Check = {
  id: 'create.settings',
  title: {
    en: 'its limits stand in its own cgroup, and in none above',
    zh: '限制写在它自己的 cgroup 里，没有写到上级',
  },
  points: 1,
  needs: [],
  source:
    'runtime-spec config-linux.md, "Unified"; cgroups(7), "Cgroups v2 delegation"',
  run: ofLimited(tenant, 'CGROUP_REFUSED', ({ asked }, { above }, alive) => {
    const held = (file: string) => alive.files[file]?.trim() ?? null
    const wrong = Object.entries(asked).filter(
      ([file, value]) => held(file) !== value,
    )
    const strays = Object.entries(above).flatMap(([path, files]) =>
      Object.entries(asked)
        .filter(([file, value]) => files[file]?.trim() === value)
        .map(([file]) => ({ path, file })),
    )
    const evidence = Object.assign(
      {},
      ...Object.keys(asked).map((file) =>
        fileEvidence(alive.cgroup, file, held(file)),
      ),
      ...strays.map(({ path, file }) =>
        fileEvidence(path, file, asked[file] ?? null),
      ),
    )
    if (wrong.length === 0 && strays.length === 0) return pass({ evidence })
    const expected = Object.entries(asked).map((pair) => pair.join(': '))
    return fail({
      expected: `in ${alive.cgroup} alone: ${expected.join(', ')}`,
      actual: [
        ...wrong.map(([file]) => `${file}: ${held(file)}`),
        ...strays.map(({ path, file }) => `${path}/${file}: ${asked[file]}`),
      ].join('\n'),
      evidence,
      diagnosis: strays.length > 0 ? 'LIMITS_ON_PARENT' : 'SETTING_MISSING',
    })
  }),
}

const beforeExec: Check = {
  id: 'create.before-exec',
  title: {
    en: 'it was in its cgroup when execve(2) was called',
    zh: '调用 execve(2) 时它就已经在自己的 cgroup 里',
  },
  points: 2,
  needs: ['create.controllers'],
  source: 'execve(2); cgroup-v2.rst, "Memory Ownership"',
  run: async (bench) => {
    const { environment, limited } = await bench.share(tenant)
    const { alive, found, ending } = limited
    if (alive === null || found === null)
      return nothingRuns(limited, whyRefused(ending, 'CGROUP_REFUSED'))
    const { cgroup } = alive
    const charged = Number(found.memory['memory.current'])
    const evidence = {
      ...fileEvidence(cgroup, 'memory.current', `${charged}`),
      'environment that execve(2) copied': `${environment} bytes`,
      ...procEvidence(alive.seen, 'cgroup', `0::${found.membership}`),
    }
    if (charged >= environment) return pass({ evidence })
    const isInside = found.membership === pathOf(bench, cgroup)
    return fail({
      expected: `the copy of the environment, ${environment} bytes, is charged to its cgroup`,
      actual: `all that is charged there: ${charged} bytes`,
      evidence,
      diagnosis: isInside ? 'ENTERED_TOO_LATE' : 'NOT_IN_CGROUP',
    })
  },
}

export const createChecks: readonly Check[] = [
  own,
  controllers,
  settings,
  beforeExec,
]
