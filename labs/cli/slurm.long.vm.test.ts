/** A class on a real Slurm, from which workers get lost. */
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import type { GradeBook } from '#checker/grading/record.ts'
import { makeClass, members, unjust } from './grading/test/class-of-thirty.ts'
import { SlurmCluster } from './grading/test/slurm-cluster.ts'
import { CheckoutCopy } from './test/checkout-copy.ts'

// The emulated guest is slow, and on a busy computer very slow.
const LONGEST_MS = 20 * 60_000
t.setTimeout(LONGEST_MS + 5 * 60_000)

/** Tasks are numbered by name. */
const NAMES = ['mistake-chroot-forgotten', 'no-archive', 'reference', 'starter']

t.test('a class on Slurm is graded once, whoever gets lost', async (t) => {
  const cluster = await SlurmCluster.start()
  t.teardown(() => cluster.stop())
  process.env.SLURM_CONF = cluster.conf
  const copy = new CheckoutCopy(t)
  const folder = mkdtempSync(join(tmpdir(), 'labs-grade-test-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const those = members().filter(({ student }) => NAMES.includes(student))
  await makeClass(folder, those)
  const grades = join(folder, 'grades')

  const handed = await copy.labs(
    ...['grade', join(folder, 'submissions'), '--slurm'],
    ...['--course', join(folder, 'course.yaml')],
  )
  t.equal(handed.code, 0, handed.err)
  t.match(handed.out, '4 tasks')

  // One is killed, and Slurm does not care.
  const killed = await holderOf(grades, 'mistake-chroot-forgotten')
  await setTimeout(3000)
  process.kill(killed, 'SIGKILL')

  // The other is started again by Slurm, as it is when a node is lost.
  const first = await holderOf(grades, 'reference')
  await setTimeout(3000)
  cluster.command('scontrol', 'requeue', `${arrayIn(handed.out)}_3`)
  const second = await holderOf(grades, 'reference', first)
  t.not(first, second, 'another process goes on with it')

  await cluster.drained(LONGEST_MS)
  const book = JSON.parse(readFileSync(join(grades, 'grades.json'), 'utf8'))
  t.equal((book as GradeBook).records.length, NAMES.length)
  t.same(unjust(book, those), [])
  t.notOk(existsSync(join(grades, 'previous')), 'nothing was graded twice')
  t.same(readdirSync(join(grades, 'claims')), [], 'no claim is left')
  t.same(copy.processes(), [], 'no process is left')
})

const arrayIn = (text: string) => /in job (\d+)/.exec(text)?.[1] ?? ''

/** Wait until somebody grades a student's submission. @returns Their process. */
async function holderOf(
  grades: string,
  student: string,
  but?: number,
): Promise<number> {
  const claims = join(grades, 'claims')
  const end = Date.now() + LONGEST_MS
  while (Date.now() < end) {
    const names = existsSync(claims) ? readdirSync(claims).sort() : []
    const own = names.filter((name) => name.startsWith(`${student}-`)).at(-1)
    const pid = own === undefined ? undefined : pidIn(join(claims, own))
    if (pid !== undefined && pid !== but) return pid
    await setTimeout(50)
  }
  throw new Error(`Nobody grades ${student}`)
}

/** Nothing while it is being written, or once it is released. */
function pidIn(file: string): number | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).pid
  } catch {
    return undefined
  }
}
