/** What can be said of the lab without starting anything. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Text } from '#checker/check.ts'
import { checkoutRoot } from '#checker/checkout.ts'
import { commonDiagnoses } from '#checker/diagnoses.ts'
import { checksOf } from '#checker/lab.ts'
import { selectChecks } from '#checker/schedule.ts'
import { lab } from './lab.ts'

const runtime = join(checkoutRoot(), 'runtime')
const checks = checksOf(lab)

/** Name of a region → its lines, from all sources of the runtime. */
function regions(): Map<string, string[]> {
  const found = new Map<string, string[]>()
  const files = readdirSync(runtime, { recursive: true, encoding: 'utf8' })
  for (const file of files.filter((name) => name.endsWith('.ts'))) {
    const source = readFileSync(join(runtime, file), 'utf8')
    const pattern = /\/\/ #region (lab-03-\S+)\n([\s\S]*?)\/\/ #endregion \1/g
    for (const [, name = '', body = ''] of source.matchAll(pattern)) {
      found.set(name, body.split('\n'))
    }
  }
  return found
}

/** Every text of the lab, with where it stands. */
function texts(): [string, Text][] {
  return [
    ['title', lab.title],
    ['summary', lab.summary],
    ...lab.steps.map((step): [string, Text] => [step.id, step.title]),
    ...checks.map((check): [string, Text] => [check.id, check.title]),
    ...Object.entries(lab.prompts),
    ...Object.values(lab.diagnoses).flatMap(
      ({ code, title, because, hints }): [string, Text][] =>
        [title, because, ...hints].map((text) => [code, text]),
    ),
  ]
}

t.test('every text is there in both languages', async (t) => {
  for (const [where, { en, zh }] of texts()) {
    t.ok(en.trim() !== '' && !/[\u4e00-\u9fff]/.test(en), `${where}: ${en}`)
    t.ok(zh.trim() !== '' && zh !== en, `${where}: ${zh}`)
  }
})

t.test('ids and codes are unique, and needs are checks', async (t) => {
  const ids = checks.map(({ id }) => id)
  t.same(ids, [...new Set(ids)])
  t.same(selectChecks(checks), checks)
  for (const [code, diagnosis] of Object.entries(lab.diagnoses)) {
    t.equal(diagnosis.code, code)
    t.ok(diagnosis.read.length > 0, `${code} says where to read`)
  }
})

t.test(
  'the regions of the runtime are those of the steps, each with a prompt',
  async (t) => {
    const inSteps = lab.steps.flatMap((step) => step.regions).sort()
    t.same([...regions().keys()].sort(), inSteps)
    t.same(Object.keys(lab.prompts).sort(), inSteps)
  },
)

t.test(
  'no hint and no prompt gives a line of the reference away',
  async (t) => {
    const lines = [...regions().values()]
      .flat()
      .map((line) => line.trim())
      .filter((line) => line.length > 20 && !line.startsWith('//'))
    t.ok(lines.length > 15, 'lines were found')
    for (const [where, { en, zh }] of texts()) {
      const given = lines.filter(
        (line) => en.includes(line) || zh.includes(line),
      )
      t.same(given, [], where)
    }
  },
)

t.test(
  'a mistake edits one place, and names a check and a diagnosis',
  async (t) => {
    t.ok(lab.mistakes.length >= 14)
    const ids = lab.mistakes.map(({ id }) => id)
    t.same(ids, [...new Set(ids)])
    for (const mistake of lab.mistakes) {
      const source = readFileSync(join(runtime, mistake.file), 'utf8')
      t.equal(
        source.split(mistake.find).length,
        2,
        `${mistake.id} is found once`,
      )
      t.ok(
        checks.some(({ id }) => id === mistake.check),
        mistake.check,
      )
      t.ok(Object.hasOwn(lab.diagnoses, mistake.diagnosis), mistake.diagnosis)
    }
  },
)

t.test('every check has a mistake that it catches', async (t) => {
  const caught = new Set(lab.mistakes.map(({ check }) => check))
  t.same(
    checks.map(({ id }) => id).filter((id) => !caught.has(id)),
    [],
  )
})

t.test('every diagnosis can be given by a check', async (t) => {
  const sources = readdirSync(import.meta.dirname)
    .filter((name) => /^(checks|start)/.test(name))
    .map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'))
    .join()
  const unused = Object.keys(lab.diagnoses).filter(
    (code) => !(code in commonDiagnoses) && !sources.includes(`'${code}'`),
  )
  t.same(unused, [])
})
