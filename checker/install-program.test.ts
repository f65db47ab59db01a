import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { checkoutRoot } from './checkout.ts'
import { installProgram, launcher } from './install-program.ts'

const MADE = new Date('2026-01-02T03:04:05Z')

/** A launcher, and in the place of Node a program that says how it was called. */
function launch(
  t: Test,
  snapshotFrom?: Date,
  env: Record<string, string> = {},
) {
  const folder = t.testdir({ "it's here": {} })
  const node = join(folder, 'node')
  writeFileSync(node, '#!/bin/sh\necho "$NODE_OPTIONS$NODE_EXTRA_CA_CERTS"\n')
  writeFileSync(node, 'printf "%s\\n" "$@"\n', { flag: 'a' })
  chmodSync(node, 0o755)
  utimesSync(node, MADE, MADE)
  const program = join(folder, "it's here", 'mini-runc')
  if (snapshotFrom) {
    writeFileSync(`${program}.blob`, '')
    utimesSync(`${program}.blob`, snapshotFrom, snapshotFrom)
  }
  writeFileSync(program, launcher(node, program), { mode: 0o755 })
  const args = ['--root', '/a b', 'run', '']
  const text = execFileSync(program, args, { encoding: 'utf8', env, cwd: '/' })
  const [variables, ...called] = text.split('\n').slice(0, -1)
  return { program, variables, called }
}

t.test('it starts Node from the snapshot, with its arguments', async (t) => {
  const { program, called } = launch(t, MADE)
  const own = ['--snapshot-blob', `${program}.blob`, 'mini-runc']
  t.same(called.slice(-7), [...own, '--root', '/a b', 'run', ''])
})

t.test('options for another Node are none for ours', async (t) => {
  const env = { NODE_OPTIONS: '--inspect', NODE_EXTRA_CA_CERTS: '/etc/passwd' }
  t.equal(launch(t, MADE, env).variables, '')
})

t.test('without a snapshot of this Node, the bundle is started', async (t) => {
  for (const hour of [2, 4]) {
    const when = new Date(`2026-01-02T0${hour}:04:05Z`)
    const { program, called } = launch(t, when)
    t.same(called, [`${program}.cjs`, '--root', '/a b', 'run', ''])
  }
})

t.test(
  'the program runs without PATH or HOME, from its snapshot',
  async (t) => {
    const folder = t.testdir({})
    const runtime = join(checkoutRoot(), 'runtime')
    const program = await installProgram(runtime, folder)
    // Without the bundle, nothing but the snapshot can be what starts.
    writeFileSync(`${program}.cjs`, 'process.exit(9)')
    const options = { encoding: 'utf8', env: {}, cwd: '/' } as const
    t.match(execFileSync(program, ['--version'], options), /^mini-runc version/)
    execFileSync(program, ['spec', '--bundle', folder], options)
    t.match(spawnSync(program, ['nothing'], options), {
      status: 1,
      stderr: /Expected a command .* but found "nothing"/,
    })
  },
)
