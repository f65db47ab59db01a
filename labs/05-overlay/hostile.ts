/**
 * Layers that somebody made who means us harm, and layers that arrived damaged.
 * Each has a target of its own; what lies beside it is looked at as well.
 *
 *     outside/secret                nobody may touch it
 *     <label>/bin -> …/outside      a link of the layers below
 *     <label>/lib -> usr/lib        one that stays inside
 */
import { gzipSync } from 'node:zlib'
import type { Entry } from '#checker/agent/protocol.ts'
import type { Bench } from '#checker/bench.ts'
import { treeOf } from '#checker/files.ts'
import { makePlace, type Place } from '#checker/layers.ts'
import { folders, type Ran, run, type Shown, textFile } from './commands.ts'
import { makeTar, type TarInput } from './tar-make.ts'
import { archiveFile } from './unpacked.ts'

/** What was tried, and what it did. */
export interface Attempt extends Ran {
  readonly label: string
  /** The target as lines, before and after. */
  readonly before: string
  readonly after: string
}

export interface Hostile extends Shown {
  readonly attempts: readonly Attempt[]
  /** What must not be reached, before and after all of it. */
  readonly outside: readonly [before: string, after: string]
  /** Where the file of the honest layer went. */
  readonly landed: string
  /** Names in the place beside what the kit laid out. */
  readonly strays: readonly string[]
}

/** Layers that want to lead out, by a link that is there already. */
const LEADING: Readonly<Record<string, readonly TarInput[]>> = {
  write: [{ name: 'bin/secret', body: Buffer.from('overwritten') }],
  link: [{ name: 'stolen', type: '1', link: 'bin/secret' }],
  whiteout: [{ name: 'bin/.wh.secret' }],
  opaque: [{ name: 'bin/.wh..wh..opq' }],
}

/** Layers that no honest program makes. */
const FORGED: Readonly<Record<string, readonly TarInput[]>> = {
  up: [{ name: 'ok' }, { name: 'usr/../../planted' }],
  'link-up': [
    { name: 'ok' },
    { name: 'x', type: '1', link: '../outside/secret' },
  ],
  'whiteout-up': [{ name: 'ok' }, { name: 'usr/lib/.wh...' }],
}

const HONEST: readonly TarInput[] = [
  { name: '.wh.nothing' },
  { name: 'lib/landed', body: Buffer.from('here') },
]

export async function hostile(bench: Bench): Promise<Hostile> {
  const archives = archivesFor(bench)
  const labels = Object.keys(archives)
  const place = await makePlace(bench, 'hostile', [
    textFile('outside/secret', bench.seed.hex('secret', 8)),
    ...labels.flatMap((label) => targetFor(bench, label)),
    ...labels.map((label) =>
      archiveFile(`${label}.tar`, archives[label] ?? Buffer.alloc(0)),
    ),
  ])
  const before = await linesOf(bench, place, 'outside')
  const names = await namesIn(bench, place)
  const tried = labels.map((label) => attempt(bench, place, label))
  const [honest, ...attempts] = await Promise.all(tried)
  const after = await linesOf(bench, place, 'outside')
  const tree = await treeOf(bench, place.path('honest'))
  const landed = tree?.entries.find(({ path }) => path.endsWith('landed'))
  return {
    ran: honest ? [honest] : [],
    attempts,
    outside: [before, after],
    landed: landed?.path ?? 'nowhere',
    strays: (await namesIn(bench, place)).filter(
      (name) => !names.includes(name),
    ),
  }
}

/** Label → archive, the honest one first. */
function archivesFor({ seed }: Bench): Readonly<Record<string, Buffer>> {
  const made = (layers: Readonly<Record<string, readonly TarInput[]>>) =>
    Object.fromEntries(
      Object.entries(layers).map(([label, inputs]) => [label, makeTar(inputs)]),
    )
  const text = seed.hex('text of a damaged layer', 32).repeat(3_000)
  const files = ['ok', 'text'].map((name) => ({
    name,
    body: Buffer.from(text),
  }))
  const whole = gzipSync(makeTar(files), { level: 0 })
  return {
    honest: makeTar(HONEST),
    ...made(LEADING),
    ...made(FORGED),
    other: makeTar([{ name: 'ok' }]),
    cut: whole.subarray(
      0,
      seed.int('cut', whole.length / 2, whole.length - 20),
    ),
  }
}

function targetFor(bench: Bench, label: string): Entry[] {
  const link = (path: string, target: string): Entry => ({
    kind: 'symlink',
    path: `${label}/${path}`,
    target,
  })
  // The place is known by its name only once it is made.
  const outside = '../outside'
  return [
    textFile(`${label}/usr/lib/file`, bench.seed.hex(`file of ${label}`, 4)),
    ...folders(`${label}/etc`),
    link('bin', outside),
    link('lib', 'usr/lib'),
  ]
}

/** A digest of something else. */
const OTHER = `sha256:${'0123456789abcdef'.repeat(4)}`

async function attempt(
  bench: Bench,
  place: Place,
  label: string,
): Promise<Attempt> {
  const before = await linesOf(bench, place, label)
  const digest = label === 'other' ? ['--diff-id', OTHER] : []
  const files = [place.path(`${label}.tar`), place.path(label)]
  const ran = await run(bench, place, ['unpack', ...digest, ...files])
  return { ...ran, label, before, after: await linesOf(bench, place, label) }
}

async function linesOf(
  bench: Bench,
  place: Place,
  name: string,
): Promise<string> {
  const tree = await treeOf(bench, place.path(name))
  return (tree?.entries ?? [])
    .map(
      ({ path, kind, links, sha256, target }) =>
        `${path || '.'}: ${kind} with ${links} names ${sha256?.slice(0, 12) ?? target ?? ''}`,
    )
    .join('\n')
}

async function namesIn(bench: Bench, place: Place): Promise<string[]> {
  const [names] = await bench.call('list', { paths: [place.folder] })
  return names ?? []
}
