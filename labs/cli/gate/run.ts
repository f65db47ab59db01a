/**
 * The gate: what keeps the labs true, run in the real VM. See items.ts for what
 * it asks; this file brings together what the items need and counts.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { checkoutRoot } from '#checker/checkout.ts'
import type { Lab } from '#checker/lab.ts'
import { runLab } from '#checker/run.ts'
import { labs } from '#labs/catalog.ts'
import { isGreen } from '../check-work.ts'
import type { Io } from '../io.ts'
import { readReference } from '../work.ts'
import type { Bench, Item } from './bench.ts'
import { Guest } from './guest.ts'
import { lessonDiffers } from './guest-console.ts'
import { itemsOf } from './items.ts'

export interface GateOptions {
  /** Only these labs; all of them when there is none. */
  readonly labs?: readonly Lab[]
  /** Only items whose `lab: name` contains one of these. */
  readonly only?: readonly string[]
}

/**
 * Run the gate.
 *
 * @returns 0 when every item is content and there was one, otherwise 1.
 * @throws {RequirementError} When an item needs the VM and there can be none.
 */
export async function runGate(io: Io, options: GateOptions): Promise<number> {
  const root = checkoutRoot()
  const parent = join(root, '.cache')
  await mkdir(parent, { recursive: true })
  const scratch = await mkdtemp(join(parent, 'gate-'))
  const guest = new Guest(root, join(scratch, 'share'), (line) =>
    io.err.write(`${line}\n`),
  )
  try {
    return await runLabs({ io, root, scratch, guest }, options)
  } finally {
    await guest.stop()
    await rm(scratch, { recursive: true, force: true })
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
  { labs: chosen = labs, only = [] }: GateOptions,
): Promise<number> {
  const { io } = setting
  const counts = { passed: 0, failed: 0 }
  const began = Date.now()
  for (const lab of chosen) {
    const notes: string[] = []
    for (const item of itemsOf(benchOf(lab, setting, notes))) {
      if (!isWanted(`${lab.id}: ${item.name}`, only)) continue
      io.signal.throwIfAborted()
      counts[(await runItem(io, lab, item, notes)) ? 'passed' : 'failed']++
    }
  }
  const { passed, failed } = counts
  io.out.write(`gate: ${passed} hold, ${failed} do not (${since(began)})\n`)
  return failed === 0 && passed > 0 ? 0 : 1
}

const isWanted = (name: string, only: readonly string[]) =>
  only.length === 0 || only.some((part) => name.includes(part))

const since = (began: number) => `${((Date.now() - began) / 1000).toFixed(1)} s`

async function runItem(
  io: Io,
  lab: Lab,
  item: Item,
  notes: string[],
): Promise<boolean> {
  const began = Date.now()
  const wrong = await whatIsWrong(item, notes)
  const mark = wrong === null ? io.color.green('✓') : io.color.red('✗')
  io.out.write(`${mark} ${lab.id}: ${item.name} (${since(began)})\n`)
  for (const note of notes.splice(0))
    io.out.write(`    ${io.color.dim(note)}\n`)
  if (wrong !== null) io.out.write(`    ${wrong}\n`)
  return wrong === null
}

/**
 * What is wrong at the second look too. A machine under load may fail once; what
 * it said then is noted, because an item that is noted often is a defect.
 */
async function whatIsWrong(
  item: Item,
  notes: string[],
): Promise<string | null> {
  // An item that breaks must not hide what the others have to say.
  const look = () => item.run().catch((error: unknown) => String(error))
  const first = await look()
  if (first === null || item.countsAtOnce) return first
  const second = await look()
  if (second === null) notes.push(`only at the second look; first: ${first}`)
  return second
}

function benchOf(lab: Lab, setting: Setting, notes: string[]): Bench {
  const { io, root, scratch, guest } = setting
  return {
    lab,
    earlier: labs.filter(({ number }) => number < lab.number),
    isLast: lab === labs.at(-1),
    root,
    scratch,
    sources: readReference(root),
    judge: async (program, { lab: judged = lab, only } = {}) => {
      const machine = await guest.machine()
      const options = { machine, program, signal: io.signal }
      // What is wrong may change the guest: its name, its mounts, its life.
      guest.spoil()
      const report = await runLab(judged, { ...options, ...(only && { only }) })
      if (isGreen(report) && report.leftovers.length === 0) guest.keep()
      return report
    },
    consoleDiffers: async (lesson, program) =>
      lessonDiffers(await guest.fresh(), lesson, program),
    note: (text) => notes.push(text),
  }
}
