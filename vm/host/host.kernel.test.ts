/** Locks and processes: what only a kernel can promise. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

import { buildSync } from 'esbuild'
import t from 'tap'

import { withLock } from './lock.ts'
import { gone, identify, isAlive, killGroup } from './process.ts'
import { commandFailed, shell } from './shell.ts'

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

t.test('withLock() lets one in at a time', async (t) => {
  const path = join(t.testdir(), 'lock')
  let inside = 0
  let most = 0
  const work = async () => {
    most = Math.max(most, ++inside)
    await pause(30)
    inside--
  }
  await Promise.all([1, 2, 3].map(() => withLock(path, () => {}, work)))
  t.equal(most, 1)
})

t.test('withLock() tells who has to wait', async (t) => {
  const path = join(t.testdir(), 'lock')
  const told: string[] = []
  const first = withLock(
    path,
    () => told.push('first'),
    () => pause(900),
  )
  await pause(100)
  await withLock(
    path,
    () => told.push('second'),
    async () => {},
  )
  await first
  t.same(told, ['second'])
})

t.test('withLock() lets go when the holder is killed', async (t) => {
  const path = join(t.testdir(), 'lock')
  const script = `
    const { spawn } = require('child_process')
    const child = spawn('flock', [${JSON.stringify(path)}, 'sh', '-c', 'echo; exec cat'],
      { stdio: ['pipe', 'inherit', 'ignore'], detached: true })
    setTimeout(() => {}, 60000)`
  const holder = spawn(process.execPath, ['-e', script])
  await once(holder.stdout, 'data')
  const began = Date.now()
  setTimeout(() => holder.kill('SIGKILL'), 100)
  await withLock(
    path,
    () => {},
    async () => {},
  )
  t.ok(Date.now() - began >= 100, 'waited for the other')
})

t.test('withLock() lets go when the work fails', async (t) => {
  const path = join(t.testdir(), 'lock')
  const work = () => Promise.reject(new Error('broken'))
  await t.rejects(
    withLock(path, () => {}, work),
    { message: 'broken' },
  )
  t.equal(
    await withLock(
      path,
      () => {},
      async () => 1,
    ),
    1,
  )
})

t.test('withLock() names a lock that cannot be opened', async (t) => {
  const path = join(t.testdir(), 'no', 'lock')
  await t.rejects(
    withLock(
      path,
      () => {},
      async () => {},
    ),
    { name: 'MachineError', message: /Cannot lock "/ },
  )
})

t.test('identify() tells a process from one with its number', async (t) => {
  const child = spawn('sleep', ['60'])
  const id = identify(child.pid ?? -1)
  if (id === null) return t.fail('there is such a process')
  t.ok(isAlive(id))
  t.notOk(isAlive({ ...id, started: '1' }))
  killGroup({ ...id, started: '1' })
  t.ok(isAlive(id), 'another one is not killed')
  child.kill('SIGKILL')
  t.ok(await gone(id, 2000))
})

t.test('killGroup() ends the children, too', async (t) => {
  const child = spawn('sh', ['-c', 'sleep 60 & echo $!; wait'], {
    detached: true,
  })
  const [line] = await once(child.stdout, 'data')
  const inner = identify(Number(line))
  const outer = identify(child.pid ?? -1)
  if (inner === null || outer === null) return t.fail('both run')
  killGroup(outer)
  t.ok(await gone(inner, 2000))
  t.ok(await gone(outer, 2000))
})

t.test('shell() ends its commands when this process is killed', async (t) => {
  const outfile = join(t.testdir(), 'script.mjs')
  buildSync({
    stdin: {
      contents: `import { shell } from './shell.ts'
        const $ = await shell()
        const command = $\`sleep 60\`
        process.stdout.write(String(command.pid))
        await command`,
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    outfile,
  })
  const script = spawn(process.execPath, [outfile])
  const [pid] = await once(script.stdout, 'data')
  await pause(200)
  const sleep = identify(Number(pid))
  if (sleep === null) return t.fail('the command runs')
  script.kill('SIGKILL')
  t.ok(await gone(sleep, 2000))
})

t.test('commandFailed() gives the last words of a command', async (t) => {
  const $ = await shell()
  const run = $`ls /no/such/folder`.catch((error) =>
    commandFailed('Cannot list', error),
  )
  await t.rejects(run, {
    name: 'MachineError',
    message: /^Cannot list: the command ended with 2\n.*\/no\/such\/folder/,
  })
})
