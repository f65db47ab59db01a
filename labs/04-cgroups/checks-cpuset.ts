/** Step 7: which processors it runs on, and where its memory is. */
import { type Check, fail, pass } from '#checker/lab.ts'
import { procEvidence } from '#checker/outcome.ts'
import { pinned } from './pinned.ts'
import { fileEvidence, ofLimited } from './start.ts'

const SOURCE =
  'cgroup-v2.rst, "Cpuset Interface Files"; runtime-spec config-linux.md, "CPU"'

const file = (
  id: string,
  name: 'cpus' | 'mems',
  title: Check['title'],
  diagnosis: string,
): Check => ({
  id,
  title,
  points: 1,
  needs: [],
  source: SOURCE,
  run: ofLimited(pinned, 'CPUSET_REFUSED', ({ asked }, _, alive) => {
    const held = alive.files[`cpuset.${name}`]?.trim() ?? null
    const effective = `cpuset.${name}.effective`
    const evidence = {
      ...fileEvidence(alive.cgroup, `cpuset.${name}`, held),
      ...fileEvidence(alive.cgroup, effective, alive.files[effective] ?? null),
    }
    if (held === asked[name]) return pass({ evidence })
    return fail({
      expected: asked[name],
      actual: held === '' ? 'nothing' : (held ?? 'there is no such file'),
      evidence,
      diagnosis,
    })
  }),
})

const felt: Check = {
  id: 'cpuset.allowed',
  title: {
    en: 'it runs on that processor alone, and nproc counts no other',
    zh: '它只在那个处理器上运行，nproc 也数不到别的',
  },
  points: 2,
  needs: [],
  source: 'proc_pid_status(5), Cpus_allowed_list; sched_getaffinity(2)',
  run: ofLimited(pinned, 'CPUSET_REFUSED', (fixed, found, alive) => {
    const { asked, online } = fixed
    const affinity = found.affinity?.join(',') ?? 'nobody could go in'
    const evidence = {
      ...procEvidence(
        alive.seen,
        'status',
        `Cpus_allowed_list: ${found.allowed}`,
      ),
      'sched_getaffinity(2) of a program in its cgroup': affinity,
      'processors of the machine': online.join(','),
    }
    const isRight = found.allowed === asked.cpus && affinity === asked.cpus
    if (isRight) return pass({ evidence })
    return fail({
      expected: `processor ${asked.cpus}, and no other`,
      actual: `its first process: ${found.allowed}; whoever joins: ${affinity}`,
      evidence,
      diagnosis: 'CPUS_OPEN',
    })
  }),
}

export const cpusetChecks: readonly Check[] = [
  file(
    'cpuset.cpus',
    'cpus',
    {
      en: 'cpuset.cpus holds the processors of the bundle',
      zh: 'cpuset.cpus 里是 bundle 指定的处理器',
    },
    'CPUS_OPEN',
  ),
  file(
    'cpuset.mems',
    'mems',
    {
      en: 'cpuset.mems holds the memory nodes of the bundle',
      zh: 'cpuset.mems 里是 bundle 指定的内存节点',
    },
    'MEMS_OPEN',
  ),
  felt,
]
