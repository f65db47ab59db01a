import t from 'tap'
import { cutFile, cutStarter, holesOf, regionsOfLab } from './starter.ts'
import { columnsOf } from './text/width.ts'

const PROMPTS = {
  'lab-01-root': 'Make it the root.\n1. Which call?\n2. And then?',
  'lab-03-pivot': 'Swap the roots.',
}

const ROOTFS = `/**
 * The root of a container.
 */
import { MNT_DETACH, MS_BIND } from '../sys/mounts.ts'
import type { Program } from '../sys/program.ts'

export function enterRoot(child: Program, rootfs: string): void {
  // #region lab-01-root
  child.chroot(rootfs)
  child.chdir('/')
  // #endregion lab-01-root
}

export function pivotRoot(child: Program): number {
  // #region lab-03-pivot
  child.mount('.', '.', null, MS_BIND, null)
  return MNT_DETACH
  // #endregion lab-03-pivot
}
`

t.test('cutFile() replaces the regions of its lab by prompts', async (t) => {
  t.equal(
    cutFile('linux/rootfs.ts', ROOTFS, { lab: 3, prompts: PROMPTS }),
    `/**
 * The root of a container.
 */
import { todo } from '../todo.ts'
import { MNT_DETACH, MS_BIND } from '../sys/mounts.ts'
import type { Program } from '../sys/program.ts'

export function enterRoot(child: Program, rootfs: string): void {
  child.chroot(rootfs)
  child.chdir('/')
}

export function pivotRoot(child: Program): number {
  // TODO(lab-03-pivot): Swap the roots.
  todo('lab-03-pivot')
}
`,
  )
})

t.test('cutFile() drops what later labs write, imports too', async (t) => {
  t.equal(
    cutFile('linux/rootfs.ts', ROOTFS, { lab: 1, prompts: PROMPTS }),
    `/**
 * The root of a container.
 */
import { todo } from '../todo.ts'
import type { Program } from '../sys/program.ts'

export function enterRoot(child: Program, rootfs: string): void {
  // TODO(lab-01-root): Make it the root.
  //   1. Which call?
  //   2. And then?
  todo('lab-01-root')
}

export function pivotRoot(child: Program): number {
}
`,
  )
})

t.test('cutFile() keeps the regions it is told to keep', async (t) => {
  const solved = cutFile('linux/rootfs.ts', ROOTFS, {
    lab: 3,
    prompts: PROMPTS,
    solved: new Set(['lab-03-pivot']),
  })
  t.notMatch(solved, /region|TODO|todo/)
  t.match(solved, /child\.chroot\(rootfs\)/)
  t.match(solved, /return MNT_DETACH/)
})

t.test('cutFile() empties earlier regions when told to', async (t) => {
  const cut = cutFile('linux/rootfs.ts', ROOTFS, {
    lab: 3,
    prompts: PROMPTS,
    emptied: new Set(['lab-01-root']),
  })
  t.same([...holesOf(cut).keys()], ['lab-01-root', 'lab-03-pivot'])
})

t.test('cutFile() imports todo only once, from where it is', async (t) => {
  const cut = { lab: 1, prompts: PROMPTS }
  const body = `// #region lab-01-root\nx()\n// #endregion lab-01-root\n`
  t.match(cutFile('a.ts', body, cut), /^import \{ todo \} from '\.\/todo\.ts'/)
  t.match(cutFile('a/b/c.ts', body, cut), /from '\.\.\/\.\.\/todo\.ts'/)
  const twice = cutFile(
    'a.ts',
    `import { todo } from './todo.ts'\n${body}`,
    cut,
  )
  t.equal(twice.match(/import/g)?.length, 1)
})

t.test('cutFile() wraps a prompt at 80 columns', async (t) => {
  const words = '把根目录换成容器的根文件系统，然后站到里面去。'.repeat(4)
  const cut = cutFile('linux/rootfs.ts', ROOTFS, {
    lab: 1,
    prompts: { 'lab-01-root': `${words}\n1. ${words}` },
  })
  const comment = cut.split('\n').filter((line) => /^ +\/\//.test(line))
  t.ok(comment.length >= 6)
  t.same(
    comment.filter((line) => columnsOf(line) > 80),
    [],
  )
})

t.test('cutFile() refuses a region without prompt', async (t) => {
  t.throws(() => cutFile('linux/rootfs.ts', ROOTFS, { lab: 1, prompts: {} }), {
    message: 'Expected a prompt for region "lab-01-root" but found none',
  })
})

for (const [fact, text] of [
  ['a.ts:1: region "lab-01-a" has no end', '// #region lab-01-a'],
  ['a.ts:1: "lab-01-a" ends where no region is open', '// #endregion lab-01-a'],
  [
    'a.ts:2: "lab-01-a" ends where "lab-01-b" is open',
    '// #region lab-01-b\n// #endregion lab-01-a',
  ],
  [
    'a.ts:2: "lab-01-b" begins inside "lab-01-a"',
    '// #region lab-01-a\n// #region lab-01-b',
  ],
  [
    'a.ts:1: expected a name as "lab-01-root" but found "root"',
    '// #region root',
  ],
  ['a.ts:1: no marker is written "// region lab-01-a"', '// region lab-01-a'],
  [
    'a.ts:3: region "lab-01-a" is there twice',
    '// #region lab-01-a\n// #endregion lab-01-a\n// #region lab-01-a',
  ],
] as const) {
  t.test(`cutFile() refuses markers: ${fact}`, async (t) => {
    t.throws(() => cutFile('a.ts', text, { lab: 1, prompts: PROMPTS }), {
      name: 'RegionError',
      message: fact,
    })
  })
}

t.test('holesOf() finds what a starter left open', async (t) => {
  const sources = new Map([['linux/rootfs.ts', ROOTFS]])
  const starter = cutStarter(sources, { lab: 1, prompts: PROMPTS })
  const text = starter.get('linux/rootfs.ts') ?? ''
  t.same([...holesOf(text)], [['lab-01-root', 8]])
  t.same(regionsOfLab(sources, 3), ['lab-03-pivot'])
})
