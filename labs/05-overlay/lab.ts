import type { Lab } from '#checker/lab.ts'
import { changed } from './changed.ts'
import { commitChecks } from './checks-commit.ts'
import { copyUpChecks } from './checks-copy-up.ts'
import { diffChecks } from './checks-diff.ts'
import { initChecks } from './checks-init.ts'
import { mountChecks } from './checks-mount.ts'
import { sharingChecks } from './checks-sharing.ts'
import { unpackChecks } from './checks-unpack.ts'
import { whiteoutChecks } from './checks-whiteout.ts'
import { diagnoses } from './diagnoses.ts'
import { erased } from './erased.ts'
import { mistakes } from './mistakes.ts'
import { prompts } from './prompts.ts'
import { stacked } from './stacked.ts'

/** Lab 05: layers, and the folder that is seen through them. */
export const lab: Lab = {
  id: '05-overlay',
  number: 5,
  title: {
    en: 'overlay: an image is a stack of folders',
    zh: 'overlay：镜像就是一摞目录',
  },
  summary: {
    en: 'Stack read-only layers, catch what changes in one of its own, and pack that as a layer.',
    zh: '叠起只读的层，把改动收进单独的一层，再把它打包成新的层。',
  },
  minutes: 180,
  parts: ['layers'],
  steps: [
    {
      id: 'mount',
      title: {
        en: 'Several folders, seen as one',
        zh: '几个目录，看成一个',
      },
      regions: ['lab-05-layers', 'lab-05-mount'],
      checks: mountChecks,
    },
    {
      id: 'copy-up',
      title: {
        en: 'What is changed is copied up first',
        zh: '改动之前先复制上来',
      },
      regions: ['lab-05-upper'],
      checks: copyUpChecks,
    },
    {
      id: 'whiteout',
      title: {
        en: 'Deleted is something, too',
        zh: '“删除”也是一样东西',
      },
      regions: ['lab-05-whiteout', 'lab-05-opaque'],
      checks: whiteoutChecks,
    },
    {
      id: 'diff',
      title: {
        en: 'What it changed, in three letters',
        zh: '改了什么：三个字母',
      },
      regions: ['lab-05-diff'],
      checks: diffChecks,
    },
    {
      id: 'commit',
      title: {
        en: 'The upper folder becomes a layer',
        zh: 'upper 目录变成一层',
      },
      regions: ['lab-05-commit', 'lab-05-digest'],
      checks: commitChecks,
    },
    {
      id: 'unpack',
      title: {
        en: 'A layer becomes files, and stays inside',
        zh: '层变回文件，而且不许越界',
      },
      regions: ['lab-05-unpack', 'lab-05-unpack-whiteout', 'lab-05-inside'],
      checks: unpackChecks,
    },
    {
      id: 'init-layer',
      title: {
        en: "What is each container's own",
        zh: '每个容器自己的那一份',
      },
      regions: ['lab-05-init'],
      checks: initChecks,
    },
    {
      id: 'sharing',
      title: {
        en: 'Many containers, one image',
        zh: '许多容器，一个镜像',
      },
      regions: [],
      checks: sharingChecks,
    },
  ],
  early: [stacked, changed, erased],
  prompts,
  diagnoses,
  mistakes,
}
