/**
 * How long commit and unpack of 100 MB take, beside tar(1) and umoci.
 *
 *     for name in image/bench cli/mini-layers; do
 *       npx esbuild runtime/$name.ts --bundle --platform=node --format=esm \
 *         --packages=external --outfile=.cache/$(basename $name).mjs
 *     done
 *     sudo node .cache/bench.mjs --runs 5
 *
 * The tree has 4000 files in 200 directories, half of each text and half random.
 * The programs take turns, on a tmpfs that nobody else sees: no disk has a say,
 * and nothing is left behind. umoci compresses on all processors, the others on
 * one. Printed are the medians, and ours divided by that of each peer; each run
 * goes to standard error.
 */
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { MS_PRIVATE, MS_REC } from '../sys/constants/mounts.ts'
import { CLONE_NEWNS } from '../sys/constants/processes.ts'
import { syscall } from '../sys/libc.ts'

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '5' } },
})

const FILES = 4000
const SIZE = 25_000
const BASE = '/mnt'
const bundles = dirname(resolve(process.argv[1] ?? ''))
const ours = `${process.execPath} ${join(bundles, 'mini-layers.mjs')}`

/** Lines of shell; `out` is an empty place. */
interface Work {
  /** What does not count. */
  readonly before?: string
  readonly line: string
}

/** What is done, and by whom: first by us. */
const WORKS: Readonly<Record<string, Readonly<Record<string, Work>>>> = {
  'commit, gzip': {
    'mini-layers': { line: `${ours} commit tree out/l` },
    tar: { line: 'tar c -C tree . | gzip -6 > out/l' },
    umoci: {
      before: 'cp -a prepared/. out',
      line: 'umoci repack --image out/i:t out/b',
    },
  },
  'commit, zstd': {
    'mini-layers': { line: `${ours} commit --compress zstd tree out/l` },
    tar: { line: 'tar c -C tree . | zstd -q -3 > out/l' },
  },
  'unpack, gzip': {
    'mini-layers': { line: `${ours} unpack l.gz out/t` },
    tar: { before: 'mkdir out/t', line: 'tar xpzf l.gz -C out/t' },
    umoci: { line: 'umoci unpack --image image:t out/b' },
  },
  'unpack, zstd': {
    'mini-layers': { line: `${ours} unpack l.zst out/t` },
    tar: { before: 'mkdir out/t', line: 'tar xp --zstd -f l.zst -C out/t' },
  },
}

syscall('unshare', CLONE_NEWNS)
syscall('mount', null, '/', null, MS_REC | MS_PRIVATE, null)
syscall('mount', 'tmpfs', BASE, 'tmpfs', 0, null)
makeTree()
prepare()
const runs = Number(values.runs)
for (const [what, works] of Object.entries(WORKS)) compare(what, works)
print(`medians of ${runs}; load ${loadavg()[0]?.toFixed(1)}`)

function makeTree(): void {
  const text = Buffer.alloc(SIZE / 2, 'Some text that is easy to compress. ')
  for (let file = 0; file < FILES; file++) {
    const directory = join(BASE, `tree/${file % 200}`)
    mkdirSync(directory, { recursive: true })
    const content = Buffer.concat([text, randomBytes(SIZE / 2)])
    writeFileSync(join(directory, `${file}`), content)
  }
}

/** An image of the tree, and an unpacked empty one to which it was added. */
function prepare(): void {
  shell(`${ours} commit tree l.gz
    ${ours} commit --compress zstd tree l.zst
    umoci init --layout image; umoci new --image image:t
    mkdir prepared; cp -a image prepared/i
    umoci unpack --image prepared/i:t prepared/b; cp -a tree/. prepared/b/rootfs
    zcat l.gz > l.tar; umoci raw add-layer --image image:t l.tar; rm l.tar`)
}

function compare(what: string, works: Readonly<Record<string, Work>>): void {
  const times = new Map<string, number[]>()
  for (let run = 0; run < runs; run++)
    for (const [name, work] of Object.entries(works)) {
      const ms = timed(work)
      process.stderr.write(`${row(what, name, ms)}\n`)
      times.set(name, [...(times.get(name) ?? []), ms])
    }
  const medians = [...times].map(([name, all]) => [name, median(all)] as const)
  const [, first = 0] = medians[0] ?? []
  for (const [index, [name, ms]] of medians.entries()) {
    const ratio = index === 0 ? 'ours' : (first / ms).toFixed(2)
    print(`${row(what, name, ms)} ${ratio.padStart(6)}`)
  }
}

function row(what: string, name: string, ms: number): string {
  return `${what}  ${name.padEnd(11)} ${`${Math.round(ms)}`.padStart(6)} ms`
}

/** Milliseconds. */
function timed({ before, line }: Work): number {
  const out = join(BASE, 'out')
  rmSync(out, { recursive: true, force: true })
  mkdirSync(out)
  if (before !== undefined) shell(before)
  const began = performance.now()
  shell(line)
  return performance.now() - began
}

function shell(line: string): void {
  const options = { cwd: BASE, encoding: 'utf8' } as const
  const { status, stderr } = spawnSync('sh', ['-ec', line], options)
  if (status !== 0) throw new Error(`${line} ended with ${status}: ${stderr}`)
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[times.length >> 1] ?? 0
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
