/** Every demo, from its first command to its last verdict. */
import t from 'tap'
import { labs } from '#labs/catalog.ts'
import { CheckoutCopy } from './test/checkout-copy.ts'

t.setTimeout(60 * 60_000)

t.test('every demo shows what it says', async (t) => {
  const copy = new CheckoutCopy(t)
  for (const { id } of labs) {
    const { code, out, err } = await copy.labs(
      ...['demo', id, '--auto', '--speed', '0', '--lang', 'en'],
    )
    t.equal(code, 0, id, { out, err })
    t.match(err, 'Every step showed what it should', id)
  }
})
