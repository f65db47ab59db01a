import type { Lab } from '#checker/lab.ts'
import { escapeChecks, hostChecks } from './checks-escape.ts'
import { programChecks } from './checks-program.ts'
import { rootChecks } from './checks-root.ts'
import { statusChecks } from './checks-status.ts'
import { diagnoses } from './diagnoses.ts'
import { escapeProgram } from './fugitive.ts'
import { mistakes } from './mistakes.ts'
import { prompts } from './prompts.ts'

/** Lab 01: a process believes its root. */
export const lab: Lab = {
  id: '01-chroot',
  number: 1,
  title: {
    en: 'chroot: a process believes its root',
    zh: 'chroot：让进程相信它的根目录',
  },
  summary: {
    en: 'Start the program of a bundle with another directory as its root, then break out.',
    zh: '以另一个目录为根启动 bundle 里的程序，然后从中逃出来。',
  },
  minutes: 90,
  steps: [
    {
      id: 'exec',
      title: {
        en: 'Start the program, as the bundle says',
        zh: '按 bundle 的描述启动程序',
      },
      regions: [
        'lab-01-bundle',
        'lab-01-exec',
        'lab-01-descriptors',
        'lab-01-status',
      ],
      checks: [...programChecks, ...statusChecks],
    },
    {
      id: 'root',
      title: {
        en: 'Give it another root',
        zh: '给它另一个根目录',
      },
      regions: ['lab-01-root'],
      checks: rootChecks,
    },
    {
      id: 'escape',
      title: {
        en: 'Get out again',
        zh: '再逃出来',
      },
      regions: ['lab-01-escape'],
      checks: escapeChecks,
    },
    {
      id: 'host',
      title: {
        en: 'Leave the host as it was',
        zh: '让宿主机保持原样',
      },
      regions: [],
      checks: hostChecks,
    },
  ],
  early: [escapeProgram],
  prompts,
  diagnoses,
  mistakes,
}
