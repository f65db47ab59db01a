/**
 * The gate: what keeps the labs and the site true, by real kernels. See items.ts and
 * site.ts for what it asks, and lane.ts for where; this file hands the items out to
 * lanes and counts.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { checkoutRoot } from '#checker/checkout.ts'
import type { Lab } from '#checker/lab.ts'
import { labs } from '#labs/catalog.ts'
import type { Io } from '../io.ts'
import { readReference } from '../work.ts'
import type { Item } from './bench.ts'
import { lanesHere } from './guest.ts'
import { itemsOf } from './items.ts'
import { Lane } from './lane.ts'
import { type Part, partOf } from './many.ts'
import { siteItems } from './site.ts'

export interface GateOptions {
  /** Only these labs; the site and all labs but drafts when there is none. */
  readonly labs?: readonly Lab[]
  /** Only items whose `subject: name` contains one of these. */
  readonly only?: readonly string[]
  /** Of items of which there are many, only every so manieth. */
  readonly part?: Part
  /** How many machines to use at the same time; as many as make sense here. */
  readonly lanes?: number
}

const finished = labs.filter(({ isDraft }) => !isDraft)

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
  const sources = readReference(root)
  const lanes: Lane[] = []
  for (let number = 0; number < (options.lanes ?? lanesHere()); number++) {
    const own = join(scratch, `${number}`)
    await mkdir(own)
    lanes.push(new Lane({ io, root, scratch: own, sources, number }))
  }
  try {
    return await runLabs(io, lanes, options)
  } finally {
    await Promise.all(lanes.map((lane) => lane.stop()))
    await rm(scratch, { recursive: true, force: true })
  }
}

async function runLabs(
  io: Io,
  lanes: readonly Lane[],
  { labs: chosen, only = [], part = WHOLE }: GateOptions,
): Promise<number> {
  const counts = { passed: 0, failed: 0 }
  const began = Date.now()
  const wanted = wantedItems(chosen, lanes[0] as Lane, only)
  const queue = partOf(wanted, part)
  const left = wanted.size - queue.length
  if (left > 0)
    io.out.write(
      `part ${part.number} of ${part.of}: ${left} are left to others\n`,
    )
  const work = async (lane: Lane) => {
    // Each lane has items of its own, bound to its machine, in the same order.
    const own = itemsByName(chosen, lane)
    for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
      io.signal.throwIfAborted()
      const item = own.get(name) as Item
      counts[(await runItem(io, name, item, lane)) ? 'passed' : 'failed']++
    }
  }
  await allSettledOrThrow(lanes.map(work))
  const { passed, failed } = counts
  io.out.write(`gate: ${passed} hold, ${failed} do not (${since(began)})\n`)
  return failed === 0 && passed > 0 ? 0 : 1
}

/** Wait for all, whatever becomes of one: machines are stopped afterwards. */
async function allSettledOrThrow(work: readonly Promise<void>[]) {
  for (const result of await Promise.allSettled(work))
    if (result.status === 'rejected') throw result.reason
}

/** `subject: name` → item; a subject is a lab, or the site. */
function itemsByName(
  chosen: readonly Lab[] | undefined,
  lane: Lane,
): Map<string, Item> {
  const named = (subject: string) => (item: Item) =>
    [`${subject}: ${item.name}`, item] as const
  const ofLabs = (chosen ?? finished).flatMap((lab) =>
    itemsOf(lane.benchOf(lab)).map(named(lab.id)),
  )
  // Whoever names a lab does not mean the site.
  const ofSite = chosen ? [] : siteItems(lane.siteBench())
  return new Map([...ofLabs, ...ofSite.map(named('site'))])
}

function wantedItems(
  chosen: readonly Lab[] | undefined,
  lane: Lane,
  only: readonly string[],
): Map<string, Item> {
  const isWanted = ([name]: readonly [string, Item]) =>
    only.length === 0 || only.some((part) => name.includes(part))
  return new Map([...itemsByName(chosen, lane)].filter(isWanted))
}

const WHOLE: Part = { number: 1, of: 1 }

const since = (began: number) => `${((Date.now() - began) / 1000).toFixed(1)} s`

async function runItem(
  io: Io,
  name: string,
  item: Item,
  lane: Lane,
): Promise<boolean> {
  const { notes } = lane
  const began = Date.now()
  const wrong = await whatIsWrong(item, lane)
  const mark = wrong === null ? io.color.green('✓') : io.color.red('✗')
  io.out.write(`${mark} ${name} (${since(began)})\n`)
  for (const note of notes.splice(0))
    io.out.write(`    ${io.color.dim(note)}\n`)
  if (wrong !== null) io.out.write(`    ${wrong}\n`)
  return wrong === null
}

/**
 * What is wrong at the second look too, all of which is in the VM. A machine under
 * load may fail once; what it said then is noted, because an item that is noted
 * often is a defect.
 */
async function whatIsWrong(item: Item, lane: Lane): Promise<string | null> {
  // An item that breaks must not hide what the others have to say.
  const look = () => item.run().catch((error: unknown) => String(error))
  const first = await look()
  if (first === null || item.countsAtOnce) return first
  const second = await lane.surely(look)
  if (second === null)
    lane.notes.push(`only at the second look; first: ${first}`)
  return second
}
