import type { Lab } from '#checker/lab.ts'
import { cleanupChecks } from './checks-cleanup.ts'
import { cpuChecks } from './checks-cpu.ts'
import { cpusetChecks } from './checks-cpuset.ts'
import { createChecks } from './checks-create.ts'
import { devicesChecks } from './checks-devices.ts'
import { figuresChecks } from './checks-figures.ts'
import { freezerChecks } from './checks-freezer.ts'
import { ioChecks } from './checks-io.ts'
import { memoryChecks } from './checks-memory.ts'
import { pidsChecks } from './checks-pids.ts'
import { statsChecks } from './checks-stats.ts'
import { diagnoses } from './diagnoses.ts'
import { mistakes } from './mistakes.ts'
import { prompts } from './prompts.ts'
import { weights } from './weights.ts'

/** Lab 04: what a container may use up. */
export const lab: Lab = {
  id: '04-cgroups',
  number: 4,
  title: {
    en: 'cgroups: limits that bite',
    zh: 'cgroup：真正生效的限制',
  },
  summary: {
    en: 'Bound its CPU, memory, processes, disks and devices; pause it, measure it, leave nothing.',
    zh: '限制它的 CPU、内存、进程、磁盘和设备；暂停它、测量它，最后不留下任何东西。',
  },
  minutes: 180,
  needsMachine: true,
  steps: [
    {
      id: 'create',
      title: {
        en: 'A cgroup of its own, from the first instruction on',
        zh: '从第一条指令起就在自己的 cgroup 里',
      },
      regions: ['lab-04-path', 'lab-04-controllers', 'lab-04-enter'],
      checks: createChecks,
    },
    {
      id: 'cpu',
      title: {
        en: 'Time on the processors: a ceiling, and a share',
        zh: '处理器时间：上限与份额',
      },
      regions: ['lab-04-cpu', 'lab-04-shares'],
      checks: cpuChecks,
    },
    {
      id: 'memory',
      title: {
        en: 'Memory: where the limit kills, and who survives',
        zh: '内存：越过限制谁死，谁活下来',
      },
      regions: ['lab-04-memory'],
      checks: memoryChecks,
    },
    {
      id: 'pids',
      title: {
        en: 'A fork bomb that stops',
        zh: '一颗会停下来的 fork 炸弹',
      },
      regions: ['lab-04-pids'],
      checks: pidsChecks,
    },
    {
      id: 'io',
      title: {
        en: 'Disks: bytes and operations per second',
        zh: '磁盘：每秒字节数与操作数',
      },
      regions: ['lab-04-io'],
      checks: ioChecks,
    },
    {
      id: 'devices',
      title: {
        en: 'Devices: a list that is a program',
        zh: '设备：一份其实是程序的清单',
      },
      regions: ['lab-04-devices'],
      checks: devicesChecks,
    },
    {
      id: 'cpuset',
      title: {
        en: 'Which processors, which memory',
        zh: '哪些处理器，哪些内存节点',
      },
      regions: ['lab-04-cpuset'],
      checks: cpusetChecks,
    },
    {
      id: 'freezer',
      title: {
        en: 'Pause, and resume',
        zh: '暂停与恢复',
      },
      regions: ['lab-04-freeze'],
      checks: freezerChecks,
    },
    {
      id: 'stats',
      title: {
        en: 'What it used, as docker stats asks for it',
        zh: '它用掉了多少：docker stats 问的就是这些',
      },
      regions: ['lab-04-stats'],
      checks: statsChecks,
    },
    {
      id: 'cleanup',
      title: {
        en: 'Nothing is left, not even by those who fled',
        zh: '什么都不留下，逃走的进程也不例外',
      },
      regions: ['lab-04-remove'],
      checks: cleanupChecks,
    },
    {
      id: 'proc-lies',
      title: {
        en: 'Let /proc tell the truth about the limits',
        zh: '让 /proc 如实说出限制',
      },
      regions: ['lab-04-figures', 'lab-04-figures-mount'],
      checks: figuresChecks,
    },
  ],
  early: [weights],
  prompts,
  diagnoses,
  mistakes,
}
