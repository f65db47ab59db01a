/**
 * The labs in a guest with another processor than this computer's: the machine
 * code of that processor, the probes, the agent and koffi, all for real.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { koffiVersion } from '#checker/bundle.ts'
import { CheckoutCopy, finished } from './test/checkout-copy.ts'

// A whole system is downloaded the first time, and then emulated.
t.setTimeout(25 * 60_000)

const arch = process.arch === 'x64' ? 'arm64' : 'x64'

/** koffi's addon for that processor, which npm does not install by itself. */
function addon(t: Test): string {
  const modules = t.testdir({})
  const name = `@koromix/koffi-linux-${arch}`
  const wanted = `${name}@${koffiVersion()}`
  execFileSync('npm', ['pack', '--silent', wanted], { cwd: modules })
  const [archive = ''] = readdirSync(modules)
  const folder = join(modules, name)
  mkdirSync(folder, { recursive: true })
  const unpack = ['--strip-components=1', '-C', folder]
  execFileSync('tar', ['-xzf', join(modules, archive), ...unpack])
  return modules
}

t.test('the reference passes lab 01 on the other processor', async (t) => {
  const copy = new CheckoutCopy(t)
  const env = { LABS_ARCH: arch, NODE_PATH: addon(t) }
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
