/** Sources that want to be bundled at somebody else's cost. */
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { checkoutRoot } from '#checker/checkout.ts'
import type { Sources } from '../starter.ts'
import { parseSubmission } from '../submission/read.ts'
import { bundleSubmission, SourcesError } from './bundle-submission.ts'
import { writeCleanTree } from './clean-tree.ts'
import { archiveOf, DEEP, program, reference, THIEF } from './test/hand-ins.ts'

// Another process is bundled and started each time.
t.setTimeout(5 * 60_000)

const { signal } = new AbortController()

async function bundle(
  t: Test,
  sources: Sources,
  limits = { timeoutMs: 120_000, megabytes: 1024 },
) {
  const folder = t.testdir({ tree: {} })
  const { files } = await parseSubmission(await archiveOf('ada', sources))
  const runtime = await writeCleanTree(join(folder, 'tree'), files)
  const order = { name: 'ada', runtime, out: join(folder, 'out') }
  return await bundleSubmission(order, signal, limits)
}

t.test('the reference is bundled, and nothing of it is run', async (t) => {
  const sources = new Map([
    ...reference(),
    [
      'cli/mini-runc.ts',
      "require('node:fs').writeFileSync(process.env.HOME + '/ran', '')",
    ],
  ])
  const { files, ...parts } = await bundle(t, sources)
  t.match(parts, {
    ...{ runtime: 'mini-runc.cjs', escape: 'mini-escape.cjs' },
    ...{ layers: 'mini-layers.cjs', cni: ['mini-cni.cjs'] },
  })
  t.ok(files.every(({ from }) => existsSync(from)))
  t.notOk(existsSync(join(process.env.HOME ?? '', 'ran')))
})

t.test('a syntax error is told as it is', async (t) => {
  await t.rejects(bundle(t, program('const a = (')), {
    name: 'SourcesError',
    message: /mini-(runc|escape)\.ts:1/,
  })
})

t.test('a file of the grader is not read', async (t) => {
  const error = await bundle(t, THIEF).catch((error: unknown) => error)
  t.ok(error instanceof SourcesError, `${error}`)
  t.notMatch(`${error}`, 'root:x:0')
})

t.test('who takes too long is stopped, with all their processes', async (t) => {
  const limits = { timeoutMs: 50, megabytes: 1024 }
  await t.rejects(bundle(t, reference(), limits), { message: /no end/ })
  t.same(workers(), [])
})

t.test('who takes too much memory is stopped', async (t) => {
  const limits = { timeoutMs: 120_000, megabytes: 24 }
  await t.rejects(bundle(t, reference(), limits), {
    message: /more than 24 MB/,
  })
  t.same(workers(), [])
})

t.test('what is nested too deeply for a parser is no program', async (t) => {
  await t.rejects(bundle(t, DEEP), { name: 'SourcesError' })
  t.same(workers(), [])
})

t.test('an interruption is told as one', async (t) => {
  const stop = new AbortController()
  const folder = t.testdir({ tree: {} })
  mkdirSync(join(folder, 'tree/runtime'))
  const order = {
    name: 'x',
    runtime: join(folder, 'tree/runtime'),
    out: folder,
  }
  setTimeout(() => stop.abort(), 300)
  const limits = { timeoutMs: 120_000, megabytes: 1024 }
  await t.rejects(bundleSubmission(order, stop.signal, limits))
})

t.test('writeCleanTree() writes sources and nothing else', async (t) => {
  const bytes = Buffer.from('x')
  for (const name of [
    '../x.ts',
    'runtime/../../x.ts',
    'runtime/x.js',
    'x.ts',
  ]) {
    const folder = t.testdir({})
    const files = new Map([[name, bytes]])
    await t.rejects(writeCleanTree(folder, files), { message: /below runtime/ })
    t.same(readdirSync(folder), [])
  }
})

const OURS = join(checkoutRoot(), '.cache/grading/worker-')

/** Workers of ours that still run. */
function workers(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(commandLine)
    .filter((line) => line.includes(OURS))
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ')
  } catch {
    // It has ended.
    return ''
  }
}
