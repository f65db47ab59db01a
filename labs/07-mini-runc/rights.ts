/** The containers of step `capabilities`: sets that are drawn, and what they allow. */
import type { Bench } from '#checker/bench.ts'
import type { CallResult } from '#checker/visitor.ts'
import {
  drawPart,
  grantable,
  type SetName,
  type Sets,
} from './capability-sets.ts'
import { type Cell, openCell } from './cell.ts'
import {
  DEEDS,
  type Deed,
  drawStage,
  stageEntries,
  type Traces,
  tracesOf,
  tryDeeds,
} from './deeds.ts'

export interface Rights {
  readonly uid: number
  /** As they stand in `config.json`. */
  readonly asked: Sets
  /** As execve(2) has to leave them. */
  readonly wanted: Sets
  readonly cell: Cell<ReturnType<typeof tryDeeds>, Traces>
}

/** What each call returned, by the capability that it needs. */
export type Results = Readonly<Record<Deed, CallResult>>

/** Root: execve(2) gives it back whatever the bounding set allows. */
export async function rightsOfRoot(bench: Bench): Promise<Rights> {
  const asked = await drawSets(bench, 'rights of root')
  const all = asked.bounding
  const wanted = { ...asked, permitted: all, effective: all }
  return lend(bench, 'rights of root', 0, asked, wanted)
}

/** Anybody else: only what is ambient goes through execve(2). */
export async function rightsOfUser(bench: Bench): Promise<Rights> {
  const asked = await drawSets(bench, 'rights of a user')
  const { ambient } = asked
  const wanted = { ...asked, permitted: ambient, effective: ambient }
  const uid = bench.seed.int('uid with rights', 1_000, 60_000)
  return lend(bench, 'rights of a user', uid, asked, wanted)
}

/** Root with no capabilities at all, and one that no kernel has. */
export async function noRights(bench: Bench): Promise<Rights> {
  const unknown = `CAP_${bench.seed.hex('unknown capability', 3).toUpperCase()}`
  const none = setsOfAll([])
  return lend(bench, 'no rights', 0, { ...none, bounding: [unknown] }, none)
}

const setsOfAll = (names: readonly string[]): Sets => ({
  bounding: names,
  effective: names,
  inheritable: names,
  permitted: names,
  ambient: names,
})

/** Each a part of another; ambient ones are permitted and inheritable. */
async function drawSets(bench: Bench, name: string): Promise<Sets> {
  const part = (set: SetName, of: readonly string[]) =>
    drawPart(bench, `${name} ${set}`, of)
  // Both of them must have something to show, whatever is drawn.
  const able = bench.seed.pick(`${name} able`, DEEDS)
  const unable = DEEDS[(DEEDS.indexOf(able) + 1) % DEEDS.length]
  const wish = (names: readonly string[]) => [...new Set([...names, able])]
  const all = (await grantable(bench)).filter((one) => one !== unable)
  const bounding = wish(drawPart(bench, `${name} bounding`, all))
  const ambient = wish(part('ambient', bounding))
  const permitted = [...new Set([...ambient, ...part('permitted', bounding)])]
  const inheritable = [
    ...new Set([...ambient, ...part('inheritable', bounding)]),
  ]
  const effective = wish(part('effective', permitted))
  return { bounding, effective, inheritable, permitted, ambient }
}

async function lend(
  bench: Bench,
  name: string,
  uid: number,
  asked: Sets,
  wanted: Sets,
): Promise<Rights> {
  const stage = drawStage(bench, name)
  const cell = await openCell(
    bench,
    {
      name,
      spec: { process: { user: { uid, gid: uid }, capabilities: asked } },
      entries: stageEntries(stage),
      record: (visitor) => tryDeeds(visitor, stage),
    },
    (inmate) => tracesOf(bench, inmate, stage),
  )
  return { uid, asked, wanted, cell }
}
