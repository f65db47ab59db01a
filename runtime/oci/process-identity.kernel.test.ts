import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { identify, isAlive } from './process-identity.ts'

/** Start a process that sleeps for a minute, under any name. */
function startSleep(t: Test, program = 'sleep'): ChildProcess {
  const child = spawn(program, ['60'], { stdio: 'ignore' })
  t.teardown(() => child.kill('SIGKILL'))
  return child
}

t.test('a process has one identity as long as it lives', async (t) => {
  const child = startSleep(t)
  const identity = identify(child.pid ?? 0)
  t.match(identity, { pid: child.pid, startTime: Number })
  t.same(identify(child.pid ?? 0), identity)
  t.ok(identity && isAlive(identity))
  child.kill('SIGKILL')
  await once(child, 'exit')
  t.notOk(identity && isAlive(identity))
  t.equal(identify(child.pid ?? 0), undefined)
})

t.test('its start is in ticks of the machine’s clock', async (t) => {
  const before = Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0])
  const { startTime = 0 } = identify(startSleep(t).pid ?? 0) ?? {}
  t.ok(Math.abs(startTime / 100 - before) < 5, `${startTime}, ${before}`)
})

t.test('the next one with its number is another', async (t) => {
  const { pid = 0, startTime = 0 } = identify(startSleep(t).pid ?? 0) ?? {}
  t.notOk(isAlive({ pid, startTime: startTime - 1 }))
})

t.test('a name with spaces and parentheses is a name', async (t) => {
  const program = join(t.testdir({}), 'a) Z 1 (b')
  copyFileSync('/bin/sleep', program)
  const child = startSleep(t, program)
  await sleep(50)
  const own = identify(process.pid)
  const other = identify(child.pid ?? 0)
  t.ok(other && own && other.startTime > own.startTime)
})

t.test('who has ended and was not waited for is dead', async (t) => {
  // It reads until we let it end: the shell must not be there any more, which
  // would wait for it.
  const script = 'exec 3<&0; cat <&3 >/dev/null & echo $!; exec sleep 60'
  const child = spawn('sh', ['-c', script])
  t.teardown(() => child.kill('SIGKILL'))
  const [text] = await once(child.stdout, 'data')
  const zombie = Number(text)
  const shows = (pid: number | undefined, file: string, words: RegExp) =>
    words.test(readFileSync(`/proc/${pid}/${file}`, 'utf8'))
  while (!shows(child.pid, 'comm', /sleep/)) await sleep(10)
  child.stdin.end()
  while (!shows(zombie, 'status', /State:\s+Z/)) await sleep(10)
  t.equal(identify(zombie), undefined)
})
