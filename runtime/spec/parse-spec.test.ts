import t from 'tap'
import { SpecError } from '../errors.ts'
import { defaultSpec, plainSpec } from './default-spec.ts'
import { parseSpec } from './parse-spec.ts'

const FILE = '/box/config.json'

const parse = (spec: unknown) => parseSpec(JSON.stringify(spec), FILE)

/** A good spec with one member replaced, `undefined` to leave it out. */
function specWith(path: string, value: unknown): unknown {
  const spec = structuredClone(plainSpec()) as unknown as Members
  const names = path.split('/').slice(1)
  const last = names.pop() ?? ''
  let object: Members = spec
  for (const name of names) {
    object[name] ??= {}
    object = object[name] as Members
  }
  object[last] = value
  return spec
}

type Members = Record<string, unknown>

function errorOf(action: () => unknown): SpecError {
  try {
    action()
  } catch (error) {
    if (error instanceof SpecError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

t.test('specs of ours read back as they were written', async (t) => {
  t.same(parse(plainSpec()), plainSpec())
  t.same(parse(defaultSpec()), defaultSpec())
})

t.test('the smallest spec is enough', async (t) => {
  const smallest = {
    ociVersion: '1.0.2-dev',
    root: { path: 'rootfs' },
    process: { args: ['true'], cwd: '/' },
  }
  t.same(parse(smallest), {
    ...smallest,
    process: { args: ['true'], env: [], cwd: '/' },
  })
})

t.test(
  'unknown members are ignored, as the specification demands',
  async (t) => {
    t.same(parse(specWith('/org.example', { any: 'thing' })), plainSpec())
    t.same(parse(specWith('/process/future', 1)), plainSpec())
  },
)

t.test('annotations are kept', async (t) => {
  const spec = parse(specWith('/annotations', { 'org.example/key': 'value' }))
  t.same(spec.annotations, { 'org.example/key': 'value' })
})

const WRONG: readonly (readonly [
  pointer: string,
  value: unknown,
  wanted: RegExp,
])[] = [
  ['/ociVersion', undefined, /version/],
  ['/ociVersion', '2.0.0', /from "1.0.0" to "1.2.x"/],
  ['/ociVersion', '1.3.0', /from "1.0.0" to "1.2.x"/],
  ['/ociVersion', 'latest', /version/],
  ['/ociVersion', 1, /version/],
  ['/root', undefined, /an object/],
  ['/root', 'rootfs', /an object/],
  ['/root/path', undefined, /text/],
  ['/root/path', '', /a path/],
  ['/root/path', 'root\0fs', /without NUL/],
  ['/process', undefined, /an object/],
  ['/process', [], /an object/],
  ['/process/args', undefined, /a list/],
  ['/process/args', 'sh', /a list/],
  ['/process/args', [], /the name of a program/],
  ['/process/cwd', undefined, /an absolute path/],
  ['/process/cwd', 'tmp', /an absolute path/],
  ['/process/cwd', '', /an absolute path/],
  ['/process/env', {}, /a list/],
  ['/process/user/uid', -1, /a whole number/],
  ['/process/user/uid', 0.5, /a whole number/],
  ['/process/user/gid', 2 ** 32, /a whole number/],
  ['/annotations/a', 1, /text/],
]

for (const [pointer, value, wanted] of WRONG)
  t.test(`${pointer} is ${JSON.stringify(value)}`, async (t) => {
    const error = errorOf(() => parse(specWith(pointer, value)))
    t.equal(error.pointer, pointer)
    t.equal(error.file, FILE)
    t.match(error.wanted, wanted)
  })

t.test('an item of a list is named by its index', async (t) => {
  const faults = [
    ['/process/args', ['sh', 1], '/process/args/1'],
    ['/process/args', [''], '/process/args/0'],
    ['/process/env', ['A=b', 'PATH'], '/process/env/1'],
    ['/process/env', ['=b'], '/process/env/0'],
    ['/process/env', ['A=b\0c'], '/process/env/0'],
  ] as const
  for (const [pointer, value, place] of faults)
    t.equal(errorOf(() => parse(specWith(pointer, value))).pointer, place)
})

t.test('a pointer escapes "/" and "~" in names', async (t) => {
  const spec = specWith('/annotations', { 'a/b~c': 1 })
  t.equal(errorOf(() => parse(spec)).pointer, '/annotations/a~1b~0c')
})

t.test('what cannot be obeyed yet is refused', async (t) => {
  const unsupported: readonly (readonly [string, unknown])[] = [
    ['/linux/intelRdt', { closID: 'guaranteed' }],
    ['/linux/mountLabel', 'system_u:object_r:svirt_sandbox_file_t:s0'],
  ]
  for (const [pointer, value] of unsupported) {
    const error = errorOf(() => parse(specWith(pointer, value)))
    t.equal(error.pointer, pointer)
    t.match(error.wanted, /not supported yet/)
  }
})

t.test('what asks for nothing is no reason to refuse', async (t) => {
  const nothing: readonly (readonly [string, unknown])[] = [
    ['/hostname', ''],
    ['/domainname', ''],
    ['/linux/timeOffsets', {}],
    ['/hooks', { prestart: [], poststop: [] }],
    ['/process/terminal', false],
    ['/process/capabilities', null],
    ['/linux/namespaces', []],
    ['/linux/resources', {}],
  ]
  for (const [pointer, value] of nothing)
    t.same(parse(specWith(pointer, value)), plainSpec(), pointer)
})

t.test('text that is no JSON is named with its place', async (t) => {
  const error = errorOf(() => parseSpec('{\n  "a": 1,\n  }', FILE))
  t.equal(error.pointer, '')
  t.equal(error.wanted, 'JSON')
  t.match(error.found, /line 3 column 3/)
  t.type(error.cause, SyntaxError)
})

t.test('JSON that ends too early is no JSON', async (t) => {
  t.equal(errorOf(() => parseSpec('', FILE)).wanted, 'JSON')
  t.equal(errorOf(() => parseSpec('{', FILE)).wanted, 'JSON')
})

t.test('JSON that is no object is no spec', async (t) => {
  for (const text of ['[]', 'null', '"text"', '1']) {
    const error = errorOf(() => parseSpec(text, FILE))
    t.equal(error.pointer, '')
    t.equal(error.wanted, 'an object')
  }
})

t.test('a long value is cut in the message', async (t) => {
  const error = errorOf(() => parse(specWith('/process/cwd', 'x'.repeat(999))))
  t.ok(error.found.length < 70)
})
