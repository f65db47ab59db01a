import t from 'tap'
import { columnsOf } from '#checker/text/width.ts'
import {
  cutFile,
  cutStarter,
  holeLines,
  holesOf,
  regionsOfLab,
  regionTexts,
} from './starter.ts'

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

export function pivotRoot(child: Program): number {}
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

t.test('cutFile() leaves regions open with the lines told', async (t) => {
  const cut = cutFile('linux/rootfs.ts', ROOTFS, {
    lab: 3,
    prompts: PROMPTS,
    open: new Map([
      [
        'lab-01-root',
        ['  // TODO(lab-01-root): Mine.', "  todo('lab-01-root')"],
      ],
    ]),
  })
  t.same([...holesOf(cut).keys()], ['lab-01-root', 'lab-03-pivot'])
  t.match(cut, '  // TODO(lab-01-root): Mine.\n')
  t.match(cut, "import { todo } from '../todo.ts'\n")
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
    'a.ts:1: expected a name as "lab-01" or "lab-01-root" but found "root"',
    '// #region root',
  ],
  [
    'a.ts:2: "lab-02" begins inside "lab-01-a"',
    '// #region lab-01-a\n// #region lab-02',
  ],
  [
    'a.ts:2: "lab-02" begins inside "lab-02"',
    '// #region lab-02\n// #region lab-02',
  ],
  [
    'a.ts:2: "lab-03-a" begins inside "lab-02"',
    '// #region lab-02\n// #region lab-03-a',
  ],
  [
    'a.ts:3: "lab-02" ends where "lab-02-a" is open',
    '// #region lab-02\n// #region lab-02-a\n// #endregion lab-02',
  ],
  ['a.ts:1: region "lab-02" has no end', '// #region lab-02'],
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

const SWITCH = `import { CLONE_NEWTIME, CLONE_NEWUTS } from '../sys/flags.ts'
import { offsets } from './time.ts'

// #region lab-02
/** Times are told apart by {@link offsets}. */
const TIMES = ['monotonic']

// #endregion lab-02
export function flagOf(type: string): number {
  const table = {
    uts: CLONE_NEWUTS,
    // #region lab-02
    time: CLONE_NEWTIME,
    // #endregion lab-02
  }

  // #region lab-02
  if (TIMES.includes(type)) {
    // #region lab-02-time
    return offsets(type)
    // #endregion lab-02-time
  }

  // #endregion lab-02
  // #region lab-03
  if (type === 'idmap') return 0
  // #endregion lab-03
  return table.uts
}

// #region lab-03
export const last = 1
// #endregion lab-03
`

t.test('cutFile() leaves scaffolding out before its lab', async (t) => {
  const cut = cutFile('linux/flags.ts', SWITCH, { lab: 1, prompts: {} })
  t.equal(
    cut,
    `import { CLONE_NEWUTS } from '../sys/flags.ts'

export function flagOf(type: string): number {
  const table = {
    uts: CLONE_NEWUTS,
  }

  return table.uts
}
`,
  )
})

t.test('cutFile() puts a hole into the scaffolding of its lab', async (t) => {
  const cut = { lab: 2, prompts: { 'lab-02-time': 'Now.' } }
  t.equal(
    cutFile('linux/flags.ts', SWITCH, cut),
    `import { todo } from '../todo.ts'
import { CLONE_NEWTIME, CLONE_NEWUTS } from '../sys/flags.ts'
import { offsets } from './time.ts'

/** Times are told apart by {@link offsets}. */
const TIMES = ['monotonic']

export function flagOf(type: string): number {
  const table = {
    uts: CLONE_NEWUTS,
    time: CLONE_NEWTIME,
  }

  if (TIMES.includes(type)) {
    // TODO(lab-02-time): Now.
    todo('lab-02-time')
  }

  return table.uts
}
`,
  )
})

t.test('cutFile() keeps scaffolding of earlier labs', async (t) => {
  const cut = cutFile('linux/flags.ts', SWITCH, { lab: 3, prompts: {} })
  t.equal(cut, SWITCH.replaceAll(/^ *\/\/ #(end)?region .*\n/gm, ''))
  t.same(regionsOfLab(new Map([['f.ts', SWITCH]]), 2), ['lab-02-time'])
  t.same(regionTexts(new Map([['f.ts', SWITCH]]), 2), [
    { path: 'f.ts', name: 'lab-02-time', text: 'return offsets(type)' },
  ])
})

t.test('cutFile() prints on one line what fits there now', async (t) => {
  const later = '  // #region lab-02\n  later,\n  // #endregion lab-02\n'
  const item = `  '${'a'.repeat(30)}',\n`
  const text = `const short = [
  'a',
  ...rest,
${later}] as const
const empty = [
${later}]
const long = [
${item}${item}${item}${later}]
const calls = [
  f(a, 'b'),
${later}]
`
  const cut = cutFile('x.ts', text, { lab: 1, prompts: {} })
  t.match(cut, "const short = ['a', ...rest] as const\nconst empty = []\n")
  t.match(cut, `const long = [\n${item}`)
  t.match(cut, 'const calls = [\n')
  t.match(cutFile('x.ts', text, { lab: 2, prompts: {} }), 'short = [\n')
})

t.test('cutFile() takes a comment for no use of an import', async (t) => {
  const text = `import { a } from './a.ts'
import { b } from './b.ts'

const url = 'http://' + b
// #region lab-02
a()
// #endregion lab-02
// a() comes later, \`a\` too
/* a */
`
  t.notMatch(cutFile('x.ts', text, { lab: 1, prompts: {} }), /import \{ a \}/)
  t.match(cutFile('x.ts', text, { lab: 1, prompts: {} }), /import \{ b \}/)
})

t.test('cutStarter() leaves out files that no program needs', async (t) => {
  const sources = new Map([
    ['cli/mini-runc.ts', `import { run } from '../run.ts'\nrun()\n`],
    [
      'run.ts',
      `import type { Later } from './later.ts'
export const run = async () => {
  await import('./lazy.ts')
  // #region lab-02
  const later: Later = await import('./later-still.ts')
  // #endregion lab-02
}
`,
    ],
    ['lazy.ts', `import './side.ts'\n`],
    ['side.ts', ''],
    ['later.ts', `export type { Later } from './far.ts'\n`],
    ['later-still.ts', ''],
    ['far.ts', ''],
  ])
  const files = (lab: number) => [
    ...cutStarter(sources, { lab, prompts: {} }).keys(),
  ]
  t.same(files(1), ['cli/mini-runc.ts', 'run.ts', 'lazy.ts', 'side.ts'])
  t.same(files(2), [...sources.keys()])
})

t.test('cutStarter() brings a program with the lab it begins in', async (t) => {
  const sources = new Map([
    ['cli/mini-runc.ts', ''],
    ['cli/mini-layers.ts', `import '../unpack.ts'\n`],
    ['cli/mini-cni.ts', `import '../lease.ts'\n`],
    ['unpack.ts', ''],
    ['lease.ts', ''],
  ])
  const files = (lab: number) => [
    ...cutStarter(sources, { lab, prompts: {} }).keys(),
  ]
  t.same(files(4), ['cli/mini-runc.ts'])
  t.same(files(5), ['cli/mini-runc.ts', 'cli/mini-layers.ts', 'unpack.ts'])
  t.same(files(6), [...sources.keys()])
})

t.test('holesOf() finds what a starter left open', async (t) => {
  const sources = new Map([['linux/rootfs.ts', ROOTFS]])
  const starter = cutStarter(sources, { lab: 1, prompts: PROMPTS })
  const text = starter.get('linux/rootfs.ts') ?? ''
  t.same([...holesOf(text)], [['lab-01-root', 8]])
  t.same(holeLines(text).get('lab-01-root'), [
    '  // TODO(lab-01-root): Make it the root.',
    '  //   1. Which call?',
    '  //   2. And then?',
    "  todo('lab-01-root')",
  ])
  t.same(regionsOfLab(sources, 3), ['lab-03-pivot'])
})
