/**
 * Folders whose names hold what stands between options and between folders, and
 * so many folders that their names together are longer than a page of memory,
 * which is all that mount(2) takes as options.
 */
import type { Bench } from '#checker/bench.ts'
import { makePlace, type Place } from '#checker/layers.ts'
import {
  folders,
  mountStack,
  type Shown,
  textFile,
  unmountStack,
} from './commands.ts'

export interface Seen extends Shown {
  /** Names that the merged folder should have, sorted. */
  readonly wanted: readonly string[]
  readonly found: readonly string[]
}

/** A colon ends a folder, a comma an option, a backslash is an escape itself. */
const MARKS = [':', ',', '\\']

/** Lower folders with awkward names; `--lower` has the colon escaped, as mount(8). */
export async function awkward(bench: Bench): Promise<Seen> {
  const drawn = (name: string) => bench.seed.hex(`awkward ${name}`, 3)
  const lower = MARKS.map((mark, at) => `${drawn(`l${at}`)}${mark}below`)
  const wanted = lower.map((_, at) => drawn(`file ${at}`)).sort()
  const place = await makePlace(bench, 'awkward', [
    ...lower.map((name, at) => textFile(`${name}/${wanted[at]}`, name)),
    ...folders('merged'),
  ])
  const escaped = lower.map((name) => name.replace(/[\\:]/g, '\\$&'))
  const ran = [
    await mountStack(bench, place, { lower: escaped, target: 'merged' }),
  ]
  return { ran, wanted, found: await namesIn(bench, place) }
}

/** An upper folder and a work folder with awkward names. */
export async function awkwardUpper(bench: Bench): Promise<Seen> {
  const drawn = (name: string) => bench.seed.hex(`awkward ${name}`, 3)
  const [upper, work] = [`${drawn('upper')},a:b`, `${drawn('work')},\\c`]
  const wanted = [drawn('in lower'), drawn('in upper')].sort()
  const place = await makePlace(bench, 'awkward upper', [
    textFile(`lower/${drawn('in lower')}`, ''),
    textFile(`${upper}/${drawn('in upper')}`, ''),
    ...folders(work, 'merged'),
  ])
  const stack = { lower: ['lower'], upper, work, target: 'merged' }
  const ran = [await mountStack(bench, place, stack)]
  return { ran, wanted, found: await namesIn(bench, place) }
}

const FEWEST = 24
const MOST = 40
/** With such names, the fewest make more than a page. */
const LENGTH = 200

/** A tall stack: each layer has one file of its own. */
export async function tall(bench: Bench): Promise<Seen> {
  const count = bench.seed.int('tall stack', FEWEST, MOST)
  const numbers = Array.from({ length: count }, (_, at) => `${at}`)
  const nameOf = (at: string) =>
    bench.seed.hex(`tall ${at}`, 8).repeat(LENGTH / 16)
  const lower = numbers.map((at) => `${at}-${nameOf(at)}`)
  const wanted = numbers.map((at) => bench.seed.hex(`in tall ${at}`, 4)).sort()
  const place = await makePlace(bench, 'tall', [
    ...lower.map((name, at) => textFile(`${name}/${wanted[at]}`, '')),
    ...folders('merged'),
  ])
  const ran = [await mountStack(bench, place, { lower, target: 'merged' })]
  const shown = ran.map((one) => ({
    ...one,
    command: `mini-layers mount --lower (${count} folders) ${place.path('merged')}`,
  }))
  return { ran: shown, wanted, found: await namesIn(bench, place) }
}

async function namesIn(bench: Bench, place: Place): Promise<string[]> {
  const paths = [place.path('merged')]
  const [found] = await bench.call('list', { paths })
  await unmountStack(bench, place, 'merged')
  return found ?? []
}
