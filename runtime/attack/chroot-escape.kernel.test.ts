// The escape, made as a student makes it (by mini-escape), in a chroot that
// mini-runc makes, for a secret that no path inside leads to.
import { randomBytes } from 'node:crypto'
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { bundleProgram } from '#checker/bundle.ts'
import {
  type Box,
  makeBox,
  newDirectory,
  runBox,
  start,
} from '../cli/box.kernel.test.ts'

let built: Promise<string> | undefined

function miniEscapeProgram(): Promise<string> {
  built ??= (async () => {
    const entry = join(import.meta.dirname, '../cli/mini-escape.ts')
    const outfile = join(newDirectory(t), 'mini-escape.cjs')
    await bundleProgram({ entry, outfile })
    return outfile
  })()
  return built
}

async function miniEscape(t: Test, ...args: string[]) {
  return start(t, ['node', await miniEscapeProgram(), ...args]).ended
}

/** A secret of some size, outside any box. */
function hideSecret(t: Test, size: number) {
  const file = join(newDirectory(t), 'secret')
  const text = randomBytes(size / 2).toString('hex')
  writeFileSync(file, text)
  return { file, text }
}

async function boxWithEscape(t: Test, secret: string, cwd = '/'): Promise<Box> {
  const box = makeBox(t, { args: ['/escape'], env: [], cwd })
  const output = join(box.rootfs, 'escape')
  t.match(await miniEscape(t, '--secret', secret, '--output', output), {
    status: 0,
    stdout: '',
    stderr: '',
  })
  return box
}

t.test('the escape reads a file of the host', async (t) => {
  const { file, text } = hideSecret(t, 32)
  const box = await boxWithEscape(t, file)
  const before = readdirSync(box.rootfs)
  t.match(await runBox(t, box), { status: 0, stdout: text })
  t.same(readdirSync(box.rootfs), before, 'and leaves nothing behind')
})

t.test('a secret of many pages comes out whole', async (t) => {
  const { file, text } = hideSecret(t, 100_000)
  const { stdout } = await runBox(t, await boxWithEscape(t, file))
  t.equal(stdout, text)
})

t.test('it starts from any working directory', async (t) => {
  const { file, text } = hideSecret(t, 32)
  const box = await boxWithEscape(t, file, '/tmp')
  t.match(await runBox(t, box), { status: 0, stdout: text })
})

t.test('who does not climb does not see the secret', async (t) => {
  const { file } = hideSecret(t, 32)
  const box = makeBox(t, { args: ['cat', file] })
  t.match(await runBox(t, box), { status: 1, stdout: '' })
})

t.test('an escape that fails ends with 125', async (t) => {
  const box = await boxWithEscape(t, '/there/is/no/such/secret')
  t.match(await runBox(t, box), { status: 125, stdout: '' })
})

t.test('where nothing is above, there is no way out', async (t) => {
  const { file } = hideSecret(t, 32)
  const box = await boxWithEscape(t, file)
  const moved = newDirectory(t)
  copyFileSync(join(box.rootfs, 'escape'), join(moved, 'escape'))
  // pivot_root takes the old root away, as lab 03 will.
  const script = `mount --bind ${moved} ${moved} && cd ${moved} && mkdir old && pivot_root . old && exec /escape`
  const ended = start(t, ['unshare', '--mount', 'sh', '-c', script]).ended
  t.match(await ended, { status: 125, stdout: '' })
})

t.test('the program is static, for the processor asked for', async (t) => {
  const directory = newDirectory(t)
  for (const [arch, machine] of [
    ['x64', 62],
    ['arm64', 183],
  ] as const) {
    const output = join(directory, arch)
    const args = ['--secret', '/s', '--output', output, '--arch', arch]
    t.equal((await miniEscape(t, ...args)).status, 0)
    const elf = readFileSync(output)
    t.equal(elf.toString('latin1', 0, 4), '\x7fELF')
    t.equal(elf.readUInt16LE(18), machine)
  }
})

t.test('a command line that says nothing is refused', async (t) => {
  const wrong: readonly (readonly [string[], RegExp])[] = [
    [[], /absolute path after "--secret"/],
    [['--secret', 'relative', '--output', 'x'], /absolute path/],
    [['--secret', '/s'], /after "--output"/],
    [['--secret', '/s', '--output', 'x', '--arch', 'mips'], /found "mips"/],
    [['--bogus'], /--bogus/],
  ]
  for (const [args, stderr] of wrong)
    t.match(await miniEscape(t, ...args), { status: 1, stderr })
  t.match(await miniEscape(t, '--help'), { status: 0, stdout: /Usage/ })
})
