/** What needs a terminal: watching, and choosing from a list. */
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { CheckoutCopy } from './test/checkout-copy.ts'

t.test('watch checks when a file is saved, and takes keys', async (t) => {
  const copy = new CheckoutCopy(t)
  await copy.labs('start', '1', '--no-check')
  const rootfs = 'linux/rootfs.ts'
  const { code } = await copy.inTerminal(['watch'], async (terminal) => {
    await terminal.sees('q quit')
    terminal.types('h')
    await terminal.sees('Hint 1 of 3')
    terminal.types('l')
    await terminal.sees('you are here')
    copyFileSync(
      join(copy.root, 'runtime', rootfs),
      join(copy.root, 'labs/work/runtime', rootfs),
    )
    await terminal.sees(`${rootfs} changed`)
    await terminal.sees('q quit')
    terminal.types('q')
  })
  t.equal(code, 0)
})

t.test('the picker: Ctrl-C, end of input, and a choice', async (t) => {
  const copy = new CheckoutCopy(t)
  const interrupted = await copy.inTerminal([], async (terminal) => {
    await terminal.sees('01-chroot')
    terminal.types('\u0003')
  })
  t.equal(interrupted.code, 130)
  const shown = interrupted.out.lastIndexOf('\u001b[?25h')
  const hidden = interrupted.out.lastIndexOf('\u001b[?25l')
  t.ok(shown > hidden, 'the cursor is back')

  const chosen = await copy.inTerminal(['start'], async (terminal) => {
    await terminal.sees('01-chroot')
    terminal.types('\r')
    await terminal.sees('labs check (or labs watch)')
  })
  t.equal(chosen.code, 0)
})
