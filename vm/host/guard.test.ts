import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { buildSync } from 'esbuild'

import t from 'tap'

import { orUndo } from './guard.ts'

/** Run a script with `guard` at hand in a Node of its own. */
function run(dir: string, body: string) {
  const outfile = join(dir, 'script.mjs')
  buildSync({
    stdin: {
      contents: `import { guard } from './guard.ts'\n${body}`,
      resolveDir: import.meta.dirname,
      loader: 'ts',
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile,
  })
  // Without what tap adds: it listens for signals as well.
  const argv = ['-u', 'NODE_OPTIONS', process.execPath, outfile]
  const { status, signal, stdout } = spawnSync('env', argv)
  return { status, signal, stdout: String(stdout) }
}

const UNDO = "guard(() => process.stdout.write('undone\\n'))"
const KILL_SELF = "setTimeout(() => process.kill(process.pid, 'SIGTERM'), 10)"
const STAY = 'setTimeout(() => {}, 5000)'

t.test('guard() undoes on exit', async (t) => {
  t.match(run(t.testdir(), `${UNDO}; process.exit(3)`), {
    status: 3,
    stdout: 'undone\n',
  })
})

t.test('guard() undoes once on a signal, and dies of it', async (t) => {
  t.match(run(t.testdir(), `${UNDO}; ${KILL_SELF}; ${STAY}`), {
    signal: 'SIGTERM',
    stdout: 'undone\n',
  })
})

t.test('guard() leaves the end to whoever else listens', async (t) => {
  const other = "process.on('SIGTERM', () => process.exit(143))"
  t.match(run(t.testdir(), `${other}; ${UNDO}; ${KILL_SELF}; ${STAY}`), {
    status: 143,
    stdout: 'undone\n',
  })
})

t.test('guard() does nothing after it was released', async (t) => {
  const body = `const release = ${UNDO}; release(); process.exit(0)`
  t.match(run(t.testdir(), body), { status: 0, stdout: '' })
})

t.test('orUndo() gives what the work gives, and undoes nothing', async (t) => {
  const undone = () => t.fail('undone')
  t.equal(await orUndo(undone, async () => 1), 1)
})

t.test('orUndo() undoes what failed, and says why it did', async (t) => {
  let undone = 0
  const undo = () => {
    undone++
  }
  const work = () => Promise.reject(new Error('broken'))
  await t.rejects(orUndo(undo, work), { message: 'broken' })
  t.equal(undone, 1)
})
