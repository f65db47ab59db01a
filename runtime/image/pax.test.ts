import t from 'tap'
import { decodePax, encodePax, xattrsIn } from './pax.ts'

const decode = (text: string) => decodePax(Buffer.from(text, 'latin1'))

t.test('encodePax() counts the digits of the length as well', async (t) => {
  const record = (size: number) =>
    encodePax(new Map([['k', Buffer.alloc(size, 'v')]])).toString()
  // 1 digit, blank, "k=", value, newline: 9 bytes, and then 11.
  t.equal(record(4), '9 k=vvvv\n')
  t.equal(record(5), '11 k=vvvvv\n')
  for (let size = 0; size < 1200; size++) {
    const text = record(size)
    if (Number.parseInt(text, 10) !== text.length) t.fail(`size ${size}`)
  }
})

t.test(
  'decodePax() reads what encodePax() wrote, bytes of any kind',
  async (t) => {
    const value = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))
    const records = new Map([
      ['path', Buffer.from('a=b')],
      ['SCHILY.xattr.security.capability', value],
      ['SCHILY.xattr.user.empty', Buffer.alloc(0)],
    ])
    const back = decodePax(encodePax(records))
    t.same(back, records)
    t.same([...xattrsIn(back).keys()], ['security.capability', 'user.empty'])
  },
)

t.test('decodePax() takes the later of two', async (t) => {
  t.equal(decode('9 k=1234\n9 k=5678\n').get('k')?.toString(), '5678')
})

t.test('decodePax() refuses what is no record', async (t) => {
  for (const text of [
    'x',
    '9',
    ' k=v\n',
    '99 k=v\n',
    '5 k=v\n',
    '3 k=v\n',
    '-6 k=v\n',
    '6 kvv\n',
    '6 k=vv',
    '0 k=v\n',
    '1e1 k=vvvv\n',
    '6 k=v\n4',
    `${'9'.repeat(30)} k=v\n`,
  ])
    t.throws(() => decode(text), { name: 'LayerError' }, JSON.stringify(text))
})
