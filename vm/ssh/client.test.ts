import t from 'tap'

import { terminalOverSsh } from './client.ts'

t.test('terminalOverSsh() asks for a terminal', async (t) => {
  const ssh = { config: '/c', program: ['ssh'] }
  t.same(terminalOverSsh(ssh), ['ssh', '-F', '/c', '-t', 'vm'])
  t.same(terminalOverSsh(ssh, 'top').at(-1), 'top')
})
