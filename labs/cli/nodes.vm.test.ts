/** Several machines from the command line. */
import t from 'tap'
import { CheckoutCopy } from './test/checkout-copy.ts'

// The emulated guest is slow, and on a busy computer very slow.
t.setTimeout(10 * 60_000)

t.test('two nodes, from up to down', async (t) => {
  const copy = new CheckoutCopy(t)
  const status = async () =>
    JSON.parse((await copy.labs('vm', 'status', '--json')).out)

  const up = await copy.labs('vm', 'up', '--nodes', '2')
  t.equal(up.code, 0, up.err)
  t.match(up.out, /^node1: .*\nnode2: .*eth1/m)
  const { running, nodes } = await status()
  t.equal(running, false, 'the machine of the checkout is another one')
  t.match(nodes, [{ name: 'node1' }, { name: 'node2', link: 'eth1' }])

  const there = await copy.labs('vm', 'ssh', 'node2', '--', 'hostname')
  t.equal(there.out.trim(), 'node2', there.err)

  t.equal((await copy.labs('vm', 'reset')).code, 0)
  const after = await status()
  t.not(after.nodes[0].pid, nodes[0].pid)

  t.match((await copy.labs('vm', 'down')).out, 'stopped')
  t.match(await status(), { running: false, nodes: [] })
})

t.test('a number that is none is refused', async (t) => {
  const copy = new CheckoutCopy(t)
  for (const count of ['0', '9', 'two']) {
    const { code, err } = await copy.labs('vm', 'up', '--nodes', count)
    t.equal(code, 2)
    t.match(err, `"${count}"`)
  }
  t.equal((await copy.labs('vm', 'down', '--nodes', '2')).code, 2)
})
