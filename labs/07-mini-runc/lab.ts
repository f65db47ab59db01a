import type { Lab } from '#checker/lab.ts'
import { capabilitiesChecks } from './checks-capabilities.ts'
import { crashChecks } from './checks-crash.ts'
import { execChecks } from './checks-exec.ts'
import { finaleChecks } from './checks-finale.ts'
import { hooksChecks } from './checks-hooks.ts'
import { lifecycleChecks } from './checks-lifecycle.ts'
import { seccompChecks } from './checks-seccomp.ts'
import { terminalChecks } from './checks-terminal.ts'
import { userChecks } from './checks-user.ts'
import { diagnoses } from './diagnoses.ts'
import { life } from './life.ts'
import { mistakes } from './mistakes.ts'
import { prompts } from './prompts.ts'
import { wrecks } from './wrecks.ts'

/** Lab 07: a runtime that others can use, from `create` to `delete`. */
export const lab: Lab = {
  id: '07-mini-runc',
  number: 7,
  title: {
    en: 'mini-runc: the whole life of a container',
    zh: 'mini-runc：容器的一生',
  },
  summary: {
    en: 'Create, start, kill and delete as runc does, with hooks, rights, seccomp, terminals and exec.',
    zh: '像 runc 一样创建、启动、杀死和删除容器，并支持钩子、权限、seccomp、终端和 exec。',
  },
  minutes: 300,
  steps: [
    {
      id: 'lifecycle',
      title: {
        en: 'Created is not yet started',
        zh: '创建好了，还没有启动',
      },
      regions: ['lab-07-create-wait', 'lab-07-start', 'lab-07-status'],
      checks: lifecycleChecks,
    },
    {
      id: 'hooks',
      title: {
        en: 'Programs that are called along the way',
        zh: '沿途调用的程序',
      },
      regions: ['lab-07-hooks'],
      checks: hooksChecks,
    },
    {
      id: 'user',
      title: {
        en: 'Who the program is, and what it may use up',
        zh: '程序是谁，能用多少',
      },
      regions: ['lab-07-user', 'lab-07-rlimits', 'lab-07-sysctl'],
      checks: userChecks,
    },
    {
      id: 'capabilities',
      title: {
        en: 'Root in pieces',
        zh: '拆成一块块的 root',
      },
      regions: ['lab-07-capabilities'],
      checks: capabilitiesChecks,
    },
    {
      id: 'seccomp',
      title: {
        en: 'System calls that are not to be had',
        zh: '不给用的系统调用',
      },
      regions: ['lab-07-filter', 'lab-07-seccomp', 'lab-07-no-new-privileges'],
      checks: seccompChecks,
    },
    {
      id: 'terminal',
      title: {
        en: 'A terminal, handed over a socket',
        zh: '通过套接字交出去的终端',
      },
      regions: ['lab-07-terminal', 'lab-07-console-socket'],
      checks: terminalChecks,
    },
    {
      id: 'exec',
      title: {
        en: 'One more process inside',
        zh: '里面再来一个进程',
      },
      regions: ['lab-07-exec-process'],
      checks: execChecks,
    },
    {
      id: 'crash',
      title: {
        en: 'Killed halfway, and still tidied up',
        zh: '中途被杀，照样收拾干净',
      },
      regions: [],
      checks: crashChecks,
    },
    {
      id: 'finale',
      title: {
        en: 'Docker runs on it',
        zh: 'Docker 跑在它上面',
      },
      regions: [],
      checks: finaleChecks,
      isMachine: true,
    },
  ],
  early: [life, wrecks],
  prompts,
  diagnoses,
  mistakes,
}
