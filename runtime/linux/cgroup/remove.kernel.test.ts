import { once } from 'node:events'
import { existsSync, mkdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { readCgroupFile, wordsOf, writeCgroupFile } from './cgroup-file.ts'
import { hasEvent } from './events.ts'
import { freeze, isFrozen, thaw } from './freezer.ts'
import { killAll, killInRounds, signalAll } from './kill.ts'
import { processesIn } from './processes.ts'
import { removeCgroup } from './remove.ts'
import { inCgroup, ownCgroup } from './test/own-cgroup.ts'

/** Children with sessions of their own, whose parent goes on making more. */
const STRAYS =
  'i=0; while [ $i -lt 200 ]; do setsid sleep 60 & i=$((i+1)); done; wait'

async function until(condition: () => boolean): Promise<void> {
  for (let left = 200; !condition() && left > 0; left -= 1) await sleep(10)
}

t.test('processes are those in it and below', async (t) => {
  const directory = ownCgroup(t)
  mkdirSync(`${directory}/a/b`, { recursive: true })
  const one = await inCgroup(directory, 'exec sleep 60')
  const two = await inCgroup(`${directory}/a/b`, 'exec sleep 60')
  const pids = [Number(one.pid), Number(two.pid)].sort((a, b) => a - b)
  t.same(processesIn(directory), pids)
  t.same(processesIn(`${directory}/a`), [two.pid])
  t.same(processesIn(`${directory}/none`), [])
})

t.test('a threaded one has none to tell, and is no error', async (t) => {
  const directory = ownCgroup(t)
  mkdirSync(`${directory}/a`)
  writeCgroupFile(`${directory}/a`, 'cgroup.type', 'threaded')
  const child = await inCgroup(directory, 'exec sleep 60')
  t.same(processesIn(directory), [child.pid])
})

for (const [name, kill] of Object.entries({ killAll, killInRounds }))
  t.test(`${name}() misses nobody who is being born`, async (t) => {
    const directory = ownCgroup(t)
    mkdirSync(`${directory}/a`)
    await inCgroup(`${directory}/a`, STRAYS)
    await until(() => processesIn(directory).length > 20)
    await kill(directory)
    t.same(processesIn(directory), [])
    t.notOk(hasEvent(directory, 'populated'))
  })

t.test('who is frozen dies as well', async (t) => {
  const directory = ownCgroup(t)
  const child = await inCgroup(directory, 'exec sleep 60')
  const exit = once(child, 'exit')
  await freeze(directory)
  await killAll(directory)
  t.same(await exit, [null, 'SIGKILL'])
})

t.test('a signal reaches each of them, once', async (t) => {
  const directory = ownCgroup(t)
  mkdirSync(`${directory}/a`)
  const children = [
    await inCgroup(directory, 'exec sleep 60'),
    await inCgroup(`${directory}/a`, 'exec sleep 60'),
  ]
  const exits = children.map((child) => once(child, 'exit'))
  await signalAll(directory, 'SIGUSR1')
  t.same(await Promise.all(exits), [
    [null, 'SIGUSR1'],
    [null, 'SIGUSR1'],
  ])
  t.notOk(isFrozen(directory))
})

t.test('a signal that is handled waits while they are frozen', async (t) => {
  const directory = ownCgroup(t)
  const child = await inCgroup(
    directory,
    "trap 'exit 5' TERM; while :; do sleep 0.05; done",
  )
  const exit = once(child, 'exit')
  // The trap is set when it starts to sleep.
  await until(() => processesIn(directory).length > 1)
  await freeze(directory)
  await signalAll(directory, 'SIGTERM')
  await sleep(100)
  t.ok(isFrozen(directory))
  t.match(processesIn(directory), [child.pid])
  await thaw(directory)
  t.same(await exit, [5, null])
})

t.test('a cgroup goes with all that is in it', async (t) => {
  const top = ownCgroup(t)
  const directory = `${top}/pod/box`
  mkdirSync(`${directory}/own/more`, { recursive: true })
  await inCgroup(directory, 'exec setsid sleep 60')
  await inCgroup(`${directory}/own/more`, STRAYS)
  await removeCgroup(directory, [`${top}/pod`, directory])
  t.notOk(existsSync(`${top}/pod`))
  t.ok(existsSync(top), 'what was there before is there')
})

t.test('what others use above it stays', async (t) => {
  const top = ownCgroup(t)
  mkdirSync(`${top}/pod/box`, { recursive: true })
  mkdirSync(`${top}/pod/other`)
  await removeCgroup(`${top}/pod/box`, [`${top}/pod`, `${top}/elsewhere`])
  t.same(
    [`${top}/pod/box`, `${top}/pod/other`].map((path) => existsSync(path)),
    [false, true],
  )
})

t.test('what is gone is removed', async (t) => {
  const top = ownCgroup(t)
  await removeCgroup(`${top}/pod/box`, [`${top}/pod`, `${top}/pod/box`])
  await killAll(`${top}/pod/box`)
  await signalAll(`${top}/pod/box`, 'SIGTERM')
  t.pass('and that is no error')
})

t.test('a tree is removed however deep it is', async (t) => {
  const top = ownCgroup(t)
  // Almost as long as a path can be.
  const deep = Array.from({ length: 30 }, () => 'x'.repeat(120)).join('/')
  mkdirSync(`${top}/box/${deep}`, { recursive: true })
  await removeCgroup(`${top}/box`, [])
  t.notOk(existsSync(`${top}/box`))
})

t.test('errors tell file, text and what the kernel said', async (t) => {
  const directory = ownCgroup(t)
  t.throws(() => writeCgroupFile(directory, 'cgroup.freeze', 'x'), {
    name: 'CgroupError',
    message: `write "x" to "${directory}/cgroup.freeze": EINVAL: invalid argument`,
  })
  // Not EACCES, which is what open(2) says when it is asked to make the file.
  t.throws(() => writeCgroupFile(directory, 'nonsense.max', '1'), {
    code: 'ENOENT',
    syscall: 'openat',
    value: '1',
  })
  t.throws(() => readCgroupFile(directory, 'nonsense.max'), {
    message: `openat "${directory}/nonsense.max": ENOENT: no such file or directory`,
  })
  t.same(wordsOf(directory, 'cgroup.procs'), [])
})
