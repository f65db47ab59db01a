/** What goes wrong with making a cgroup, and with limits. */
import type { Mistake } from '#checker/check.ts'

const PATH = 'linux/cgroup/path.ts'
const CONTROLLERS = 'linux/cgroup/controllers.ts'
const ENTER = 'linux/cgroup/enter.ts'
const APPLY = 'linux/cgroup/apply.ts'
const SETTINGS = 'linux/cgroup/settings.ts'
const CPU = 'linux/cgroup/cpu.ts'
const MEMORY = 'linux/cgroup/memory.ts'
const PIDS = 'linux/cgroup/pids.ts'
const RUN = 'oci/run.ts'
const LIMITED = 'oci/limited-cgroup.ts'

const WORDS = `    const words = missing.map((name) => \`+\${name}\`).join(' ')\n`
const HAND_DOWN =
  "    writeCgroupFile(ancestor, 'cgroup.subtree_control', words)\n"
const WRITE = 'writeCgroupFile(directory, possible.file, possible.value)'
const WRITE_ABOVE = `writeCgroupFile(\`\${directory}/..\`, possible.file, possible.value)`
const MAX = `  const max = \`\${limitText(quota ?? -1)} \${period ?? DEFAULT_PERIOD}\`\n`
const SPAWN = 'start(program, { bare: true, timing, examine })\n'
/** By the parent, which cannot know how far the child has come. */
const SPAWN_AND_MOVE = `start(Object.defineProperty(program, 'cgroup', { value: undefined }), { bare: true, timing, examine })
        child.started.then(() => {
          if (options.cgroup === undefined) return
          const { writeFileSync } = globalThis.process.getBuiltinModule('node:fs')
          writeFileSync(\`/proc/self/fd/\${options.cgroup}/cgroup.procs\`, \`\${child.pid}\`)
        }, () => {})
`
const LIMIT = '  limitCgroup(cgroup)\n'
const SWAP_LEFT = 'swapSetting(swap - (limit ?? 0))'
const LIMIT_FILE = "{ file: 'memory.max', value: limitText(limit) }"

const createMistakes: readonly Mistake[] = [
  {
    id: 'cgroup-below-own-place',
    title: 'an absolute cgroupsPath goes below the runtime’s own place',
    file: PATH,
    find: "  if (cgroupsPath?.startsWith('/')) return join(mountPoint, cgroupsPath)\n",
    replace: '',
    check: 'create.own',
    diagnosis: 'CGROUP_ELSEWHERE',
  },
  {
    id: 'cgroup-not-entered',
    title: 'the cgroup is made and limited, and nobody is put in',
    file: ENTER,
    find: '  child.bornInto(0n, directory)\n',
    replace: '',
    check: 'create.own',
    diagnosis: 'NOT_IN_CGROUP',
  },
  {
    id: 'leaf-hands-down',
    title: 'controllers are handed down by the leaf itself as well',
    file: CONTROLLERS,
    find: 'of ancestorsOf(mountPoint, directory)) {',
    replace: 'of [...ancestorsOf(mountPoint, directory), directory]) {',
    check: 'create.own',
    diagnosis: 'CGROUP_REFUSED',
  },
  {
    id: 'subtree-control-forgotten',
    title: 'no controllers are handed down',
    file: CONTROLLERS,
    find: HAND_DOWN,
    replace: '',
    check: 'create.controllers',
    diagnosis: 'CONTROLLER_MISSING',
  },
  {
    id: 'controllers-by-parent-only',
    title: 'only the parent hands controllers down, which it does not have',
    file: CONTROLLERS,
    find: 'of ancestorsOf(mountPoint, directory)) {',
    replace: 'of ancestorsOf(mountPoint, directory).slice(-1)) {',
    check: 'create.controllers',
    diagnosis: 'CONTROLLERS_REFUSED',
  },
  {
    id: 'controllers-without-plus',
    title: 'controllers are enabled by their bare names',
    file: CONTROLLERS,
    find: WORDS,
    replace: "    const words = missing.join(' ')\n",
    check: 'create.controllers',
    diagnosis: 'CONTROLLERS_REFUSED',
  },
  {
    id: 'limits-on-parent',
    title: 'limits are written to the cgroup above',
    file: APPLY,
    find: WRITE,
    replace: WRITE_ABOVE,
    check: 'create.settings',
    diagnosis: 'LIMITS_ON_PARENT',
  },
  {
    id: 'unified-ignored',
    title: 'what is unified is ignored',
    file: SETTINGS,
    find: ', ...unifiedSettings(unified)]',
    replace: ']',
    check: 'create.settings',
    diagnosis: 'SETTING_MISSING',
  },
  {
    id: 'moved-after-exec',
    title: 'the parent moves the program into its cgroup when it runs',
    file: RUN,
    find: SPAWN,
    replace: SPAWN_AND_MOVE,
    check: 'create.before-exec',
    diagnosis: 'ENTERED_TOO_LATE',
  },
]

const cpuMistakes: readonly Mistake[] = [
  {
    id: 'quota-period-swapped',
    title: 'the period stands before the quota',
    file: CPU,
    find: MAX,
    replace: `  const max = \`\${period ?? DEFAULT_PERIOD} \${limitText(quota ?? -1)}\`\n`,
    check: 'cpu.max',
    diagnosis: 'QUOTA_SWAPPED',
  },
  {
    id: 'cpu-files-of-v1',
    title: 'the quota goes to a file of version 1',
    file: CPU,
    find: "    { file: 'cpu.max', value: max },\n",
    replace: `    { file: 'cpu.cfs_quota_us', value: \`\${quota}\` },\n`,
    check: 'cpu.max',
    diagnosis: 'V1_FILE',
  },
  {
    id: 'period-forgotten',
    title: 'only the quota is written, and the period stays what it was',
    file: CPU,
    find: MAX,
    replace: '  const max = limitText(quota ?? -1)\n',
    check: 'cpu.quota',
    diagnosis: 'PERIOD_IGNORED',
  },
  {
    id: 'quota-in-milliseconds',
    title: 'the quota is taken for milliseconds',
    file: CPU,
    find: MAX,
    replace: `  const max = \`\${limitText((quota ?? -1) * 1000)} \${period ?? DEFAULT_PERIOD}\`\n`,
    check: 'cpu.quota',
    diagnosis: 'QUOTA_IGNORED',
  },
  {
    id: 'burst-ignored',
    title: 'the burst is not written',
    file: CPU,
    find: '    ...settings,\n  ]\n',
    replace: '  ]\n',
    check: 'cpu.burst',
    diagnosis: 'BURST_IGNORED',
  },
  {
    id: 'shares-unconverted',
    title: 'shares are written as they are',
    file: CPU,
    find: '  return WEIGHTS.min + Math.floor(part * (WEIGHTS.max - WEIGHTS.min))\n',
    replace: '  return part < 2 ? shares : 0\n',
    check: 'cpu.shares',
    diagnosis: 'SHARES_UNCONVERTED',
  },
  {
    id: 'shares-by-defaults',
    title: 'shares are scaled as one default is to the other',
    file: CPU,
    find: '  return WEIGHTS.min + Math.floor(part * (WEIGHTS.max - WEIGHTS.min))\n',
    replace: '  return part < 2 ? Math.round((shares * 100) / 1024) : 0\n',
    check: 'cpu.shares',
    diagnosis: 'SHARES_IGNORED',
  },
  {
    id: 'weight-always-default',
    title: 'every container has the default weight',
    file: CPU,
    find: `\`\${weightOf(shares)}\``,
    replace: "'100'",
    check: 'cpu.weights',
    diagnosis: 'WEIGHTS_EQUAL',
  },
  {
    id: 'shares-as-quota',
    title: 'shares of 1024 are taken for a part of the processor',
    file: CPU,
    find: `{ file: 'cpu.weight', value: \`\${weightOf(shares)}\` }`,
    replace: `{ file: 'cpu.max', value: \`\${Math.round((shares * 1e5) / 2048)} 100000\` }`,
    check: 'cpu.alone',
    diagnosis: 'SHARES_ARE_NO_QUOTA',
  },
]

const memoryMistakes: readonly Mistake[] = [
  {
    id: 'memory-high-for-max',
    title: 'the limit goes to memory.high',
    file: MEMORY,
    find: LIMIT_FILE,
    replace: LIMIT_FILE.replace('max', 'high'),
    check: 'memory.max',
    diagnosis: 'MEMORY_HIGH_NOT_MAX',
  },
  {
    id: 'memory-min-for-low',
    title: 'the reservation goes to memory.min',
    file: MEMORY,
    find: "{ file: 'memory.low',",
    replace: "{ file: 'memory.min',",
    check: 'memory.reservation',
    diagnosis: 'RESERVATION_IGNORED',
  },
  {
    id: 'swap-unconverted',
    title: 'memory and swap together are written as swap',
    file: MEMORY,
    find: SWAP_LEFT,
    replace: 'swapSetting(swap)',
    check: 'memory.swap',
    diagnosis: 'SWAP_UNCONVERTED',
  },
  {
    id: 'swap-left-open',
    title: 'swap has no bound: who eats too much lives on there',
    file: MEMORY,
    find: SWAP_LEFT,
    replace: 'swapSetting(-1)',
    check: 'memory.bomb',
    diagnosis: 'SWAP_OPEN',
  },
  {
    id: 'memory-unlimited',
    title: 'the limit on memory is not written',
    file: MEMORY,
    find: LIMIT_FILE,
    replace: "{ file: 'memory.max', value: 'max' }",
    check: 'memory.bomb',
    diagnosis: 'MEMORY_NOT_LIMITED',
  },
  {
    id: 'memory-limit-on-parent',
    title: 'the limit on memory bounds the cgroup above',
    file: APPLY,
    find: WRITE,
    replace: WRITE_ABOVE,
    check: 'memory.bomb',
    diagnosis: 'OOM_ELSEWHERE',
  },
  {
    id: 'oom-group',
    title: 'the whole container is killed for one process',
    file: MEMORY,
    find: `settings.push(${LIMIT_FILE})`,
    replace: `settings.push(${LIMIT_FILE}, { file: 'memory.oom.group', value: '1' })`,
    check: 'memory.survives',
    diagnosis: 'DIES_TOGETHER',
  },
]

const pidsMistakes: readonly Mistake[] = [
  {
    id: 'pids-without-the-first',
    title: 'the first process is not counted',
    file: PIDS,
    find: 'limitText(limit)',
    replace: 'limitText(limit + 1)',
    check: 'pids.max',
    diagnosis: 'PIDS_NOT_LIMITED',
  },
  {
    id: 'pids-unlimited',
    title: 'the limit on processes is not written',
    file: PIDS,
    find: "  return [{ file: 'pids.max', value: limitText(limit) }]\n",
    replace:
      '  return limit < -1 ? [{ file: limitText(limit), value: "" }] : []\n',
    check: 'pids.bomb',
    diagnosis: 'PIDS_NOT_LIMITED',
  },
  {
    id: 'limits-after-start',
    title: 'limits are written when the program runs',
    file: LIMITED,
    find: LIMIT,
    replace: '  setTimeout(() => limitCgroup(cgroup), 600)\n',
    check: 'pids.bomb',
    diagnosis: 'LIMIT_TOO_LATE',
  },
]

export const limitsMistakes: readonly Mistake[] = [
  ...createMistakes,
  ...cpuMistakes,
  ...memoryMistakes,
  ...pidsMistakes,
]
