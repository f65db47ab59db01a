import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import t from 'tap'

import { asRoot, endNoted, rootShell } from './manner.ts'

const { wrapped, kill } = asRoot(false, 'me')
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Start what the shell of a connection would, and wait for its note. */
async function started(command: string, note: string) {
  const child = spawn('sh', ['-c', wrapped(command, note)], { detached: true })
  while (!existsSync(note) || readFileSync(note, 'utf8') === '') await pause(10)
  return { child, group: Number(readFileSync(note, 'utf8')) }
}

const lives = (group: number) => {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-g', `${group}`])
  return /^[^Z\s]/m.test(String(stdout))
}

t.test('wrapped() keeps input, output and status, and no note', async (t) => {
  const note = join(t.testdir(), 'note')
  const command = wrapped(`cat; echo "it's" >&2; exit 3`, note)
  const options = { input: 'given', encoding: 'utf8' } as const
  t.match(spawnSync('sh', ['-c', command], options), {
    status: 3,
    stdout: 'given',
    stderr: "it's\n",
  })
  t.notOk(existsSync(note))
})

t.test('wrapped() leads a group of its own', async (t) => {
  const note = join(t.testdir(), 'note')
  const { child, group } = await started('echo go; sleep 60', note)
  t.not(group, child.pid)
  t.ok(lives(group))
  execFileSync('sh', ['-c', kill(note)])
  t.same(await once(child, 'exit'), [128 + 9, null])
  t.notOk(lives(group), 'the whole group is gone')
  t.notOk(existsSync(note))
})

t.test('kill() waits for a note that is late', async (t) => {
  const note = join(t.testdir(), 'note')
  const killer = spawn('sh', ['-c', kill(note)])
  await pause(300)
  const { child } = await started('sleep 60', note)
  t.equal(child.exitCode ?? (await once(child, 'exit'))[0], 128 + 9)
  if (killer.exitCode === null) await once(killer, 'exit')
})

t.test('endNoted() ends ours, those that will not too', async (t) => {
  const dir = t.testdir({ 'other-1': '1\n' })
  const notes = join(dir, 'ours-')
  const polite = await started(
    `trap 'exit 7' TERM; sleep 60 & wait`,
    `${notes}1`,
  )
  const deaf = await started(`trap '' TERM; sleep 60`, `${notes}2`)
  execFileSync('sh', ['-c', endNoted({ notes })])
  t.equal(polite.child.exitCode ?? (await once(polite.child, 'exit'))[0], 7)
  t.equal(deaf.child.exitCode ?? (await once(deaf.child, 'exit'))[0], 128 + 9)
  t.same(readdirSync(dir), ['other-1'], 'of others nothing is touched')
})

t.test('endNoted() has nothing to do where nothing runs', async (t) => {
  const notes = join(t.testdir(), 'ours-')
  t.equal(String(execFileSync('sh', ['-c', endNoted({ notes })])), '')
})

t.test('rootShell() asks sudo for no password', async (t) => {
  t.equal(rootShell('id', true), "exec sudo -n /bin/sh -c 'id'")
  t.equal(rootShell('id', false), "exec /bin/sh -c 'id'")
})
