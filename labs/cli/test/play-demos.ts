/** Demos, each from its first command to its last verdict. */
import t from 'tap'
import { CheckoutCopy } from './checkout-copy.ts'

/** @param labs Numbers, as a person types them: `02`. */
export function playDemos(labs: readonly string[]): void {
  t.setTimeout(60 * 60_000)
  t.test('demos show what they say', async (t) => {
    const copy = new CheckoutCopy(t)
    for (const lab of labs) {
      const args = ['demo', lab, '--auto', '--speed', '0', '--lang', 'en']
      const { code, out, err } = await copy.labs(...args)
      t.equal(code, 0, lab, { out, err })
      t.match(err, 'Every step showed what it should', lab)
    }
  })
}
