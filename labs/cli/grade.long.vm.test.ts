/** `labs grade` on a small class, in virtual machines of its own. */
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import t, { type Test } from 'tap'
import type { GradeBook, GradeRecord } from '#checker/grading/record.ts'
import { makeClass, members, unjust } from './grading/test/class-of-thirty.ts'
import { LAB } from './grading/test/hand-ins.ts'
import { CheckoutCopy } from './test/checkout-copy.ts'

// The emulated guest is slow, and on a busy computer very slow.
t.setTimeout(30 * 60_000)
t.jobs = 1

const EXAMPLE = join(import.meta.dirname, 'grading/example')

const CLASS = [
  ...['reference', 'starter', 'mistake-chdir-before-chroot'],
  ...['forge-runs-bare', 'fork-bomb', 'thief', 'zip-slip', 'no-archive'],
]

const classOf = (names: readonly string[]) =>
  members().filter(({ student }) => names.includes(student))

/** A folder with a class in it, gone when the test is over. */
async function folderOf(t: Test, names: readonly string[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'labs-grade-test-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  await makeClass(folder, classOf(names))
  return folder
}

const json = <T>(...path: readonly string[]): T =>
  JSON.parse(readFileSync(join(...path), 'utf8'))

const bookIn = (folder: string) => json<GradeBook>(folder, 'grades/grades.json')

/** What has to be the same whenever a class is graded. */
const gradesOf = ({ records }: GradeBook) =>
  records.map(({ student, lab, status, score, maxScore, seed, checks }) => ({
    ...{ student, lab, status, score, maxScore, seed },
    checks: checks.map(({ id, verdict, points }) => ({ id, verdict, points })),
  }))

const workplaces = () =>
  readdirSync(tmpdir()).filter((name) => /^labs-grade-[0-9a-f]{10}$/.test(name))

t.test('everybody gets what they deserve, and nothing is left', async (t) => {
  const copy = new CheckoutCopy(t)
  const folder = await folderOf(t, CLASS)
  const course = join(folder, 'course.yaml')
  const text = readFileSync(course, 'utf8')
  writeFileSync(course, `${text}hidden: ${EXAMPLE}\n`)
  const graded = await copy.labs(
    ...['grade', join(folder, 'submissions'), '--course', course],
    ...['--format', 'csv,junit'],
  )
  t.equal(graded.code, 1, `some were rejected\n${graded.err}`)
  t.comment(graded.out)
  const book = bookIn(folder)
  t.same(unjust(withoutHidden(book), classOf(CLASS)), [])
  t.same(copy.processes(), [], 'no process')
  t.same(workplaces(), [], 'no folder')
  t.notOk(existsSync('/tmp/labs-grade-slipped'), 'nothing slipped out')
  t.match(
    graded.out,
    /mistake-chdir-before-chroot.*root\.cwd: pass there, fail here/,
  )
  hiddenCheck(t, book)
  t.match(readFileSync(join(folder, 'grades/grades.csv'), 'utf8'), 'reference')
  const formats = readdirSync(join(folder, 'grades/formats'))
  t.equal(formats.length, CLASS.length)

  const again = await copy.labs(
    ...['grade', join(folder, 'submissions'), '--course', course, '--json'],
  )
  t.same(JSON.parse(again.out), book, 'graded once, kept ever since')
})

/** The hidden checks are the instructor's; what forges may do is said of the lab's. */
const withoutHidden = ({ records }: GradeBook) => ({
  records: records.map((record) => ({
    ...record,
    checks: record.checks.filter(({ visibility }) => visibility === 'public'),
  })),
})

function hiddenCheck(t: Test, { records }: GradeBook): void {
  const passed = (name: string) =>
    records
      .find(({ student }) => student === name)
      ?.checks.filter(({ visibility }) => visibility === 'hidden')
      .map(({ id, verdict }) => `${id} ${verdict}`)
  t.same(passed('reference'), [
    'hidden.many-arguments pass',
    'hidden.strange-directory pass',
  ])
  t.match(passed('mistake-chdir-before-chroot')?.[1], /directory fail/)
  t.match(passed('starter'), [/fail/, /fail/])
}

const TWO = ['reference', 'mistake-chroot-forgotten']

t.test('an interrupted run goes on where it was', async (t) => {
  const copy = new CheckoutCopy(t)
  const folder = await folderOf(t, TWO)
  const words = [
    ...['grade', join(folder, 'submissions')],
    ...['--course', join(folder, 'course.yaml')],
  ]
  const records = join(folder, 'grades/records')
  const recordOf = (name: string) =>
    readFileSync(join(records, `${name}-${LAB.id}.json`), 'utf8')

  const first = await interrupted(
    copy,
    words,
    'SIGTERM',
    () => count(records) > 0,
  )
  t.equal(first, 143)
  t.same(copy.processes(), [], 'no process after SIGTERM')
  t.same(workplaces(), [], 'no folder after SIGTERM')
  t.equal(count(records), 1)
  const kept = recordOf('mistake-chroot-forgotten')

  // Nobody can tidy up after that one, until the next run.
  await interrupted(copy, words, 'SIGKILL', () => workplaces().length > 0, 4000)
  t.equal((await copy.labs(...words)).code, 0)
  t.same(unjust(bookIn(folder), classOf(TWO)), [])
  t.equal(recordOf('mistake-chroot-forgotten'), kept, 'not graded again')
  t.same(copy.processes(), [], 'no process in the end')
  t.same(workplaces(), [], 'no folder in the end')
  t.same(readdirSync(join(folder, 'grades/claims')), [], 'no claim')

  const before = bookIn(folder)
  const again = await copy.labs(...words, '--regrade', '--jobs', '2')
  t.same(gradesOf(bookIn(folder)), gradesOf(before), 'the same grades again')
  t.notMatch(again.err, '→')
})

t.test('a task is one of them, and other points are told', async (t) => {
  const copy = new CheckoutCopy(t)
  const folder = await folderOf(t, ['reference', 'no-archive'])
  const course = join(folder, 'course.yaml')
  const words = ['grade', join(folder, 'submissions'), '--course', course]
  t.equal((await copy.labs(...words, '--task', '3')).code, 2)
  t.equal((await copy.labs(...words, '--task', '2')).code, 0)
  const record = json<GradeRecord>(
    ...[folder, 'grades/records', `reference-${LAB.id}.json`],
  )
  t.equal(record.score, record.maxScore)
  t.notOk(existsSync(join(folder, 'grades/grades.json')))
  const text = readFileSync(course, 'utf8')
  writeFileSync(course, text.replace('{}', '{ points: 20 }'))
  const graded = await copy.labs(...words)
  t.equal(graded.code, 1)
  t.match(graded.err, `score: ${record.score} of ${record.maxScore} → 20 of 20`)
  t.match(bookIn(folder).records[0], { student: 'no-archive', maxScore: 20 })
})

const count = (folder: string) =>
  existsSync(folder)
    ? readdirSync(folder).filter((name) => name.endsWith('.json')).length
    : 0

/** Start, wait until something is so, signal. @returns The exit code. */
async function interrupted(
  copy: CheckoutCopy,
  words: readonly string[],
  signal: NodeJS.Signals,
  until: () => boolean,
  pauseMs = 0,
): Promise<number | null> {
  const child = copy.spawn(words)
  child.stdout?.resume()
  child.stderr?.resume()
  const end = new Promise<number | null>((done) => child.on('close', done))
  while (!until() && child.exitCode === null) await setTimeout(50)
  await setTimeout(pauseMs)
  process.kill(-(child.pid ?? 0), signal)
  return await end
}
