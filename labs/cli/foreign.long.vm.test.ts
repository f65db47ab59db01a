/**
 * The labs in a guest with another processor than this computer's: the machine
 * code of that processor, the probes, the agent and koffi, all for real.
 */
import t from 'tap'
import { CheckoutCopy, finished } from './test/checkout-copy.ts'

// A whole system is downloaded the first time, and then emulated.
t.setTimeout(25 * 60_000)

const arch = process.arch === 'x64' ? 'arm64' : 'x64'

t.test('the reference passes lab 01 on the other processor', async (t) => {
  const copy = new CheckoutCopy(t)
  const env = { LABS_ARCH: arch }
  const args = ['check', '01-chroot', '--solution', '--json']
  const { code, out, err } = await finished(copy.spawn(args, env))
  t.equal(code, 0, err)
  const report = JSON.parse(out)
  t.equal(report.vm.arch, arch)
  const bad = report.checks.filter(
    ({ verdict }: { verdict: string }) => verdict !== 'pass',
  )
  t.same(bad, [])
})
