/** What can be said of the lab without starting anything. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Text } from '#checker/check.ts'
import { checkoutRoot } from '#checker/checkout.ts'
import { checksOf } from '#checker/lab.ts'
import { selectChecks } from '#checker/schedule.ts'
import { findLab, labs } from '../catalog.ts'
import { lab } from './lab.ts'

const runtime = join(checkoutRoot(), 'runtime')
const checks = checksOf(lab)

/** Name of a region → its lines, from all sources of the runtime. */
function regions(): Map<string, string[]> {
  const found = new Map<string, string[]>()
  const files = readdirSync(runtime, { recursive: true, encoding: 'utf8' })
  for (const file of files.filter((name) => name.endsWith('.ts'))) {
    const source = readFileSync(join(runtime, file), 'utf8')
    const pattern = /\/\/ #region (lab-01-\S+)\n([\s\S]*?)\/\/ #endregion \1/g
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
    t.ok(lab.mistakes.length >= 12)
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

t.test('every step has mistakes that it catches', async (t) => {
  for (const step of lab.steps) {
    const caught = lab.mistakes.filter(({ check }) =>
      step.checks.some(({ id }) => id === check),
    )
    t.ok(caught.length > 0, step.id)
  }
})

t.test('findLab() knows a lab by number, by word and by name', async (t) => {
  for (const name of ['1', '01', 'chroot', '01-chroot']) {
    t.equal(findLab(name), lab, name)
  }
  for (const name of ['', '0', '99', 'root', '01-', 'x']) {
    t.equal(findLab(name), undefined, name)
  }
  t.same(
    labs.map(({ number }) => number),
    labs.map((_, index) => index + 1),
  )
})
