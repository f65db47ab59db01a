import t from 'tap'

import { outputOrNull, runProgram } from './run-program.ts'

const shell = (script: string, onLine?: (line: string) => void) =>
  runProgram('sh', ['-c', script], onLine === undefined ? {} : { onLine })

t.test(
  'runProgram() gives what was written, and lines as they come',
  async (t) => {
    const lines: string[] = []
    const output = await shell('echo out; echo a >&2; echo b >&2', (line) =>
      lines.push(line),
    )
    t.equal(output, 'out\n')
    t.same(lines.sort(), ['a', 'b', 'out'])
  },
)

t.test(
  'runProgram() says how a program ended and what it said last',
  async (t) => {
    await t.rejects(shell('echo no disk >&2; exit 4'), {
      name: 'MachineError',
      message: /^"sh -c .*" ended with 4\n.*no disk/,
    })
    await t.rejects(shell('kill -TERM $$'), { message: /ended with SIGTERM/ })
  },
)

t.test('runProgram() names a program that is not there', async (t) => {
  await t.rejects(runProgram('no-such-program', ['up']), {
    name: 'MachineError',
    message: /^Cannot run "no-such-program up": .*ENOENT/,
  })
})

t.test('outputOrNull() gives null for all that', async (t) => {
  t.equal(await outputOrNull('sh', ['-c', 'echo out']), 'out\n')
  t.equal(await outputOrNull('sh', ['-c', 'echo out; exit 4']), null)
  t.equal(await outputOrNull('no-such-program', []), null)
})
