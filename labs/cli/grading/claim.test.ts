import { readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { claim, type Holder, holderHere } from './claim.ts'

const ADA = { student: 'ada', lab: '01-chroot' }
const us = holderHere({})
const MINUTE = 60_000

const claimsIn = (out: string) => readdirSync(join(out, 'claims')).sort()

/** A claim that somebody else made. */
function othersClaim(out: string, holder: Partial<Holder>, number = 0): void {
  const file = join(out, `claims/ada-01-chroot.${number}`)
  const other = {
    host: 'elsewhere',
    pid: 1,
    started: '1',
    job: null,
    restarts: 0,
  }
  writeFileSync(file, JSON.stringify({ ...other, ...holder }))
}

t.test(
  'a submission is claimed once, and again after it was released',
  async (t) => {
    const out = t.testdir({})
    const first = claim(out, ADA, us)
    t.equal(first?.isOurs(), true)
    t.equal(claim(out, ADA, us), null)
    t.not(claim(out, { ...ADA, student: 'bob' }, us), null, 'another one')
    first?.release()
    const second = claim(out, ADA, us)
    t.equal(second?.isOurs(), true)
    t.equal(first?.isOurs(), false)
    first?.release()
    t.equal(second?.isOurs(), true, 'who has lost it takes it from nobody')
  },
)

t.test('a claim of a process that is gone is taken over', async (t) => {
  const out = t.testdir({ claims: {} })
  othersClaim(out, { host: us.host, pid: us.pid, started: '1' })
  const taken = claim(out, ADA, us)
  t.same(claimsIn(out), ['ada-01-chroot.0', 'ada-01-chroot.1'])
  t.equal(taken?.isOurs(), true)
  taken?.release()
  t.same(claimsIn(out), [])
})

t.test('a claim of another computer is lost when it is silent', async (t) => {
  const out = t.testdir({ claims: {} })
  othersClaim(out, {})
  t.equal(claim(out, ADA, us), null)
  const file = join(out, 'claims/ada-01-chroot.0')
  const then = new Date(Date.now() - 4 * MINUTE)
  utimesSync(file, then, then)
  t.equal(claim(out, ADA, us), null, 'it may be slow')
  t.equal(claim(out, ADA, us, Date.now() + 2 * MINUTE)?.isOurs(), true)
})

t.test('a task that a scheduler starts again goes on at once', async (t) => {
  const env = {
    SLURM_JOB_ID: '9',
    SLURM_ARRAY_JOB_ID: '8',
    SLURM_ARRAY_TASK_ID: '3',
  }
  const again = holderHere({ ...env, SLURM_RESTART_COUNT: '1' })
  t.match(again, { job: 'slurm 8_3', restarts: 1 })
  const out = t.testdir({ claims: {} })
  othersClaim(out, { job: 'slurm 8_4' })
  t.equal(claim(out, ADA, again), null, 'another task')
  othersClaim(out, { job: 'slurm 8_3' })
  t.equal(claim(out, ADA, again)?.isOurs(), true)
})

t.test('of two who take over, one does', async (t) => {
  const out = t.testdir({ claims: {} })
  othersClaim(out, { host: us.host, pid: us.pid, started: '1' })
  const first = claim(out, ADA, us)
  // As if it had looked before the first took over.
  othersClaim(out, { host: us.host, pid: us.pid, started: '1' })
  t.equal(claim(out, ADA, us), null)
  t.equal(first?.isOurs(), true)
  othersClaim(out, {}, 2)
  t.equal(first?.isOurs(), false, 'until it is taken from it')
})
