import t, { type Test } from 'tap'
import { LIMITS } from './limits.ts'
import { isStudentId, type Manifest, parseManifest } from './manifest.ts'
import { manifestOf, signedAttempt } from './test/archives.ts'
import { treeHash } from './tree-hash.ts'

const HASH = 'a'.repeat(64)

async function signedManifest(t: Test): Promise<Manifest> {
  const attempt = signedAttempt(t.testdir({}), HASH)
  return JSON.parse(await manifestOf((manifest) => ({ ...manifest, attempt })))
}

const parse = (value: unknown) =>
  parseManifest(Buffer.from(JSON.stringify(value)))

t.test('parseManifest() reads what was written', async (t) => {
  const manifest = await signedManifest(t)
  t.same(parse(manifest), manifest)
  t.same(parse({ ...manifest, attempt: null }).attempt, null)
})

/** Sets a member by its JSON pointer; `undefined` takes it away. */
function withMember(whole: unknown, pointer: string, value: unknown): unknown {
  const copy = structuredClone(whole)
  const names = pointer.split('/').slice(1)
  const last = names.pop() ?? ''
  let place = copy as Record<string, unknown>
  for (const name of names) place = place[name] as Record<string, unknown>
  if (value === undefined) delete place[last]
  else place[last] = value
  return copy
}

t.test('parseManifest() names the first thing that is wrong', async (t) => {
  const manifest = await signedManifest(t)
  const wrong: readonly (readonly [string, ...unknown[]])[] = [
    ['/schema', 'labs.submission/v2', 1, null],
    ['/student', '', '.ada', '../ada', 'a'.repeat(65), 'ada lovelace', 'ä', {}],
    ['/lab', '4', '../04-cgroups', '04-cgroups/../..', '04-CGROUPS', ['04-a']],
    ['/createdAt', 'now', '2026-11-22', '2026-02-30T00:00:00.000Z', 0],
    ['/kit', '', '1 0', '\u001b[2J'],
    ['/tree', '', HASH.toUpperCase(), `${HASH}0`, 5],
    ['/files', {}, 'runtime', Array.from({ length: LIMITS.files + 1 })],
    ['/files/0', null, 'runtime/a.ts', []],
    ['/files/0/size', -1, 1.5, '7', LIMITS.file + 1, null],
    ['/files/0/sha256', '', HASH.slice(1)],
    ['/files/0/path', '', 7, 'a\0b'],
    ['/attempt', {}, 'none', []],
    ['/attempt/publicKey', '', '!', 'A'.repeat(300)],
    ['/attempt/signature', null, 'a b c d'],
    ['/attempt/attempt/tree', 'x'],
    ['/attempt/attempt/seed', '', 'x'.repeat(201), 'a\nb'],
    ['/attempt/attempt/verdicts', [], null],
    ['/attempt/attempt/verdicts/root.cwd', 'PASS', true, null],
    ['/attempt/attempt/evidence', 'none'],
    ['/attempt/attempt/at', 'yesterday'],
    ['/attempt/attempt/solved', 'no', 0],
    ['/attempt/attempt/caughtUp', 'lab-01-root', {}],
    ['/attempt/attempt/caughtUp/0', 'Lab 01', null],
    ['/attempt/attempt/hints', -1, 0.5, 1e300],
  ]
  for (const [pointer, ...values] of wrong)
    for (const value of values)
      t.throws(
        () => parse(withMember(manifest, pointer, value)),
        {
          code: 'MANIFEST_INVALID',
          message: new RegExp(`${pointer}.*expected`),
        },
        `${pointer} ${JSON.stringify(value)?.slice(0, 40)}`,
      )
})

t.test('parseManifest() misses nothing, and takes nothing more', async (t) => {
  const manifest = await signedManifest(t)
  for (const place of ['', '/files/0', '/attempt', '/attempt/attempt'])
    for (const name of ['extra', '__proto__']) {
      // JSON makes a member of it, where an assignment would set the prototype.
      const text = JSON.stringify(withMember(manifest, `${place}/@@`, 1))
      const bytes = Buffer.from(text.replace('@@', name))
      const pointer = place || '/'
      t.throws(
        () => parseManifest(bytes),
        { code: 'MANIFEST_INVALID', facts: { pointer, found: `"${name}"` } },
        `${place}/${name}`,
      )
    }
  for (const pointer of ['/student', '/attempt', '/attempt/attempt/hints'])
    t.throws(
      () => parse(withMember(manifest, pointer, undefined)),
      { code: 'MANIFEST_INVALID', facts: { pointer, wanted: 'a value' } },
      pointer,
    )
})

t.test('parseManifest() refuses what is not JSON', async (t) => {
  for (const bytes of [
    Buffer.from(''),
    Buffer.from('{'),
    Buffer.from('null'),
    Buffer.from('[]'),
    Buffer.from('"\xff"', 'latin1'),
    Buffer.from('['.repeat(500_000)),
  ])
    t.throws(() => parseManifest(bytes), {
      code: 'MANIFEST_INVALID',
      facts: { pointer: '/' },
    })
})

t.test('parseManifest() wants one order, and the hash of it', async (t) => {
  const manifest = await signedManifest(t)
  const [first, second, third] = manifest.files
  for (const files of [
    [second, first, third],
    [first, first, second, third],
  ])
    t.throws(() => parse({ ...manifest, files }), {
      code: 'MANIFEST_INVALID',
      facts: { pointer: '/files/1/path' },
    })
  t.throws(() => parse({ ...manifest, tree: HASH }), { code: 'TREE_CHANGED' })
  t.throws(() => parse({ ...manifest, files: [first, second] }), {
    code: 'TREE_CHANGED',
  })
})

t.test('treeHash() is what a shell would compute', async (t) => {
  // printf 'runtime/A.ts\0%s\nruntime/a.ts\0%s\n' "$(… | sha256sum)" … | sha256sum
  const files = [
    { path: 'runtime/a.ts', sha256: 'b'.repeat(64) },
    { path: 'runtime/A.ts', sha256: HASH },
  ]
  t.equal(treeHash(files), treeHash(files.toReversed()))
  t.equal(
    treeHash(files),
    '41ec7819e6a393bc84bf3d4ad3533156bd917d9b3fab859f7c3374ad5de2255d',
  )
})

t.test('isStudentId() takes ids of many schools', async (t) => {
  for (const id of ['ada', 's1234567', 'ada@example.org', 'a.b_c-d+e', '-'])
    t.equal(isStudentId(id), true, id)
  for (const id of ['', '.ada', 'a/b', 'a b', 'a\n', 'é', 'a'.repeat(65)])
    t.equal(isStudentId(id), false, JSON.stringify(id))
})
