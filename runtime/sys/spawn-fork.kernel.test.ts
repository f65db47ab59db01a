// The tests of the back-end that is machine code, once more for the one that
// is not. It needs a process of its own, started with a flag.
import { execPath } from 'node:process'
import t from 'tap'
import { bundleScript } from './test/bundle.ts'

const FILES = [
  'spawn',
  'flow',
  'heir',
  'traps',
  'namespaces',
  'concurrency',
  'cgroup',
  'message',
]

for (const file of FILES)
  t.test(`${file}.kernel.test.ts with the fork back-end`, async (t) => {
    const source = `import './${file}.kernel.test.ts'`
    const script = bundleScript(t.testdir(), source)
    await t.spawn(execPath, ['--single-threaded', script], {
      env: { ...process.env, SPAWN_BACKEND: 'fork', NODE_OPTIONS: '' },
    })
  })

t.test('the fork back-end asks for --single-threaded', async (t) => {
  const source = `
    import { Program } from './program.ts'
    import { spawn } from './spawn.ts'
    try {
      spawn(new Program(), { backend: 'fork' })
    } catch ({ name, message }) {
      process.stdout.write(name + ': ' + message)
    }
  `
  const { execFileSync } = await import('node:child_process')
  const script = bundleScript(t.testdir(), source)
  t.match(
    execFileSync(execPath, [script], { encoding: 'utf8' }),
    /^SpawnError: .*--single-threaded/,
  )
})
