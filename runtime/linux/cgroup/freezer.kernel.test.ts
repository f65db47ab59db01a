import { once } from 'node:events'
import { mkdirSync, rmdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { flatKeyed, readCgroupFile } from './cgroup-file.ts'
import { hasEvent, untilEvent } from './events.ts'
import { freeze, isFrozen, thaw } from './freezer.ts'
import { inCgroup, ownCgroup } from './test/own-cgroup.ts'

const usageOf = (directory: string) =>
  flatKeyed(directory, 'cpu.stat').get('usage_usec') ?? 0n

t.test('who is frozen uses no processor, and goes on later', async (t) => {
  const directory = ownCgroup(t)
  mkdirSync(`${directory}/below`)
  await inCgroup(`${directory}/below`, 'while :; do :; done')
  await freeze(directory)
  t.ok(isFrozen(directory))
  t.ok(isFrozen(`${directory}/below`), 'all below it, too')
  const before = usageOf(directory)
  await sleep(200)
  // What each of them still owed on its way out is booked late.
  t.ok(usageOf(directory) - before < 10_000n)
  await thaw(directory)
  t.notOk(isFrozen(directory))
  await sleep(200)
  t.ok(usageOf(directory) - before > 10_000n)
})

t.test('freeze() comes back when they stand, and not before', async (t) => {
  const directory = ownCgroup(t)
  await inCgroup(
    directory,
    'for i in 1 2 3 4 5 6 7 8; do sleep 60 & done; wait',
  )
  for (let round = 0; round < 20; round += 1) {
    await freeze(directory)
    t.match(readCgroupFile(directory, 'cgroup.events'), /^frozen 1$/m)
    await thaw(directory)
    t.match(readCgroupFile(directory, 'cgroup.events'), /^frozen 0$/m)
  }
})

t.test('nobody is frozen easily', async (t) => {
  const directory = ownCgroup(t)
  await freeze(directory)
  t.ok(isFrozen(directory))
  await thaw(directory)
})

t.test('below a frozen one there is no thawing', async (t) => {
  const directory = ownCgroup(t)
  mkdirSync(`${directory}/below`)
  await freeze(directory)
  await t.rejects(untilEvent(`${directory}/below`, 'frozen', false, 50), {
    name: 'CgroupError',
    code: 'ETIMEDOUT',
    path: `${directory}/below/cgroup.events`,
  })
  await thaw(directory)
})

t.test('an event is told, however late it comes', async (t) => {
  const directory = ownCgroup(t)
  const child = await inCgroup(directory, 'sleep 0.3')
  t.ok(hasEvent(directory, 'populated'))
  await untilEvent(directory, 'populated', false)
  t.notOk(hasEvent(directory, 'populated'))
  if (child.exitCode === null) await once(child, 'exit')
})

t.test('who waits for a cgroup that goes away is told', async (t) => {
  const directory = ownCgroup(t)
  const waiting = untilEvent(directory, 'populated', true, 2000)
  rmdirSync(directory)
  await t.rejects(waiting, { name: 'CgroupError' })
  t.notOk(isFrozen(directory))
})
