import { join } from 'node:path'
import t from 'tap'

import {
  closureOf,
  filesBelow,
  findProgram,
  guestPath,
  parseLdd,
} from './closure.ts'
import { program } from './test/elf.ts'

t.test('parseLdd() takes every path once, of many programs', async (t) => {
  const output = `/usr/bin/cat:
	linux-vdso.so.1 (0x00007ffd)
	libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f1)
	/lib64/ld-linux-x86-64.so.2 (0x00007f2)
/usr/bin/busybox:
	not a dynamic executable
/usr/bin/ls:
	libgone.so.1 => not found
	libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f3)
`
  t.same(parseLdd(output), [
    '/lib/x86_64-linux-gnu/libc.so.6',
    '/lib64/ld-linux-x86-64.so.2',
  ])
})

t.test('guestPath() removes the tree and merges /usr', async (t) => {
  const tree = '/var/cache/labs/trees/ab'
  t.equal(guestPath(`${tree}/usr/sbin/runc`, tree), '/usr/sbin/runc')
  t.equal(guestPath(`${tree}/bin/ss`, tree), '/usr/bin/ss')
  t.equal(guestPath('/lib64/ld.so', null), '/usr/lib64/ld.so')
  t.equal(guestPath('/library/x', tree), '/library/x')
})

t.test(
  'filesBelow() knows what those of a tree are called there',
  async (t) => {
    const tree = t.testdir({ lib: { tc: { one: '', below: { two: '' } } } })
    t.same([...(await filesBelow(join(tree, 'lib/tc'), tree))].sort(), [
      ['/usr/lib/tc/below/two', join(tree, 'lib/tc/below/two')],
      ['/usr/lib/tc/one', join(tree, 'lib/tc/one')],
    ])
  },
)

t.test('closureOf() finds what is foreign in its tree alone', async (t) => {
  const library = Buffer.alloc(0)
  const tree = t.testdir({
    usr: {
      bin: { tool: program(), sh: t.fixture('symlink', '/bin/tool') },
      lib: { arm: { 'libc.so.6': library } },
    },
    bin: { tool: program() },
    lib: {
      'ld-linux-aarch64.so.1': t.fixture('symlink', 'arm/ld.so'),
      arm: { 'ld.so': library, 'libm.so.6': library },
    },
  })
  const libraryPath = [`${tree}/usr/lib/arm`, `${tree}/lib/arm`].join(':')
  const origin = { tree, libraryPath, foreign: true }
  const files = await closureOf([join(tree, 'usr/bin/sh')], origin)
  t.same([...files.keys()].sort(), [
    ...['/usr/bin/sh', '/usr/bin/tool', '/usr/lib/arm/ld.so'],
    ...['/usr/lib/arm/libc.so.6', '/usr/lib/arm/libm.so.6'],
    '/usr/lib/ld-linux-aarch64.so.1',
  ])
  for (const path of files.values()) t.ok(path.startsWith(tree), path)
})

t.test('findProgram() looks at no program of this computer', async (t) => {
  const tree = t.testdir({ usr: { bin: {} } })
  t.equal(findProgram('sh', tree)?.endsWith('/bin/sh'), true)
  t.equal(findProgram('sh', tree, true), null)
})
