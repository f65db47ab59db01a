/** What goes wrong with disks, devices, processors, and the life of a container. */
import type { Mistake } from '#checker/check.ts'

const IO = 'linux/cgroup/io.ts'
const DEVICES = 'linux/cgroup/device-filter.ts'
const CONTAINER = 'oci/container-cgroup.ts'
const CPUSET = 'linux/cgroup/cpuset.ts'
const FREEZER = 'linux/cgroup/freezer.ts'
const STATE = 'oci/state.ts'
const STATS = 'linux/cgroup/stats.ts'
const UPDATE = 'oci/update.ts'
const REMOVE = 'linux/cgroup/remove.ts'
const OWN_FIGURES = 'linux/own-figures.ts'
const FIGURES_OF = 'linux/cgroup/figures-of.ts'

const RATES = `    rbps: blockIO.throttleReadBpsDevice ?? [],
    wbps: blockIO.throttleWriteBpsDevice ?? [],
`
const SWAPPED_RATES = `    rbps: blockIO.throttleWriteBpsDevice ?? [],
    wbps: blockIO.throttleReadBpsDevice ?? [],
`
const FREEZE = `    writeCgroupFile(directory, 'cgroup.freeze', '1')
    // That was a request. Each of them stops at its next way out of the kernel.
    await untilEvent(directory, 'frozen', true)
`
/** As for a job of the shell. */
const STOP = `    const { readFileSync } = process.getBuiltinModule('node:fs')
    const members = readFileSync(\`\${directory}/cgroup.procs\`, 'utf8')
    for (const pid of members.split('\\n').filter(Boolean))
      process.kill(Number(pid), 'SIGSTOP')
`
const KILL_ALL = '  await killAll(directory)\n'
/** By number, and only those of the cgroup itself. */
const KILL_MEMBERS = `  const { readFileSync } = process.getBuiltinModule('node:fs')
  const members = readFileSync(\`\${directory}/cgroup.procs\`, 'utf8')
  for (const pid of members.split('\\n').filter(Boolean))
    process.kill(Number(pid), 'SIGKILL')
`
const SHOWN = '  attachMount(child, file, place)\n'

export const lifeMistakes: readonly Mistake[] = [
  {
    id: 'io-swapped',
    title: 'rbps and wbps are swapped',
    file: IO,
    find: RATES,
    replace: SWAPPED_RATES,
    check: 'io.max',
    diagnosis: 'IO_SWAPPED',
  },
  {
    id: 'io-swapped-felt',
    title: 'rbps and wbps are swapped: reads go as fast as writes may',
    file: IO,
    find: RATES,
    replace: SWAPPED_RATES,
    check: 'io.read',
    diagnosis: 'IO_SWAPPED',
  },
  {
    id: 'io-last-limit-only',
    title: 'each limit of a disk takes the place of the one before',
    file: IO,
    find: 'lines.get(numbers) ?? numbers',
    replace: 'numbers',
    check: 'io.max',
    diagnosis: 'IO_LINE_TORN',
  },
  {
    id: 'io-writes-forgotten',
    title: 'only reads are limited',
    file: IO,
    find: '    wbps: blockIO.throttleWriteBpsDevice ?? [],\n',
    replace: '',
    check: 'io.write',
    diagnosis: 'IO_NOT_LIMITED',
  },
  {
    id: 'devices-filter-not-attached',
    title: 'the filter for devices is never attached',
    file: CONTAINER,
    find: '  if (resources.devices) attachDeviceFilter(directory, resources.devices)\n',
    replace: '',
    check: 'devices.denied',
    diagnosis: 'DEVICE_OPEN',
  },
  {
    id: 'devices-first-rule',
    title: 'the first rule about a device counts',
    file: DEVICES,
    find: '[...rules, ...DEFAULT_RULES].toReversed()',
    replace: '[...DEFAULT_RULES, ...rules]',
    check: 'devices.last-rule',
    diagnosis: 'DEVICE_RULE_ORDER',
  },
  {
    id: 'devices-deny-ignored',
    title: 'what was allowed once cannot be denied any more',
    file: DEVICES,
    find: '  } else filter.jset(ASKED, accessOf(rule), no)\n',
    replace: '  }\n',
    check: 'devices.last-rule',
    diagnosis: 'DEVICE_RULE_ORDER',
  },
  {
    id: 'devices-access-ignored',
    title: 'a rule that allows to read allows to write as well',
    file: DEVICES,
    find: 'filter.and(ASKED, ~accessOf(rule))',
    replace: 'filter.and(ASKED, 0)',
    check: 'devices.access',
    diagnosis: 'DEVICE_ACCESS_IGNORED',
  },
  {
    id: 'devices-read-for-write',
    title: 'reading and writing are taken for one another',
    file: DEVICES,
    find: 'const ACCESS = { m: 1, r: 2, w: 4 }',
    replace: 'const ACCESS = { m: 1, r: 4, w: 2 }',
    check: 'devices.allowed',
    diagnosis: 'DEVICE_CLOSED',
  },
  {
    id: 'cpuset-mems-forgotten',
    title: 'the memory nodes are not written',
    file: CPUSET,
    find: "  if (mems) settings.push({ file: 'cpuset.mems', value: mems })\n",
    replace: '',
    check: 'cpuset.mems',
    diagnosis: 'MEMS_OPEN',
  },
  {
    id: 'cpuset-cpus-forgotten',
    title: 'the processors are not written',
    file: CPUSET,
    find: "  if (cpus) settings.push({ file: 'cpuset.cpus', value: cpus })\n",
    replace: '',
    check: 'cpuset.allowed',
    diagnosis: 'CPUS_OPEN',
  },
  {
    id: 'cpuset-file-not-written',
    title: 'the processors are not written: the file is empty',
    file: CPUSET,
    find: "  if (cpus) settings.push({ file: 'cpuset.cpus', value: cpus })\n",
    replace: '',
    check: 'cpuset.cpus',
    diagnosis: 'CPUS_OPEN',
  },
  {
    id: 'freeze-not-asked-for',
    title: '"pause" does nothing',
    file: FREEZER,
    find: FREEZE,
    replace: '    await Promise.resolve()\n',
    check: 'freezer.still',
    diagnosis: 'NOT_FROZEN',
  },
  {
    id: 'freeze-not-awaited',
    title: 'to freeze is asked for, and not waited for',
    file: FREEZER,
    find: "    await untilEvent(directory, 'frozen', true)\n",
    replace: '',
    check: 'freezer.pause',
    diagnosis: 'FREEZE_NOT_AWAITED',
  },
  {
    id: 'freeze-by-signal',
    title: 'SIGSTOP in the place of the freezer',
    file: FREEZER,
    find: FREEZE,
    replace: STOP,
    check: 'freezer.pause',
    diagnosis: 'NOT_FROZEN',
  },
  {
    id: 'paused-called-running',
    title: '"state" does not know of a pause',
    file: STATE,
    find: "  if (isPaused(state)) return 'paused'\n",
    replace: '',
    check: 'freezer.status',
    diagnosis: 'STATUS_NOT_PAUSED',
  },
  {
    id: 'resume-without-thaw',
    title: 'nothing is written when it shall go on',
    file: FREEZER,
    find: "Promise<void> {\n  writeCgroupFile(directory, 'cgroup.freeze', '0')\n",
    replace: 'Promise<void> {\n  if (directory) return\n',
    check: 'freezer.resume',
    diagnosis: 'NOT_RESUMED',
  },
  {
    id: 'paused-cannot-be-killed',
    title: 'only what is "running" can be killed',
    file: STATE,
    find: "statusOf(state) !== 'stopped') return",
    replace: "statusOf(state) === 'running') return",
    check: 'freezer.kill',
    diagnosis: 'PAUSED_NOT_KILLED',
  },
  {
    id: 'stats-alone',
    title: 'the figures are printed without type and name',
    file: 'oci/events.ts',
    find: "statsText({ type: 'stats', id, data: statsOf(directory) })",
    replace: 'statsText(statsOf(directory))',
    check: 'stats.line',
    diagnosis: 'STATS_FORMAT',
  },
  {
    id: 'stats-in-microseconds',
    title: 'times are told as the file has them, in microseconds',
    file: STATS,
    find: 'count(key) * 1000n',
    replace: 'count(key)',
    check: 'stats.cpu',
    diagnosis: 'STATS_UNIT',
  },
  {
    id: 'stats-swapped',
    title: 'time of the kernel and time of the program are swapped',
    file: STATS,
    find: "      kernel: nanoseconds('system_usec'),\n      user: nanoseconds('user_usec'),\n",
    replace:
      "      kernel: nanoseconds('user_usec'),\n      user: nanoseconds('system_usec'),\n",
    check: 'stats.cpu',
    diagnosis: 'STATS_OF_OTHERS',
  },
  {
    id: 'stats-throttled-counted',
    title: 'how long it was throttled is told as how often',
    file: STATS,
    find: "throttledTime: nanoseconds('throttled_usec')",
    replace: "throttledTime: count('nr_throttled')",
    check: 'stats.throttling',
    diagnosis: 'STATS_OF_OTHERS',
  },
  {
    id: 'stats-of-the-parent',
    title: 'the figures are those of the cgroup above',
    file: 'oci/events.ts',
    find: 'data: statsOf(directory)',
    replace: 'data: statsOf(join(directory, ".."))',
    check: 'stats.memory',
    diagnosis: 'STATS_OF_OTHERS',
  },
  {
    id: 'update-not-written',
    title: 'new limits are kept in mind, and not written',
    file: UPDATE,
    find: '    writeAllOrNone(cgroup.directory, settings)\n',
    replace: '',
    check: 'stats.update',
    diagnosis: 'UPDATE_IGNORED',
  },
  {
    id: 'update-unchecked',
    title: 'nobody looks at what is in use before a limit is lowered',
    file: UPDATE,
    find: '    if (change.memory) refuseBelowUsage(cgroup.directory, change.memory)\n',
    replace: '',
    check: 'stats.update-refused',
    diagnosis: 'UPDATE_UNCHECKED',
  },
  {
    id: 'update-checked-late',
    title: 'what is in use is looked at when limits are written already',
    file: UPDATE,
    find: `    if (change.memory) refuseBelowUsage(cgroup.directory, change.memory)
    handDown(cgroup.directory, settings)
    writeAllOrNone(cgroup.directory, settings)
`,
    replace: `    handDown(cgroup.directory, settings)
    writeAllOrNone(cgroup.directory, settings)
    if (change.memory) refuseBelowUsage(cgroup.directory, change.memory)
`,
    check: 'stats.update-refused',
    diagnosis: 'UPDATE_UNCHECKED',
  },
  {
    id: 'strays-not-killed',
    title: 'the cgroup is removed, and nobody in it is killed',
    file: REMOVE,
    find: KILL_ALL,
    replace: '',
    check: 'cleanup.strays',
    diagnosis: 'STRAYS_LEFT',
  },
  {
    id: 'strays-killed-by-number',
    title: 'those in the cgroup are killed, those in a cgroup below are not',
    file: REMOVE,
    find: KILL_ALL,
    replace: KILL_MEMBERS,
    check: 'cleanup.strays',
    diagnosis: 'STRAYS_LEFT',
  },
  {
    id: 'remove-only-itself',
    title: 'cgroups below it are not removed first',
    file: REMOVE,
    find: 'withDescendants(directory).reverse()',
    replace: '[directory]',
    check: 'cleanup.cgroups',
    diagnosis: 'CGROUP_NOT_REMOVED',
  },
  {
    id: 'remove-from-the-top',
    title: 'the cgroup is removed before those below it',
    file: REMOVE,
    find: 'withDescendants(directory).reverse()',
    replace: 'withDescendants(directory)',
    check: 'cleanup.cgroups',
    diagnosis: 'CGROUP_NOT_REMOVED',
  },
  {
    id: 'kill-all-only-the-first',
    title: '"kill --all" signals the first process only',
    file: 'oci/kill.ts',
    find: '  else await signalAll(directory, signal)\n',
    replace: '  else kill(root, id, signal)\n',
    check: 'cleanup.kill-all',
    diagnosis: 'KILL_ALL_MISSES',
  },
  {
    id: 'forced-delete-forgets-cgroup',
    title: 'what a killed runtime left is forgotten, its cgroup stays',
    file: 'oci/sweep.ts',
    find: '    if (state.cgroup) await discardCgroup(state.cgroup)\n',
    replace: '',
    check: 'cleanup.force',
    diagnosis: 'FORCE_LEAVES',
  },
  {
    id: 'cgroup-left-behind',
    title: 'the cgroup is emptied and never removed',
    file: REMOVE,
    find: '    await removeDirectory(path)\n',
    replace: '    void path\n',
    check: 'cleanup.left-clean',
    diagnosis: 'LEFT_BEHIND',
  },
  {
    id: 'figures-in-bytes',
    title: 'MemTotal is told in bytes',
    file: 'linux/figures/meminfo.ts',
    find: "Math.min(kibOf(host, 'MemTotal'), toKib(memoryMax))",
    replace: "Math.min(kibOf(host, 'MemTotal'), memoryMax)",
    check: 'proc-lies.memory',
    diagnosis: 'MEMINFO_OF_HOST',
  },
  {
    id: 'figures-not-attached',
    title: 'the files are made, and mounted nowhere',
    file: OWN_FIGURES,
    find: SHOWN,
    replace: '',
    check: 'proc-lies.memory',
    diagnosis: 'MEMINFO_OF_HOST',
  },
  {
    id: 'figures-cpus-of-host',
    title: '/proc/cpuinfo is that of the host',
    file: FIGURES_OF,
    find: "cpuinfoFor(hostText('/proc/cpuinfo'), cpus)",
    replace: "hostText('/proc/cpuinfo')",
    check: 'proc-lies.processors',
    diagnosis: 'CPUINFO_OF_HOST',
  },
  {
    id: 'figures-uptime-of-host',
    title: '/proc/uptime is that of the host',
    file: FIGURES_OF,
    find: 'uptimeFor(uptime, bornAt, cpus.length)',
    replace: 'uptime',
    check: 'proc-lies.uptime',
    diagnosis: 'UPTIME_OF_HOST',
  },
]
