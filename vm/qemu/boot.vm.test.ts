/**
 * Booting a template, above all when it does not work: the reader needs to see
 * what the guest said, and nothing may stay.
 */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'

import { build } from 'esbuild'
import t, { type Test } from 'tap'

import { cacheDir } from '../host/paths.ts'
import { writeCpio } from './cpio.ts'
import { QemuProvider } from './provider.ts'
import {
  freshTemplate,
  recipeOf,
  type Template,
  templatesDir,
} from './store.ts'
import { freeze, templateFiles } from './template.ts'
import { emulatorUser } from './user.ts'

const user = emulatorUser()
const patience = { firstLineMs: 30_000, bootMs: 30_000 }

async function template(): Promise<Template> {
  await new QemuProvider().prepare(() => undefined)
  const found = freshTemplate(cacheDir(), recipeOf(user), user)
  if (found === null) throw new Error('Expected a template to be there')
  return found
}

/** The files of a good template, to be spoilt. */
async function draft(t: Test) {
  const good = await template()
  const dir = mkdtempSync(join(templatesDir(cacheDir()), 'test-'))
  t.teardown(() => rmSync(dir, { recursive: true, force: true }))
  spawnSync('chmod', ['0711', dir])
  const from = templateFiles(good.dir)
  const to = templateFiles(dir)
  copyFileSync(from.vmlinux, to.vmlinux)
  copyFileSync(from.initrd, to.initrd)
  copyFileSync(from.root, to.root)
  const { arch, emulator } = good
  const options = { dir, arch, emulator, user, accel: 'tcg' } as const
  return { options: { ...options, patience }, files: to }
}

function emulators(dir: string): string[] {
  const { stdout } = spawnSync('pgrep', [
    '-r',
    'R,S,D',
    '-f',
    `qemu-system.*${dir}`,
  ])
  return String(stdout).split('\n').filter(Boolean)
}

t.test('a kernel that finds no init shows its panic', async (t) => {
  const { options, files } = await draft(t)
  writeFileSync(files.initrd, writeCpio([]))
  await t.rejects(freeze(options), {
    name: 'MachineError',
    message: /^The emulator ended with 0\n[\s\S]*Kernel panic - not syncing/,
  })
  t.same(emulators(options.dir), [])
})

t.test('a guest whose disk is no disk says so', async (t) => {
  const { options, files } = await draft(t)
  writeFileSync(files.root, Buffer.alloc(1 << 20))
  await t.rejects(freeze(options), {
    name: 'MachineError',
    message:
      /^The emulator ended with 0\n[\s\S]*LABS-FAIL the root file system is no squashfs/,
  })
})

t.test('a file that is no kernel is what the emulator says', async (t) => {
  const { options, files } = await draft(t)
  writeFileSync(files.vmlinux, Buffer.from('not a kernel'))
  await t.rejects(freeze(options), {
    name: 'MachineError',
    message: /^The emulator ended with 1\n[\s\S]*kernel/,
  })
})

t.test('a guest that never says a word is given up', async (t) => {
  const { options, files } = await draft(t)
  const init = '#!/bin/busybox sh\nexec /bin/busybox sleep 1000\n'
  const good = readFileSync(files.initrd)
  t.ok(good.includes('LABS-BOOT'))
  const busybox = readFileSync('/bin/busybox')
  writeFileSync(
    files.initrd,
    writeCpio([
      { path: 'bin/busybox', data: busybox, mode: 0o755 },
      { path: 'init', data: Buffer.from(init), mode: 0o755 },
    ]),
  )
  const brief = { ...options, patience: { firstLineMs: 4000, bootMs: 4000 } }
  await t.rejects(freeze(brief), {
    name: 'MachineError',
    message: /Expected ".*" on the console .* in 4 seconds/,
  })
  t.same(emulators(options.dir), [])
})

t.test(
  'a build that is killed leaves no process, and the next sweeps',
  async (t) => {
    const script = join(t.testdir(), 'build.mjs')
    await build({
      stdin: {
        contents: `import { QemuProvider } from './provider.ts'
        await new QemuProvider().prepare(console.log)`,
        resolveDir: import.meta.dirname,
      },
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      outfile: script,
    })
    // Another recipe, so that the template of everybody else stays.
    const env = { ...process.env, LABS_ACCEL: 'tcg', SUDO_UID: '65533' }
    const argv = ['-u', 'NODE_OPTIONS', process.execPath, script]
    const before = readdirSync(templatesDir(cacheDir()))

    for (const signal of ['SIGINT', 'SIGKILL'] as const) {
      const child = spawn('env', argv, { env })
      let text = ''
      for await (const data of child.stdout) {
        text += data
        if (text.includes('Booting it')) break
      }
      await new Promise((resolve) => setTimeout(resolve, 500))
      child.kill(signal)
      await once(child, 'close')
      await new Promise((resolve) => setTimeout(resolve, 300))
      t.same(emulatorsOf(65533), [], signal)
    }
    const drafts = readdirSync(templatesDir(cacheDir())).filter(
      (name) => !before.includes(name),
    )
    t.equal(drafts.length, 1, 'SIGINT removes its draft, SIGKILL cannot')

    const child = spawn('env', argv, { env })
    t.same(await once(child, 'close'), [0, null])
    const [left = ''] = drafts
    t.notOk(existsSync(join(templatesDir(cacheDir()), left)))
    for (const name of readdirSync(templatesDir(cacheDir()))) {
      if (before.includes(name)) continue
      rmSync(join(templatesDir(cacheDir()), name), { recursive: true })
    }
  },
)

/** Whoever has ended but was not collected yet does not count. */
function emulatorsOf(uid: number): string[] {
  const argv = ['-u', String(uid), '-r', 'R,S,D', 'qemu']
  const { stdout } = spawnSync('pgrep', argv)
  return String(stdout).split('\n').filter(Boolean)
}
