import type { Lab } from '#checker/lab.ts'
import { triedEscape } from './captive-escape.ts'
import { bindChecks } from './checks-binds.ts'
import { devChecks } from './checks-dev.ts'
import { escapeChecks } from './checks-escape.ts'
import { hideChecks } from './checks-hide.ts'
import { hostChecks } from './checks-host.ts'
import { mountChecks } from './checks-mounts.ts'
import { pivotChecks } from './checks-pivot.ts'
import { diagnoses } from './diagnoses.ts'
import { equipped } from './equipped.ts'
import { furnished } from './furnished.ts'
import { mistakes } from './mistakes.ts'
import { prompts } from './prompts.ts'
import { veiled } from './veiled.ts'
import { wanderer } from './wanderer.ts'

/** Lab 03: what a container sees of the file system. */
export const lab: Lab = {
  id: '03-rootfs',
  number: 3,
  title: {
    en: 'rootfs: a root without a way back',
    zh: 'rootfs：一个回不去的根',
  },
  summary: {
    en: 'Swap the root for good, attach every mount, make a /dev, hide what nobody should see.',
    zh: '彻底换掉根目录，挂上每一个挂载，造出 /dev，把不该看见的藏起来。',
  },
  minutes: 150,
  steps: [
    {
      id: 'pivot',
      title: {
        en: 'Swap the root, and let go of the old one',
        zh: '换掉根，并放开旧的根',
      },
      regions: ['lab-03-pivot'],
      checks: [...pivotChecks, ...escapeChecks],
    },
    {
      id: 'mounts',
      title: {
        en: 'Attach what the bundle asks for',
        zh: '挂上 bundle 要求的一切',
      },
      regions: [
        'lab-03-destination',
        'lab-03-bind',
        'lab-03-filesystem',
        'lab-03-attach',
      ],
      checks: [...mountChecks, ...bindChecks],
    },
    {
      id: 'dev',
      title: {
        en: 'A /dev of its own',
        zh: '自己的 /dev',
      },
      regions: ['lab-03-devices', 'lab-03-dev-links'],
      checks: devChecks,
    },
    {
      id: 'hide',
      title: {
        en: 'Hide, and protect',
        zh: '隐藏与保护',
      },
      regions: [
        'lab-03-masked',
        'lab-03-read-only-paths',
        'lab-03-read-only-root',
        'lab-03-propagation',
      ],
      checks: hideChecks,
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
  early: [triedEscape, furnished, equipped, veiled, wanderer],
  prompts,
  diagnoses,
  mistakes,
}
