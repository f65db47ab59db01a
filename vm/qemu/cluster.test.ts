import t from 'tap'

import { checkNodes } from './cluster.ts'

const named = (...names: string[]) => names.map((name) => ({ name }))

t.test('checkNodes() takes names that are host names', async (t) => {
  t.doesNotThrow(() => checkNodes(named('node1', 'node2', 'a-b')))
  const bad = ['', 'Node', '1', 'a b', 'a;b', '../x', 'hub', 'elevenchars']
  for (const name of bad) {
    t.throws(
      () => checkNodes(named(name)),
      { message: `found "${name}"` },
      name,
    )
  }
  t.throws(() => checkNodes(named('a', 'b', 'a')), { message: /found "a"$/ })
})

t.test('checkNodes() takes one to eight', async (t) => {
  t.throws(() => checkNodes([]), { message: /found 0$/ })
  const nine = named(...'abcdefghi')
  t.throws(() => checkNodes(nine), { message: /1 to 8 nodes but found 9$/ })
  t.doesNotThrow(() => checkNodes(nine.slice(1)))
})

t.test('checkNodes() takes addresses with their network', async (t) => {
  const check = (address: string) => checkNodes([{ name: 'a', address }])
  for (const good of ['10.1.0.1/24', 'fd00::1/64', '10.0.0.1/32']) {
    t.doesNotThrow(() => check(good), good)
  }
  const bad = ['10.1.0.1', '10.1.0.1/33', '10.1.0/24', 'fd00::1/129', '/24']
  for (const address of [...bad, '10.0.0.1/24;id', 'fe80::1%a;b/64', 'x/1']) {
    t.throws(() => check(address), { message: `found "${address}"` }, address)
  }
})
