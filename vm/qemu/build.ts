/**
 * Make a template: ingredients, root file system, initramfs, boot, freeze.
 *
 * Where /dev/kvm can be opened, booting with it is also the trial: a KVM that
 * does not come up in time is as good as none, and emulation takes over.
 */
import { rmSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { orUndo } from '../host/guard.ts'
import type { Progress } from '../provider.ts'
import { BIN_DIRS } from './closure.ts'
import type { Accelerator } from './command-line.ts'
import { gather, type Ingredients } from './ingredients.ts'
import { buildInitramfs } from './initramfs.ts'
import { makeKeys } from './keys.ts'
import {
  BOOT_MODULES,
  LAB_MODULES,
  loadOrder,
  moduleReader,
} from './modules.ts'
import { collectRootfs, packRootfs, type Rootfs } from './rootfs.ts'
import {
  draftDir,
  hostId,
  inputOf,
  type KvmVerdict,
  publish,
  recipeOf,
  sweep,
  type Template,
} from './store.ts'
import { freeze, templateFiles } from './template.ts'
import { type EmulatorUser, mayUseKvm } from './user.ts'
import { unpackVmlinux } from './vmlinux.ts'

/**
 * Build and publish a template. The caller holds the cache's lock.
 *
 * @throws {RequirementError} When this computer lacks something.
 * @throws {MachineError} When the guest does not boot.
 */
export async function buildTemplate(
  cache: string,
  user: EmulatorUser,
  progress: Progress,
): Promise<Template> {
  const started = Date.now()
  sweep(cache)
  const recipe = recipeOf(user)
  const dir = draftDir(cache, recipe)
  const undo = () => rmSync(dir, { recursive: true, force: true })
  return orUndo(undo, async () => {
    const ingredients = await gather(cache, progress)
    const template = await make(dir, ingredients, user, progress)
    await publish(cache, recipe, template)
    progress(`Template ready after ${seconds(Date.now() - started)}`)
    return template
  })
}

async function make(
  dir: string,
  ingredients: Ingredients,
  user: EmulatorUser,
  progress: Progress,
): Promise<Template> {
  const { emulator, kernel, guest, ssh } = ingredients
  const { arch, tree, foreign } = guest
  await mkdir(dir, { mode: 0o711 })
  progress(
    foreign
      ? `Packing the tools of a guest with ${arch}`
      : 'Packing the tools of this computer for the virtual machine',
  )
  const rootfs = await collectRootfs(guest)
  await writeFiles(dir, ingredients, rootfs)
  const { accel, kvm } = await bootAndFreeze(dir, ingredients, user, progress)
  await writeFile(join(dir, 'finished'), '')

  const paths = [...new Set([...rootfs.files.values(), emulator.path])]
  const inputs = [...paths, kernel.image, ingredients.busybox].map(inputOf)
  const { absent } = rootfs
  return {
    ...{ dir, arch, accel, emulator, kernel: kernel.release, tree, ssh, kvm },
    ...{ inputs, absent },
  }
}

async function writeFiles(
  dir: string,
  ingredients: Ingredients,
  rootfs: Rootfs,
): Promise<void> {
  const { kernel, busybox, mksquashfs, dropbearkey, sshKeygen } = ingredients
  const files = templateFiles(dir)
  const env = environment(ingredients)
  const keys = await makeKeys(dir, { sshKeygen, dropbearkey, env })
  const known = `vm ${keys.hostPublicKey}\n`
  await writeFile(join(dir, 'known_hosts'), known, { mode: 0o600 })

  await packRootfs(rootfs, join(dir, 'stage'), files.root, mksquashfs, env)
  await writeFile(
    files.vmlinux,
    await unpackVmlinux(await readFile(kernel.image), env),
  )
  const modules = await loadOrder(
    [...BOOT_MODULES, ...LAB_MODULES],
    await moduleReader(kernel.modules, LAB_MODULES, env),
  )
  await writeFile(
    files.initrd,
    await buildInitramfs({ busybox, modules, ...keys }),
  )
}

/** For programs that are not installed but unpacked. */
function environment({ libraryPath, tree }: Ingredients): NodeJS.ProcessEnv {
  if (tree === null) return {}
  const PATH = [process.env.PATH, ...BIN_DIRS.map((dir) => join(tree, dir))]
  return { PATH: PATH.join(':'), LD_LIBRARY_PATH: libraryPath }
}

interface Frozen {
  readonly accel: Accelerator
  readonly kvm: KvmVerdict
}

async function bootAndFreeze(
  dir: string,
  { emulator, guest: { arch } }: Ingredients,
  user: EmulatorUser,
  progress: Progress,
): Promise<Frozen> {
  const forced = process.env.LABS_ACCEL
  const allowed = forced !== 'tcg' && mayUseKvm(user, arch)
  if (allowed || forced === 'kvm') {
    progress('Booting it with KVM')
    try {
      await freeze({ dir, arch, emulator, user, accel: 'kvm' })
      return { accel: 'kvm', kvm: verdict('works') }
    } catch (error) {
      if (forced === 'kvm') throw error
      progress('KVM does not work here: going on with emulation')
      await rm(join(dir, 'boot'), { recursive: true, force: true })
    }
  }
  progress('Booting it under emulation')
  await freeze({ dir, arch, emulator, user, accel: 'tcg' })
  return { accel: 'tcg', kvm: verdict(allowed ? 'failed' : 'forbidden') }
}

function verdict(state: KvmVerdict['state']): KvmVerdict {
  return { state, host: hostId(state) }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}
