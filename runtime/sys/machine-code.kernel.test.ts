// The bytes are what an assembler makes of the text beside them.
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { bytesOf, type Listing } from './listing.ts'
import { entryListing, spawnListing } from './machine-code.ts'
import type { Arch } from './syscall-numbers.ts'

const PREFIX = {
  x64: 'x86_64-linux-gnu-',
  arm64: 'aarch64-linux-gnu-',
}
const SYNTAX = { x64: '.intel_syntax noprefix\n', arm64: '' }
const TABLE = 0x10001234n
const CONTROL = 0x7fff_ffff_1230n

function assemble(folder: string, arch: Arch, listing: Listing): Buffer {
  const [source, object, binary] = ['s', 'o', 'bin'].map((extension) =>
    join(folder, `code.${extension}`),
  ) as [string, string, string]
  const lines = listing.map(([, text]) => text)
  writeFileSync(source, `${SYNTAX[arch]}${lines.join('\n')}\n`)
  execFileSync(`${PREFIX[arch]}as`, [source, '-o', object])
  execFileSync(`${PREFIX[arch]}objcopy`, [
    ...['-O', 'binary', '-j', '.text'],
    object,
    binary,
  ])
  return readFileSync(binary)
}

for (const arch of ['x64', 'arm64'] as const) {
  t.test(`${arch}: what starts a child is as listed`, async (t) => {
    const listing = spawnListing(arch)
    const assembled = assemble(t.testdir(), arch, listing)
    t.equal(bytesOf(listing).toString('hex'), assembled.toString('hex'))
  })

  t.test(`${arch}: what starts an executable is as listed`, async (t) => {
    const listing = entryListing(arch, TABLE, CONTROL)
    const assembled = assemble(t.testdir(), arch, listing)
    t.equal(bytesOf(listing).toString('hex'), assembled.toString('hex'))
  })
}

t.test('labels have no bytes, and all else has', async (t) => {
  for (const arch of ['x64', 'arm64'] as const)
    for (const [bytes, text] of spawnListing(arch))
      t.equal(bytes === '', text.endsWith(':'), text)
})
