/** The upper folder of the container that changed its files, as a layer. */
import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import type { Entry } from '#checker/agent/protocol.ts'
import type { Bench } from '#checker/bench.ts'
import { bytesOf } from '#checker/files.ts'
import { makePlace, type Place } from '#checker/layers.ts'
import { type Changed, changed, lowerArgs } from './changed.ts'
import { type Ran, run, type Shown } from './commands.ts'
import { readTar, type TarEntry } from './tar.ts'

export type Compression = 'none' | 'gzip' | 'zstd'
export const COMPRESSIONS: readonly Compression[] = ['none', 'gzip', 'zstd']

/** A blob, and what the program says of it. */
export interface Blob {
  readonly bytes: Buffer | null
  readonly said: Readonly<Record<string, unknown>>
}

export interface Packed extends Shown {
  readonly changed: Changed
  readonly blobs: Readonly<Record<Compression, Blob>>
  /** Of the one that is not compressed; `null` if that is no archive. */
  readonly entries: readonly TarEntry[] | null
}

export async function packed(bench: Bench): Promise<Packed> {
  const shown = await bench.share(changed)
  const { place } = shown
  const commit = async (how: Compression): Promise<[Ran, Blob]> => {
    const file = place.path(`layer.${how}`)
    const args = ['--compress', how, ...lowerArgs(shown), place.path('upper')]
    const ran = await run(bench, place, ['commit', ...args, file])
    const said = objectIn(ran.ending.stdout)
    return [ran, { bytes: await bytesOf(bench, file), said }]
  }
  const made = await Promise.all(COMPRESSIONS.map(commit))
  const blob = (at: number) => made[at]?.[1] ?? { bytes: null, said: {} }
  const blobs = { none: blob(0), gzip: blob(1), zstd: blob(2) }
  const { bytes } = blobs.none
  return {
    ran: [...shown.ran, ...made.map(([ran]) => ran)],
    changed: shown,
    blobs,
    entries: bytes === null ? null : readTar(bytes),
  }
}

function objectIn(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text))
  } catch {
    return {}
  }
}

export const digestOf = (bytes: Buffer) =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`

/** The archive in a blob of gzip; `null` if it is none. */
export function gunzipped(bytes: Buffer): Buffer | null {
  try {
    return gunzipSync(bytes)
  } catch {
    return null
  }
}

/** The same changes, made twice: in another order, so with other inodes. */
export interface Twice extends Shown {
  readonly digests: readonly string[]
}

export async function twice(bench: Bench): Promise<Twice> {
  const drawn = (name: string) => bench.seed.hex(`twice ${name}`, 3)
  const names = ['one', 'two', 'three', 'four', 'gone'].map(drawn)
  const place = await makePlace(bench, 'twice', [
    ...filesFor('first', names),
    ...filesFor('second', [...names].reverse()),
  ])
  const ran = await Promise.all(
    ['first', 'second'].map((name) => commitOf(bench, place, name)),
  )
  const blobs = await Promise.all(
    ['first', 'second'].map((name) =>
      bytesOf(bench, place.path(`${name}.tar`)),
    ),
  )
  const digests = blobs.map((bytes) => (bytes ? digestOf(bytes) : 'no file'))
  return { ran, digests }
}

const commitOf = (bench: Bench, place: Place, name: string) =>
  run(bench, place, ['commit', place.path(name), place.path(`${name}.tar`)])

function filesFor(folder: string, names: readonly string[]): Entry[] {
  const mtime = 1_234_567_890
  const files = names.map((name): Entry => {
    const path = `${folder}/dir/${name}`
    return { kind: 'text', path, text: name, mtime }
  })
  return [...files, { kind: 'directory', path: `${folder}/dir`, mtime }]
}
