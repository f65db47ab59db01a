/** Looks at this computer's own cgroups: nothing but cgroup v2 is needed. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, readdirSync, rmdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { startReader } from '../agent/start.ts'
import { nativeMachine } from '../native-machine.ts'
import { lookAtCgroups } from './cgroup-look.ts'
import { cgroupRoot } from './cgroups.ts'

const root = cgroupRoot() ?? ''

/** A cgroup, and one below it, that are gone when the test is over. */
function cgroups(t: Test): { readonly outer: string; readonly inner: string } {
  const outer = join(root, `look-${process.pid}-${Date.now()}`)
  const inner = join(outer, 'in\u001bner')
  mkdirSync(inner, { recursive: true })
  t.teardown(async () => {
    await emptied()
    rmdirSync(inner)
    rmdirSync(outer)
  })
  return { outer, inner }
}

const children: ChildProcess[] = []

function sleeperIn(folder: string): ChildProcess {
  const child = spawn('sleep', ['100'])
  children.push(child)
  writeFileSync(join(folder, 'cgroup.procs'), `${child.pid}`)
  return child
}

/** A process that was killed counts until it has been waited for. */
async function emptied(): Promise<void> {
  const over = children.map((child) =>
    child.exitCode === null && child.signalCode === null
      ? new Promise((resolve) => child.once('close', resolve))
      : null,
  )
  for (const child of children.splice(0)) child.kill('SIGKILL')
  await Promise.all(over)
  await setTimeout(50)
}

t.jobs = 1

t.test('lookAtCgroups() sees who is in a cgroup, and below', async (t) => {
  const { outer, inner } = cgroups(t)
  const seen = () =>
    lookAtCgroups(null).cgroups.filter(({ path }) =>
      path.startsWith(`/${basename(outer)}`),
    )
  t.same(seen(), [], 'nobody is there')

  const child = sleeperIn(inner)
  const [above, below, ...more] = seen()
  t.same(more, [])
  t.equal(above?.path, `/${basename(outer)}`)
  t.equal(above?.texts['cgroup.procs'], '')
  t.equal(below?.path, `/${basename(outer)}/in\u001bner`)
  t.equal(below?.texts['cgroup.procs'], `${child.pid}\n`)
  t.equal(below?.program, 'sleep')
  t.match(below?.texts['cgroup.events'], 'populated 1')
  t.match(below?.texts['cpu.stat'], /^usage_usec \d+$/m)
  t.not(above?.id, below?.id)
})

t.test('lookAtCgroups() looks at the one that was asked for', async (t) => {
  const { outer } = cgroups(t)
  const path = `/${basename(outer)}`
  t.match(lookAtCgroups(path).cgroups, [{ path, program: null }])
  t.same(lookAtCgroups(`${path}-gone`).cgroups, [])
})

t.test('an agent that only looks leaves no trace', async (t) => {
  const { outer } = cgroups(t)
  sleeperIn(outer)
  const run = t.testdir()
  const client = await startReader(nativeMachine(run))
  const folders = await client.call('cgroups', {}, 20_000)
  t.ok(folders.includes(outer))
  const { cgroups: looked } = await client.call('look', {}, 20_000)
  const own = looked.find(({ path }) => path === `/${basename(outer)}`)
  t.equal(own?.program, 'sleep', 'through a procfs of its own')
  t.notOk(readdirSync(run).includes('check'), 'no folder of a run')
  await client.close()
})
