/** Ctrl-C and kill, at many moments of a `labs check`. */
import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import { CheckoutCopy } from './test/checkout-copy.ts'

// The emulated guest is slow, and on a busy computer very slow.
t.setTimeout(10 * 60_000)

t.test('Ctrl-C leaves nothing behind', async (t) => {
  const copy = new CheckoutCopy(t)
  const mounts = () => readFileSync('/proc/self/mounts', 'utf8')
  const before = mounts()
  await copy.labs('start', '1', '--no-check')
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    for (const delayMs of [60, 150, 300, 600, 1000, 1800, 2600]) {
      const child = copy.spawn(['check', '--solution'])
      child.stdout?.resume()
      child.stderr?.resume()
      const end = new Promise((resolve) => child.on('close', resolve))
      await setTimeout(delayMs)
      // A terminal signals the whole foreground process group.
      process.kill(-(child.pid ?? 0), signal)
      await end
      await setTimeout(100)
      const when = `${signal} after ${delayMs} ms`
      t.same(copy.processes(), [], `${when}: no process`)
      t.same(copy.sockets(), [], `${when}: no socket`)
      t.equal(mounts(), before, `${when}: no mount`)
    }
  }
  t.equal((await copy.labs('check', '--solution')).code, 0, 'and it goes on')
})

t.test('Ctrl-C spares a machine that was up before', async (t) => {
  const copy = new CheckoutCopy(t)
  t.equal((await copy.labs('vm', 'up')).code, 0)
  const child = copy.spawn(['check', '1', '--solution'])
  const end = new Promise((resolve) => child.on('close', resolve))
  await setTimeout(1200)
  process.kill(-(child.pid ?? 0), 'SIGINT')
  t.equal(await end, 130)
  const status = JSON.parse((await copy.labs('vm', 'status', '--json')).out)
  t.equal(status.running, true)
})
