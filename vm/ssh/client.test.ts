import { spawnSync } from 'node:child_process'

import t from 'tap'

import { quoted, terminalOverSsh } from './client.ts'

t.test('quoted() is one word, whatever is in it', async (t) => {
  for (const text of ["it's", '$HOME `id` "x"', "'''", 'two\nlines\\']) {
    const { stdout } = spawnSync('sh', ['-c', `printf %s ${quoted(text)}`])
    t.equal(String(stdout), text)
  }
})

t.test('terminalOverSsh() asks for a terminal', async (t) => {
  const ssh = { config: '/c', program: ['ssh'] }
  t.same(terminalOverSsh(ssh), ['ssh', '-F', '/c', '-t', 'vm'])
  t.same(terminalOverSsh(ssh, 'top').at(-1), 'top')
})
