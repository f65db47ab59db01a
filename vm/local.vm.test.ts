/**
 * The local provider on a machine that may be broken: a guest of the built-in
 * one, which is Linux with everything the labs need.
 */
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'

import { build } from 'esbuild'
import t, { type Test } from 'tap'

import { userId } from './host/paths.ts'
import type { Machine } from './provider.ts'
import { QemuProvider } from './qemu/provider.ts'

const SCRIPT = `
  import { once } from 'node:events'
  import { LocalProvider } from './local.ts'
  const provider = new LocalProvider()
  try {
    const machine = await provider.start({ share: '/run/labs' })
    const child = machine.spawn('sleep 50 & id -u; cat /run/labs/local.mjs | wc -c; wait')
    const [output] = await once(child.stdout, 'data')
    await machine.stop()
    const [, signal] = await once(child, 'close')
    process.stdout.write(JSON.stringify({ output: String(output), signal }))
  } catch (error) {
    process.stdout.write(error.name + ': ' + error.message)
  }`

/** A guest with the script in its share. */
async function guest(t: Test): Promise<Machine> {
  const parent =
    userId() === 0 ? '/run' : (process.env.XDG_RUNTIME_DIR ?? '/tmp')
  const base = mkdtempSync(join(parent, 'labs-test-'))
  t.teardown(() => rmSync(base, { recursive: true, force: true }))
  const share = join(base, 'share')
  mkdirSync(share)
  const outfile = join(share, 'local.mjs')
  await build({
    stdin: { contents: SCRIPT, resolveDir: import.meta.dirname },
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['zx'],
    outfile,
  })
  chmodSync(share, 0o755)
  chmodSync(outfile, 0o644)
  const provider = new QemuProvider({ run: join(base, 'vm') })
  const machine = await provider.start({ share }, () => undefined)
  t.teardown(() => machine.stop())
  return machine
}

async function output(machine: Machine, command: string): Promise<string> {
  const child = machine.spawn(command)
  let text = ''
  child.stdout?.on('data', (data) => {
    text += data
  })
  child.stderr?.on('data', (data) => {
    text += data
  })
  await once(child, 'close')
  return text
}

t.test('LocalProvider runs where everything is there', async (t) => {
  const machine = await guest(t)
  const text = await output(machine, 'LABS_LOCAL=1 node /run/labs/local.mjs')
  t.match(text, /^\{"output":"0\\n/)
  t.match(text, /"signal":"SIGKILL"\}$/)
  t.equal(await output(machine, 'pgrep sleep'), '', 'nothing runs on')
  t.equal(
    await output(machine, 'ls -d /sys/fs/cgroup/labs*'.concat(' 2>&-')),
    '',
  )
})

t.test('LocalProvider names all that is missing at once', async (t) => {
  const machine = await guest(t)
  const spoil = `rm /usr/sbin/nft
    mount -o remount,ro /sys/fs/cgroup`
  const text = await output(machine, `${spoil}; node /run/labs/local.mjs`)
  t.match(text, /^RequirementError: "consent to run labs on this machine"/)
  t.match(text, /Set LABS_LOCAL=1/)
  t.match(
    text,
    /"a cgroup of our own, with limits" is needed but found mkdir: .*Read-only/,
  )
  t.match(text, /"nft" is needed but found no such program/)
  t.notMatch(text, /"ip" is needed/)
})
