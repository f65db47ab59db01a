import t from 'tap'

import { installCommand, parseInstalled } from './packages.ts'

t.test('parseInstalled() wants a package to be installed fully', async (t) => {
  const output = 'ii bash\nrc nginx\niU strace\nun runc\nhi tar\n'
  t.same([...parseInstalled(output)], ['bash', 'tar'])
})

t.test('installCommand() names every package', async (t) => {
  t.match(installCommand(['runc', 'crun']), /apt-get install .* runc crun$/)
})
