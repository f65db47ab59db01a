import t from 'tap'
import { sign, signedText } from './signature.ts'

t.test(
  'signedText() gives back what was signed with the same key',
  async (t) => {
    t.equal(
      signedText('key', sign('key', '{"a": "b c 容器"}')),
      '{"a": "b c 容器"}',
    )
    t.equal(signedText('key', sign('key', '')), '')
  },
)

t.test('signedText() is null for a line by anybody else', async (t) => {
  const line = sign('key', '{"id":1}')
  t.equal(signedText('other', line), null)
  t.equal(signedText('key', line.replace('1', '2')), null)
  for (const text of ['', ' ', '{"id":1}', ` {"id":1}`, line.slice(1)]) {
    t.equal(signedText('key', text), null, text)
  }
})
