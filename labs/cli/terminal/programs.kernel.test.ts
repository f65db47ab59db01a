/** In namespaces of this computer, whose `/run` is a folder of the test. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { nativeMachine } from '#checker/native-machine.ts'
import { inGuest } from './in-guest.ts'
import { installPrograms } from './programs.ts'

t.test('installPrograms() makes commands of programs', async (t) => {
  const folder = t.testdir({
    run: {},
    'mini-runc.cjs': '#!/bin/sh\necho "it runs"\n',
    'koffi.node': Buffer.from([0, 255, 10]),
  })
  const machine = nativeMachine(join(folder, 'run'))
  const file = (name: string, executable: boolean) => ({
    from: join(folder, name),
    name,
    executable,
  })
  const program = {
    name: "it's (mine)",
    files: [file('mini-runc.cjs', true), file('koffi.node', false)],
  }
  const path = await installPrograms(machine, program)
  t.equal(path, '/run/programs/it-s-mine-')
  const { output } = await inGuest(machine, `PATH=${path}:$PATH mini-runc`)
  t.equal(output, 'it runs\n')
  const there = join(folder, path)
  t.same(readdirSync(there).sort(), ['koffi.node', 'mini-runc'])
  t.same([...readFileSync(join(there, 'koffi.node'))], [0, 255, 10])
  t.equal(statSync(join(there, 'koffi.node')).mode & 0o777, 0o644)
  t.equal(await installPrograms(machine, program), path, 'again')
})

t.test('installPrograms() says what did not go', async (t) => {
  const folder = t.testdir({ run: { programs: 'a file' }, a: '' })
  const machine = nativeMachine(join(folder, 'run'))
  const files = [{ from: join(folder, 'a'), name: 'a', executable: false }]
  await t.rejects(installPrograms(machine, { name: 'x', files }), {
    message: /Cannot copy/,
  })
})

t.test('inGuest() ends what takes too long', async (t) => {
  const machine = nativeMachine(undefined, { ownProcesses: true })
  const { code } = await inGuest(machine, 'sleep 60', { timeoutMs: 500 })
  t.equal(code, null)
  const input = 'x'.repeat(1_000_000)
  t.equal((await inGuest(machine, 'true', { input })).output, '', 'not read')
})
