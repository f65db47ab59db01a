import t from 'tap'

import { parentsOf, writeCpio } from './cpio.ts'

/** Read an archive back: name, mode and data of each entry. */
function readCpio(archive: Buffer) {
  const entries: { name: string; mode: string; data: string }[] = []
  for (let at = 0; at < archive.length; ) {
    const field = (n: number) =>
      Number.parseInt(
        archive.toString('latin1', at + 6 + n * 8, at + 14 + n * 8),
        16,
      )
    t.equal(archive.toString('latin1', at, at + 6), '070701')
    const nameEnd = at + 110 + field(11)
    const name = archive.toString('utf8', at + 110, nameEnd - 1)
    const start = (nameEnd + 3) & ~3
    const data = archive.toString('utf8', start, start + field(6))
    entries.push({ name, mode: field(1).toString(8), data })
    at = (start + field(6) + 3) & ~3
  }
  return entries
}

t.test(
  'writeCpio() writes parents, files, links and the trailer',
  async (t) => {
    const archive = writeCpio([
      { path: 'bin/busybox', data: Buffer.from('elf'), mode: 0o755 },
      { path: 'bin/sh', link: 'busybox' },
      { path: 'init', data: Buffer.from('#!') },
    ])
    t.same(readCpio(archive), [
      { name: 'bin', mode: '40755', data: '' },
      { name: 'bin/busybox', mode: '100755', data: 'elf' },
      { name: 'bin/sh', mode: '120777', data: 'busybox' },
      { name: 'init', mode: '100644', data: '#!' },
      { name: 'TRAILER!!!', mode: '0', data: '' },
    ])
  },
)

t.test(
  'writeCpio() gives every entry an inode number of its own',
  async (t) => {
    const data = Buffer.from('x')
    const text = writeCpio([
      { path: 'a', data },
      { path: 'b', data },
    ]).toString('latin1')
    const numbers = [...text.matchAll(/070701([0-9a-f]{8})/g)].map((m) => m[1])
    t.equal(new Set(numbers).size, 3)
  },
)

t.test('parentsOf() puts outer directories first', async (t) => {
  t.same(parentsOf(['m/k/a.ko', 'init', 'm/order']), ['m', 'm/k'])
})
