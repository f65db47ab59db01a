import t from 'tap'
import { checkLinkName } from './link-name.ts'
import { formatMac, parseMac, randomMac } from './mac-address.ts'

t.test('names that the kernel takes', async (t) => {
  for (const name of ['eth0', 'a', 'fifteen-letters', 'eth0.5', '...', 'é'])
    t.doesNotThrow(() => checkLinkName(name), name)
})

t.test('names that it does not take, or takes for another', async (t) => {
  for (const name of [
    '',
    '.',
    '..',
    'sixteen--letters',
    'éééééééé',
    'a/b',
    'a:b',
    'a b',
    'a\tb',
    'a\0b',
    'eth%d',
    'a\nb',
  ])
    t.throws(
      () => checkLinkName(name),
      { name: 'NetworkError', code: 'EINVAL' },
      JSON.stringify(name),
    )
})

t.test('hardware addresses', async (t) => {
  t.equal(formatMac(parseMac('02:42:0A:00:00:01')), '02:42:0a:00:00:01')
  for (const text of ['', '02:42', '02:42:0a:00:00:01:02', '02-42-0a-00-00-01'])
    t.throws(() => parseMac(text), { code: 'EINVAL' }, text)
})

t.test('one that is drawn is of one card, and nobody’s', async (t) => {
  const drawn = Array.from({ length: 100 }, randomMac)
  t.equal(new Set(drawn).size, 100)
  for (const mac of drawn) t.equal((parseMac(mac)[0] ?? 0) & 3, 2, mac)
})
