/** What can be said of every lab without starting anything. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { Text } from '#checker/check.ts'
import { checkoutRoot } from '#checker/checkout.ts'
import { commonDiagnoses } from '#checker/diagnoses.ts'
import { checksOf, type Lab } from '#checker/lab.ts'
import { selectChecks } from '#checker/schedule.ts'
import { labs } from './catalog.ts'

const FEWEST_MISTAKES = 12

const runtime = join(checkoutRoot(), 'runtime')
const sources = readdirSync(runtime, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(join(runtime, name), 'utf8'))

/** Name of a region of a lab → its lines, from all sources of the runtime. */
function regionsOf({ number }: Lab): Map<string, string[]> {
  const lab = `lab-${`${number}`.padStart(2, '0')}`
  const pattern = new RegExp(
    `// #region (${lab}-\\S+)\\n([\\s\\S]*?)// #endregion \\1`,
    'g',
  )
  const found = sources.flatMap((source) => [...source.matchAll(pattern)])
  return new Map(
    found.map(([, name = '', body = '']) => [name, body.split('\n')]),
  )
}

/** Every text of the lab, with where it stands. */
function textsOf(lab: Lab): [string, Text][] {
  return [
    ['title', lab.title],
    ['summary', lab.summary],
    ...lab.steps.map((step): [string, Text] => [step.id, step.title]),
    ...checksOf(lab).map((check): [string, Text] => [check.id, check.title]),
    ...Object.entries(lab.prompts),
    ...Object.values(lab.diagnoses).flatMap(
      ({ code, title, because, hints }): [string, Text][] =>
        [title, because, ...hints].map((text) => [code, text]),
    ),
  ]
}

for (const lab of labs) t.test(lab.id, (t) => testsOf(t, lab))

async function testsOf(t: Test, lab: Lab): Promise<void> {
  const checks = checksOf(lab)

  t.test('every text is there in both languages', async (t) => {
    for (const [where, { en, zh }] of textsOf(lab)) {
      t.ok(en.trim() !== '' && !/[\u4e00-\u9fff]/.test(en), `${where}: ${en}`)
      t.ok(zh.trim() !== '' && zh !== en, `${where}: ${zh}`)
    }
  })

  t.test('ids and codes are unique, and needs are checks', async (t) => {
    const ids = checks.map(({ id }) => id)
    t.same(ids, [...new Set(ids)])
    t.same(selectChecks(checks), checks)
    for (const step of lab.steps)
      for (const { id } of step.checks)
        t.match(id, new RegExp(`^${step.id}\\.`))
  })

  t.test('every diagnosis can be given by a check', async (t) => {
    const folder = join(import.meta.dirname, lab.id)
    const texts = readdirSync(folder)
      .filter((name) => /\.ts$/.test(name) && !/^(diagn|mist)/.test(name))
      .map((name) => readFileSync(join(folder, name), 'utf8'))
    for (const [code, diagnosis] of Object.entries(lab.diagnoses)) {
      t.equal(diagnosis.code, code)
      t.ok(diagnosis.read.length > 0, `${code} says where to read`)
      const isGiven = texts.some((text) => text.includes(`'${code}'`))
      t.ok(isGiven || code in commonDiagnoses, `${code} is given`)
    }
  })

  t.test('the regions of the runtime are those of the steps', async (t) => {
    const inSteps = lab.steps.flatMap((step) => step.regions).sort()
    t.same([...regionsOf(lab).keys()].sort(), inSteps)
    t.same(Object.keys(lab.prompts).sort(), inSteps, 'each has a prompt')
  })

  t.test('no hint and no prompt gives the reference away', async (t) => {
    const lines = [...regionsOf(lab).values()]
      .flat()
      .map((line) => line.trim())
      .filter((line) => line.length > 20 && !line.startsWith('//'))
    t.ok(lines.length > 15, 'lines were found')
    for (const [where, { en, zh }] of textsOf(lab)) {
      const isGiven = (line: string) => en.includes(line) || zh.includes(line)
      t.same(lines.filter(isGiven), [], where)
    }
  })

  t.test('a mistake edits one place, and names who catches it', async (t) => {
    t.ok(lab.mistakes.length >= FEWEST_MISTAKES)
    const ids = lab.mistakes.map(({ id }) => id)
    t.same(ids, [...new Set(ids)])
    for (const { id, file, find, check, diagnosis } of lab.mistakes) {
      const source = readFileSync(join(runtime, file), 'utf8')
      t.equal(source.split(find).length - 1, 1, `${id} is found once`)
      t.ok(
        checks.some((known) => known.id === check),
        check,
      )
      t.ok(Object.hasOwn(lab.diagnoses, diagnosis), diagnosis)
    }
  })

  t.test('every check has a mistake that it catches', async (t) => {
    const caught = new Set(lab.mistakes.map(({ check }) => check))
    const idle = checks.map(({ id }) => id).filter((id) => !caught.has(id))
    t.same(idle, [])
  })
}
