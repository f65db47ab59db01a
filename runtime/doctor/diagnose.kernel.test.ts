// Every case fails in the kernel, in namespaces of its own; the doctor looks
// at the process where it stands.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import t from 'tap'
import { bundleScript } from '../sys/test/bundle.ts'
import type { Diagnosis } from './diagnosis.ts'
import type { Case } from './test/case.ts'
import { CASES } from './test/cases.ts'

interface Outcome {
  readonly name: string
  readonly fails: string
  readonly message: string
  readonly diagnosis?: Diagnosis
}

/** Mounts of a case must not reach the host, whatever it does. */
const APART = ['unshare', '-m']

async function runUnder(
  script: string,
  under: readonly string[],
  names: readonly string[],
): Promise<Outcome[]> {
  const command = ['-u', 'NODE_OPTIONS', ...APART, ...under, 'node', script]
  const { stdout } = await promisify(execFile)('env', [...command, ...names])
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
}

/** Cases with the same surroundings share one process. */
function bySurroundings(): Map<string, Case[]> {
  const groups = new Map<string, Case[]>()
  for (const it of CASES) {
    const key = JSON.stringify(it.under ?? [])
    groups.set(key, [...(groups.get(key) ?? []), it])
  }
  return groups
}

const textOf = ({ evidence }: Diagnosis) =>
  evidence.map(({ source, text }) => `${source} ${text}`).join('\n')

t.test('every case has a name of its own', async (t) => {
  t.equal(new Set(CASES.map(({ name }) => name)).size, CASES.length)
})

// The kernel has one reason alone for these: diagnose.test.ts has the siblings.
const ALONE = [
  ...['CWD_THROUGH_FILE', 'FILESYSTEM_UNKNOWN'],
  ...['ID_NOT_MAPPED', 'PID_NAMESPACE_ENDED'],
]

t.test('every diagnosis has a sibling that fails alike', async (t) => {
  for (const code of new Set(CASES.map(({ code }) => code)))
    if (code && !ALONE.includes(code)) t.ok(hasSibling(code), code)
})

/** Whether one case fails as another, and is told otherwise. */
function hasSibling(code: string): boolean {
  const alike = CASES.filter((it) => it.code === code)
  return alike.some((it) =>
    CASES.some((other) => other.fails === it.fails && other.code !== code),
  )
}

t.test('the doctor says what the facts prove, and nothing else', async (t) => {
  const contents = `import './test/driver.ts'`.replace(
    './test',
    `${import.meta.dirname}/test`,
  )
  const script = bundleScript(t.testdir({}), contents)
  for (const [under, cases] of bySurroundings()) {
    const names = cases.map(({ name }) => name)
    const outcomes = await runUnder(script, JSON.parse(under), names)
    for (const it of cases) {
      const outcome = outcomes.find(({ name }) => name === it.name)
      t.test(it.name, async (t) => {
        t.equal(outcome?.fails, it.fails, outcome?.message ?? 'nothing failed')
        t.equal(outcome?.diagnosis?.code, it.code)
        if (it.quotes && outcome?.diagnosis)
          t.match(textOf(outcome.diagnosis), it.quotes)
      })
    }
  }
})
