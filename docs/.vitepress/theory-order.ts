/** The pages of theory in the order in which they are read, in groups. */
import type { Language } from './language.ts'

export interface TheoryGroup {
  readonly title: Readonly<Record<Language, string>>
  /** Names of files in `theory/`, without `.md`. */
  readonly pages: readonly string[]
}

export const THEORY: readonly TheoryGroup[] = [
  {
    title: { en: 'Where containers come from', zh: '容器从哪里来' },
    pages: ['bare-metal-to-containers', 'vm-or-container'],
  },
  {
    title: { en: 'What the kernel gives', zh: '内核提供了什么' },
    pages: [
      'namespaces',
      'cgroups',
      'union-filesystems',
      'security',
      'rootless',
    ],
  },
  {
    title: { en: 'Runtimes and engines', zh: '运行时与引擎' },
    pages: ['specifications', 'life-cycle', 'docker-architecture'],
  },
  {
    title: { en: 'Images', zh: '镜像' },
    pages: ['dockerfile', 'registries', 'content-trust'],
  },
  {
    title: { en: 'Data', zh: '数据' },
    pages: ['volumes', 'databases'],
  },
  {
    title: { en: 'Networks', zh: '网络' },
    pages: ['networks', 'packets', 'dns'],
  },
  {
    title: { en: 'More than one', zh: '不止一个' },
    pages: ['compose', 'multi-host', 'kubernetes'],
  },
]
