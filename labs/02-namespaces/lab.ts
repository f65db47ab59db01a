import type { Lab } from '#checker/lab.ts'
import { cgroupChecks, timeChecks } from './checks-cgroup-time.ts'
import { ipcChecks } from './checks-ipc.ts'
import { hostChecks, joinChecks } from './checks-join.ts'
import { mountChecks } from './checks-mount.ts'
import { networkChecks } from './checks-network.ts'
import { pidChecks } from './checks-pid.ts'
import { userChecks } from './checks-user.ts'
import { utsChecks } from './checks-uts.ts'
import { diagnoses } from './diagnoses.ts'
import { host } from './host.ts'
import { mistakes } from './mistakes.ts'
import { prompts } from './prompts.ts'

/** Lab 02: each global resource, made private. */
export const lab: Lab = {
  id: '02-namespaces',
  number: 2,
  title: {
    en: 'Namespaces: each global resource, made private',
    zh: '命名空间：把每种全局资源变成私有的',
  },
  summary: {
    en: 'Give the container a name, processes, mounts, a network, users and clocks of its own, one at a time.',
    zh: '一步一步地让容器拥有自己的名字、进程、挂载、网络、用户和时钟。',
  },
  minutes: 240,
  steps: [
    {
      id: 'uts',
      title: { en: 'A name of its own', zh: '自己的名字' },
      regions: ['lab-02-flags', 'lab-02-uts'],
      checks: utsChecks,
    },
    {
      id: 'ipc',
      title: {
        en: 'Memory and queues of its own',
        zh: '自己的共享内存和消息队列',
      },
      regions: [],
      checks: ipcChecks,
    },
    {
      id: 'pid',
      title: { en: 'Process number 1', zh: '1 号进程' },
      regions: ['lab-02-init'],
      checks: pidChecks,
    },
    {
      id: 'mount',
      title: { en: 'Mounts that nobody else sees', zh: '别人看不到的挂载' },
      regions: ['lab-02-propagation'],
      checks: mountChecks,
    },
    {
      id: 'network',
      title: { en: 'A network of its own', zh: '自己的网络' },
      regions: ['lab-02-loopback'],
      checks: networkChecks,
    },
    {
      id: 'user',
      title: {
        en: 'Root inside, nobody outside',
        zh: '里面是 root，外面什么都不是',
      },
      regions: ['lab-02-id-maps', 'lab-02-become-root'],
      checks: userChecks,
    },
    {
      id: 'cgroup',
      title: { en: 'A root of its own for cgroups', zh: '自己的 cgroup 根' },
      regions: ['lab-02-cgroup'],
      checks: cgroupChecks,
    },
    {
      id: 'time',
      title: { en: 'Clocks of its own', zh: '自己的时钟' },
      regions: ['lab-02-time'],
      checks: timeChecks,
    },
    {
      id: 'join',
      title: { en: 'Enter what is there already', zh: '加入已有的命名空间' },
      regions: ['lab-02-join', 'lab-02-exec'],
      checks: joinChecks,
    },
    {
      id: 'host',
      title: { en: 'Leave the host as it was', zh: '让宿主机保持原样' },
      regions: [],
      checks: hostChecks,
    },
  ],
  early: [host],
  prompts,
  diagnoses,
  mistakes,
}
