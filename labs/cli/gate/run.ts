/**
 * The gate: what keeps the labs true, run in the real VM. See items.ts for what
 * it asks; this file brings together what the items need and counts.
 */
import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Lab } from '#checker/lab.ts'
import { runLab } from '#checker/run.ts'
import { labs } from '#labs/catalog.ts'
import { runDir } from '#vm/host/paths.ts'
import type { Machine, Progress, Provider } from '#vm/provider.ts'
import { chooseProvider } from '#vm/providers.ts'
import { QemuProvider } from '#vm/qemu/provider.ts'
import type { Io } from '../io.ts'
import { bundleRuntime } from '../judge.ts'
import { checkoutRoot } from '../root.ts'
import { readReference } from '../work.ts'
import { lessonDiffers } from './guest-console.ts'
import { type Bench, type Item, itemsOf } from './items.ts'

export interface GateOptions {
  /** Only items whose `lab: name` contains one of these. */
  readonly only?: readonly string[]
}

/**
 * Run the gate over every lab.
 *
 * @returns 0 when every item is content, otherwise 1.
 * @throws {RequirementError} When this machine cannot run the VM.
 */
export async function runGate(io: Io, options: GateOptions): Promise<number> {
  const root = checkoutRoot()
  const parent = join(root, '.cache')
  await mkdir(parent, { recursive: true })
  const scratch = await mkdtemp(join(parent, 'gate-'))
  const share = join(scratch, 'share')
  await mkdir(share)
  const progress = (line: string) => io.err.write(`${line}\n`)
  const provider = ownProvider(root)
  await provider.prepare(progress)
  const guest = new Guest(await provider.start({ share }, progress), progress)
  try {
    return await runLabs({ io, root, scratch, guest }, options)
  } finally {
    await guest.machine.stop()
    await rm(scratch, { recursive: true, force: true })
  }
}

/** Not the machine a student of this checkout has open: this one is reset. */
function ownProvider(root: string): Provider {
  const chosen = chooseProvider()
  return chosen.name === 'qemu'
    ? new QemuProvider({ run: runDir(`${root}/.cache/gate`) })
    : chosen
}

/** The machine of this run: another one after each reset. */
class Guest {
  machine: Machine
  readonly #progress: Progress

  constructor(machine: Machine, progress: Progress) {
    this.machine = machine
    this.#progress = progress
  }

  async fresh(): Promise<Machine> {
    this.machine = await this.machine.reset(this.#progress)
    return this.machine
  }
}

interface Setting {
  readonly io: Io
  readonly root: string
  readonly scratch: string
  readonly guest: Guest
}

async function runLabs(
  setting: Setting,
  { only = [] }: GateOptions,
): Promise<number> {
  let passed = 0
  let failed = 0
  for (const lab of labs) {
    const items = itemsOf(benchOf(lab, setting)).filter(
      ({ name }) =>
        only.length === 0 ||
        only.some((part) => `${lab.id}: ${name}`.includes(part)),
    )
    for (const item of items) {
      setting.io.signal.throwIfAborted()
      if (await runItem(setting.io, lab, item)) passed++
      else failed++
    }
  }
  setting.io.out.write(`gate: ${passed} hold, ${failed} do not\n`)
  return failed === 0 && passed > 0 ? 0 : 1
}

async function runItem(io: Io, lab: Lab, item: Item): Promise<boolean> {
  const began = Date.now()
  // An item that breaks must not hide what the others have to say.
  const wrong = await item.run().catch((error: unknown) => String(error))
  const seconds = ((Date.now() - began) / 1000).toFixed(1)
  const mark = wrong === null ? io.color.green('✓') : io.color.red('✗')
  io.out.write(`${mark} ${lab.id}: ${item.name} (${seconds} s)\n`)
  if (wrong !== null) io.out.write(`    ${wrong}\n`)
  return wrong === null
}

function benchOf(lab: Lab, { io, root, scratch, guest }: Setting): Bench {
  const bundle = (folder: string, name: string) =>
    bundleRuntime(root, 'gate', { name, runtime: join(folder, 'runtime') })
  return {
    lab,
    root,
    scratch,
    sources: readReference(root),
    judge: (program) =>
      runLab(lab, { machine: guest.machine, program, signal: io.signal }),
    bundle,
    typecheck: (folder) => typecheck(root, folder),
    consoleDiffers: async (lesson) => {
      const program = await bundle(root, 'the reference')
      const text = await readFile(lesson, 'utf8')
      return lessonDiffers(await guest.fresh(), text, program)
    },
  }
}

/** What tsc says of a folder that contains `runtime/`; `null` when nothing. */
async function typecheck(root: string, folder: string): Promise<string | null> {
  const config = {
    extends: join(root, 'tsconfig.json'),
    include: ['runtime'],
    exclude: [],
  }
  const project = join(folder, 'tsconfig.json')
  await writeFile(project, JSON.stringify(config))
  const tsc = spawn(
    process.execPath,
    [join(root, 'node_modules/typescript/bin/tsc'), '-p', project],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  let output = ''
  tsc.stdout.on('data', (chunk) => {
    output += chunk
  })
  const status = await new Promise((resolve) => tsc.on('close', resolve))
  return status === 0 ? null : output.trim().slice(0, 2000)
}
