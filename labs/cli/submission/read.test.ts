import { execFileSync } from 'node:child_process'
import { truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { constants, deflateRawSync, gunzipSync, gzipSync } from 'node:zlib'
import t, { type Test } from 'tap'
import { extract } from 'tar-stream'
import { Seed } from '#checker/seed.ts'
import { sha256 } from '../sha256.ts'
import { isSignatureValid } from './attempt.ts'
import { LIMITS } from './limits.ts'
import { MANIFEST, type SourceFile } from './manifest.ts'
import { packSubmission } from './pack.ts'
import { parseSubmission, readSubmission } from './read.ts'
import {
  archiveOf,
  type Entry,
  entriesOf,
  manifestOf,
  PARTICULARS,
  SOURCES,
  signedAttempt,
  tarOf,
} from './test/archives.ts'

/** Whole ones first. */

t.test('what is packed can be read', async (t) => {
  const { archive, manifest } = await packSubmission(PARTICULARS, SOURCES)
  const file = join(t.testdir({}), 'ada-01-chroot.labs.tgz')
  writeFileSync(file, archive)
  const submission = await readSubmission(file)
  t.same(submission.manifest, manifest)
  t.same(
    [...submission.files],
    SOURCES.map(({ path, bytes }) => [path, bytes]),
  )
  t.equal(submission.sha256, sha256(archive))
})

t.test('a signature survives the journey', async (t) => {
  const attempt = signedAttempt(t.testdir({}), 'a'.repeat(64))
  const { archive } = await packSubmission({ ...PARTICULARS, attempt }, SOURCES)
  const { manifest } = await parseSubmission(archive)
  t.same(manifest.attempt, attempt)
  t.ok(manifest.attempt && isSignatureValid(manifest.attempt))
})

t.test(
  'a tampered attempt is read, and its signature is not valid',
  async (t) => {
    const { attempt, ...signed } = signedAttempt(t.testdir({}), 'a'.repeat(64))
    const tampered = { ...signed, attempt: { ...attempt, hints: 0 } }
    const text = await manifestOf((manifest) => ({
      ...manifest,
      attempt: tampered,
    }))
    const entries = [{ name: MANIFEST, text }, ...entriesOf(SOURCES)]
    const { manifest } = await parseSubmission(gzipSync(await tarOf(entries)))
    t.equal(manifest.attempt && isSignatureValid(manifest.attempt), false)
  },
)

t.test('the same files are the same bytes', async (t) => {
  const { archive } = await packSubmission(PARTICULARS, SOURCES)
  const again = await packSubmission(PARTICULARS, SOURCES.toReversed())
  t.ok(archive.equals(again.archive))
  const headers = extract()
  headers.end(gunzipSync(archive))
  for await (const entry of headers) {
    const { uid, gid, mode, mtime } = entry.header
    t.same([uid, gid, mode, mtime.getTime()], [0, 0, 0o644, 0])
    entry.resume()
  }
  // Magic, method, flags; no time; best compression, no system.
  t.equal(archive.toString('hex', 0, 10), '1f8b08000000000002ff')
})

t.test('tar(1) reads it, too', async (t) => {
  const { archive } = await packSubmission(PARTICULARS, SOURCES)
  const list = execFileSync('tar', ['tzf', '-'], { input: archive })
  const names = [MANIFEST, ...SOURCES.map(({ path }) => path)]
  t.same(list.toString().trim().split('\n'), names)
})

t.test('whatever files there are, they come out again', async (t) => {
  for (let round = 0; round < 60; round++) {
    const seed = new Seed()
    const sources = randomSources(seed)
    const { archive, manifest } = await packSubmission(PARTICULARS, sources)
    const submission = await parseSubmission(archive)
    t.same(submission.manifest, manifest, seed.text)
    t.equal(submission.files.size, sources.length)
    for (const { path, bytes } of sources)
      t.ok(submission.files.get(path)?.equals(bytes), `${seed.text} ${path}`)
  }
})

/** Up to a dozen files: names short and long, in any script; bytes of any kind. */
function randomSources(seed: Seed): SourceFile[] {
  const words = ['a', 'B b', '层', 'ümlaut', 'x'.repeat(60), '-_+@', 'é', '𝕊']
  const count = seed.int('count', 0, 12)
  return Array.from({ length: count }, (_, at) => {
    const depth = seed.int(`depth ${at}`, 0, 1)
    const name = (part: number) => seed.pick(`${at} ${part}`, words as never)
    const folders = Array.from({ length: depth }, (_, part) => name(part))
    const path = ['runtime', ...folders, `${name(9)}${at}.ts`].join('/')
    const size = seed.int(`size ${at}`, 0, 3) * seed.int(`step ${at}`, 0, 700)
    const filling = Buffer.alloc(size, seed.hex(`bytes ${at}`, 16), 'hex')
    return { path, bytes: filling }
  })
}

/** Then the others. */

/** As much of a SubmissionError as a test wants to see. */
type Fault = { name: string } | { code: string; facts?: object }

const refuses = async (t: Test, archive: Buffer, want: Fault, what = '') =>
  await t.rejects(parseSubmission(archive), want, what)

t.test('bytes that are no archive', async (t) => {
  const code = 'NOT_AN_ARCHIVE'
  const tar = await tarOf([{ name: MANIFEST, text: await manifestOf() }])
  await refuses(t, Buffer.alloc(0), { code }, 'nothing')
  await refuses(t, Buffer.from('PK\u0003\u0004, a zip'), { code }, 'a zip')
  await refuses(t, tar, { code }, 'a tar that a browser unpacked')
  await refuses(t, gzipSync('no tar'.repeat(200)), { code }, 'no tar inside')
  const damaged = gzipSync(tar)
  damaged.writeUInt32LE(0, damaged.length - 8)
  await refuses(t, damaged, { code }, 'a wrong checksum')
  await refuses(t, gzipSync(''), { code: 'TRUNCATED' }, 'an empty tar')
  const empty = gzipSync(Buffer.alloc(1024))
  await refuses(t, empty, { code: 'MANIFEST_MISSING' }, 'a tar of nothing')
})

t.test('every beginning of an archive is refused', async (t) => {
  const { archive } = await packSubmission(PARTICULARS, SOURCES)
  for (let size = 0; size < archive.length; size += 7)
    await refuses(
      t,
      archive.subarray(0, size),
      { name: 'SubmissionError' },
      `${size}`,
    )
  const tar = gunzipSync(archive)
  for (let size = 0; size < tar.length; size += 256)
    await refuses(
      t,
      gzipSync(tar.subarray(0, size)),
      { name: 'SubmissionError' },
      `${size} of the tar`,
    )
})

t.test('no flipped byte changes what is read', async (t) => {
  const { archive } = await packSubmission(PARTICULARS, SOURCES)
  const whole = await parseSubmission(archive)
  const tar = gunzipSync(archive)
  for (let round = 0; round < 300; round++) {
    const seed = new Seed()
    const flipped = Buffer.from(tar)
    const at = seed.int('at', 0, tar.length - 1)
    flipped[at] = (flipped[at] ?? 0) ^ seed.int('bits', 1, 255)
    await parseSubmission(gzipSync(flipped)).then(
      ({ manifest, files }) =>
        t.same(
          [manifest.files, [...files]],
          [whole.manifest.files, [...whole.files]],
        ),
      (error) => t.equal(error.name, 'SubmissionError', `${at}: ${error}`),
    )
  }
})

t.test('names that lead out, and names that are none', async (t) => {
  for (const [name, code] of [
    ['../evil.ts', 'PATH_LEAVES'],
    ['runtime/../../evil.ts', 'PATH_LEAVES'],
    ['/root/.ssh/evil.ts', 'PATH_LEAVES'],
    ['runtime\\..\\evil.ts', 'PATH_LEAVES'],
    [`runtime/${'x'.repeat(120)}/../../../evil.ts`, 'PATH_LEAVES'],
    ['runtime/evil.sh', 'PATH_INVALID'],
    ['runtime/.git/hooks/evil.ts', 'PATH_INVALID'],
    ['package.json', 'PATH_INVALID'],
    ['runtime/\u001b]0;evil\u0007.ts', 'PATH_INVALID'],
    [MANIFEST, 'PATH_INVALID'],
  ] as const) {
    const archive = await archiveOf([{ name, text: 'evil' }])
    await refuses(t, archive, { code }, name)
  }
})

t.test('a record of PAX renames nothing unseen', async (t) => {
  const pax = { path: 'runtime/a\0/../../evil.ts' }
  const archive = await archiveOf([{ name: 'runtime/a.ts', pax, text: '' }])
  await refuses(t, archive, { code: 'PATH_LEAVES' })
})

t.test('what is not a plain file', async (t) => {
  const name = 'runtime/odd.ts'
  const linkname = '/etc/passwd'
  const odd: Entry[] = [
    { name, type: 'symlink', linkname },
    { name, type: 'link', linkname: 'runtime/cli/mini-runc.ts' },
    { name, type: 'character-device', devmajor: 1, devminor: 5 },
    { name, type: 'block-device', devmajor: 8, devminor: 0 },
    { name, type: 'fifo' },
    { name: 'runtime/', type: 'directory' },
    { name, type: 'file', linkname, text: 'both' },
  ]
  for (const entry of odd)
    await refuses(
      t,
      await archiveOf([entry]),
      { code: 'NOT_A_FILE' },
      entry.type,
    )
})

t.test('a name that comes twice, in any spelling', async (t) => {
  const [first] = entriesOf(SOURCES) as [Entry]
  for (const name of [
    first.name,
    'runtime/CLI/Mini-runc.ts',
    'runtime/cli.ts/a.ts',
  ])
    await refuses(
      t,
      await archiveOf([first, { name: 'runtime/cli.ts' }, { name }]),
      { code: 'DUPLICATE_PATH' },
      name,
    )
})

t.test('a manifest that is missing, or not the first', async (t) => {
  const code = 'MANIFEST_MISSING'
  const text = await manifestOf()
  const late = [...entriesOf(SOURCES), { name: MANIFEST, text }]
  await refuses(t, gzipSync(await tarOf(late)), { code })
  const elsewhere = [{ name: `./${MANIFEST}`, text }]
  await refuses(t, gzipSync(await tarOf(elsewhere)), { code })
})

t.test('files that are not those of the manifest', async (t) => {
  const honest = entriesOf(SOURCES)
  const change = (at: number, text: string) =>
    honest.map((entry, index) => (index === at ? { ...entry, text } : entry))
  const path = 'runtime/linux/rootfs.ts'
  const other = await archiveOf(change(2, 'export const root = 2\n'))
  await refuses(t, other, { code: 'FILE_CHANGED', facts: { path } }, 'a byte')
  const longer = await archiveOf(change(2, 'export const root = 1\n\n'))
  await refuses(t, longer, { code: 'FILE_CHANGED' }, 'a byte more')
  const less = await archiveOf(honest.slice(0, 2))
  await refuses(t, less, { code: 'FILE_MISSING', facts: { path } })
  const more = await archiveOf([...honest, { name: 'runtime/z.ts' }])
  await refuses(t, more, {
    code: 'FILE_UNKNOWN',
    facts: { path: 'runtime/z.ts' },
  })
  const turned = await archiveOf(honest.toReversed())
  await refuses(t, turned, { code: 'FILE_UNKNOWN' }, 'another order')
})

t.test('something behind the end', async (t) => {
  const code = 'TRAILING_DATA'
  const { archive } = await packSubmission(PARTICULARS, SOURCES)
  const tar = gunzipSync(archive)
  const behind = (bytes: Buffer) => gzipSync(Buffer.concat([tar, bytes]))
  const entry = await tarOf([{ name: 'runtime/z.ts', text: 'z' }])
  for (const [what, bytes] of [
    ['a byte', Buffer.concat([archive, Buffer.from('x')])],
    ['a gzip', Buffer.concat([archive, gzipSync('x')])],
    ['an empty gzip', Buffer.concat([archive, gzipSync('')])],
    ['a file behind the end of the tar', behind(entry)],
    ['text behind the end of the tar', behind(Buffer.alloc(512, 'x'))],
    ['a single byte there', behind(Buffer.from('x'))],
    ['more zeros than anybody writes', behind(Buffer.alloc(16_384))],
    ['text in the padding', inPadding(tar)],
  ] as const)
    await refuses(t, bytes, { code }, what)
  const padded = await parseSubmission(behind(Buffer.alloc(9_216)))
  t.equal(padded.files.size, SOURCES.length, 'tar(1) fills up, and may')
})

/** The last file is short, and its block has room. */
function inPadding(tar: Buffer): Buffer {
  const changed = Buffer.from(tar)
  changed.write('hidden', changed.length - 1024 - 100)
  return gzipSync(changed)
}

t.test('what is too large', async (t) => {
  const code = 'TOO_LARGE'
  const file = join(t.testdir({ huge: '' }), 'huge')
  truncateSync(file, LIMITS.archive + 1)
  await t.rejects(readSubmission(file), { code, facts: { what: 'huge' } })

  const name = 'runtime/large.ts'
  const large = { name, text: Buffer.alloc(LIMITS.file + 1) }
  const facts = { what: name, most: LIMITS.file }
  await refuses(t, await archiveOf([large]), { code, facts })
  const manifest = { name: MANIFEST, text: Buffer.alloc(LIMITS.manifest + 1) }
  await refuses(t, gzipSync(await tarOf([manifest])), { code })

  const many = Array.from({ length: LIMITS.files + 1 }, (_, at) => ({
    name: `runtime/${at}.ts`,
  }))
  await refuses(t, await archiveOf(many), { code: 'TOO_MANY_FILES' })
})

t.test('a header that promises more than there is', async (t) => {
  const tar = await tarOf([{ name: MANIFEST, text: '{}' }])
  for (const [size, code] of [
    [LIMITS.manifest, 'TRUNCATED'],
    [2 ** 40, 'TOO_LARGE'],
  ] as const) {
    const lying = withSize(tar, size)
    await refuses(t, gzipSync(lying), { code }, `${size}`)
  }
})

/** The first header with another size, and a checksum that fits. */
function withSize(tar: Buffer, size: number): Buffer {
  const changed = Buffer.from(tar)
  changed.fill(0, 124, 136)
  // Base 256: the first bit set, then the number.
  changed[124] = 0x80
  changed.writeUIntBE(size, 130, 6)
  changed.fill(' ', 148, 156)
  const sum = changed.subarray(0, 512).reduce((all, byte) => all + byte, 0)
  changed.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return changed
}

t.test('two gigabytes of zeros stop early', async (t) => {
  const bomb = bombOf(2048)
  t.ok(bomb.length < LIMITS.archive, 'it is small enough to be handed in')
  const before = process.resourceUsage().maxRSS
  await refuses(t, bomb, { code: 'TOO_LARGE', facts: { what: 'tar' } })
  const grown = process.resourceUsage().maxRSS - before
  t.ok(grown < 128 * 1024, `${grown} KiB more than before`)
})

/** A gzip of so many MiB of zeros, of one piece that is there as often. */
function bombOf(mib: number): Buffer {
  const header = Buffer.from('1f8b0800000000000203', 'hex')
  const zeros = Buffer.alloc(1024 * 1024)
  const piece = deflateRawSync(zeros, { finishFlush: constants.Z_FULL_FLUSH })
  const pieces = Array.from({ length: mib }, () => piece)
  const end = Buffer.from('0300', 'hex')
  return Buffer.concat([header, ...pieces, end, Buffer.alloc(8)])
}

t.test('what is no file on disk', async (t) => {
  const folder = t.testdir({})
  const fifo = join(folder, 'fifo')
  execFileSync('mkfifo', [fifo])
  for (const path of [folder, fifo, '/dev/zero'])
    await t.rejects(readSubmission(path), { code: 'NOT_A_FILE' }, path)
  await t.rejects(readSubmission(join(folder, 'no')), { code: 'ENOENT' })
})

t.test('a message obeys no name of an archive', async (t) => {
  const name = `../\u001b[31m\u202e${'long'.repeat(1000)}.ts`
  const archive = await archiveOf([{ name, text: '' }])
  await t.rejects(parseSubmission(archive), {
    message: /"\.\.\/\?\[31m\?(long)+[long]*…"/,
  })
})
