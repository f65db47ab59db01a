/**
 * How long commit and unpack of 100 MB take beside umoci and tar(1), as root:
 *
 *     npx esbuild runtime/image/bench.ts --bundle --platform=node --format=esm \
 *       --packages=external --outfile=.cache/bench.mjs && node .cache/bench.mjs
 *
 * 4000 files of text and random bytes, in 200 directories. The programs take
 * turns, and the median of `--runs N` (5) is printed; the page cache is warm.
 */
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildSync } from 'esbuild'

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '5' } },
})

const FILES = 4000
const SIZE = 25_000
const base = mkdtempSync('/var/tmp/layers-bench-')
process.on('exit', () => rmSync(base, { recursive: true, force: true }))
const at = (name: string) => join(base, name)

const program = join(process.cwd(), '.cache/mini-layers-bench.mjs')
buildSync({
  entryPoints: ['runtime/cli/mini-layers.ts'],
  outfile: program,
  bundle: true,
  format: 'esm',
  packages: 'external',
  platform: 'node',
})
process.on('exit', () => rmSync(program, { force: true }))

/** What each program does, in lines of shell; `out` is a fresh place. */
const COMMITS = {
  'mini-layers gzip': `node ${program} commit tree out/l`,
  'mini-layers zstd': `node ${program} commit --compress zstd tree out/l`,
  'tar, gzip -6': 'tar c -C tree . | gzip -6 > out/l',
  'umoci repack': 'cp -a prepared/. out && umoci repack --image out/i:t out/b',
}

const UNPACKS = {
  'mini-layers gzip': `node ${program} unpack l.gz out/t`,
  'mini-layers zstd': `node ${program} unpack l.zst out/t`,
  'tar, gzip': 'mkdir out/t && tar xzpf l.gz -C out/t',
  'umoci unpack': 'umoci unpack --image image:t out/b',
}

makeTree()
prepare()
compare('commit', COMMITS)
compare('unpack', UNPACKS)

function makeTree(): void {
  const text = Buffer.alloc(SIZE / 2, 'Some text that is easy to compress. ')
  for (let file = 0; file < FILES; file++) {
    const directory = at(`tree/${file % 200}`)
    mkdirSync(directory, { recursive: true })
    const content = Buffer.concat([text, randomBytes(SIZE / 2)])
    writeFileSync(join(directory, `${file}`), content)
  }
}

/** An image of the tree, and an unpacked empty one to which it was added. */
function prepare(): void {
  shell(`node ${program} commit tree l.gz
    node ${program} commit --compress zstd tree l.zst
    umoci init --layout image; umoci new --image image:t
    mkdir prepared; cp -a image prepared/i
    umoci unpack --image prepared/i:t prepared/b; cp -a tree/. prepared/b/rootfs
    zcat l.gz > l.tar; umoci raw add-layer --image image:t l.tar`)
}

function compare(what: string, commands: Record<string, string>): void {
  const times = new Map(Object.keys(commands).map((name) => [name, []]))
  for (let run = 0; run < Number(values.runs); run++)
    for (const [name, line] of Object.entries(commands))
      (times.get(name) as number[]).push(timed(line))
  for (const [name, all] of times)
    print(`${what}  ${name.padEnd(18)} ${Math.round(median(all))} ms`)
  print(`load ${loadavg()[0]?.toFixed(1)}`)
}

/** Milliseconds; for umoci without the time that its copy takes. */
function timed(line: string): number {
  rmSync(at('out'), { recursive: true, force: true })
  mkdirSync(at('out'))
  const [first = '', second] = line.split(' && ')
  const isCopy = first.startsWith('cp ')
  if (isCopy) shell(first)
  const began = performance.now()
  shell(isCopy ? (second ?? '') : line)
  return performance.now() - began
}

function shell(line: string): void {
  const options = { cwd: base, encoding: 'utf8' } as const
  const { status, stderr } = spawnSync('sh', ['-ec', line], options)
  if (status !== 0) throw new Error(`${line} ended with ${status}: ${stderr}`)
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[times.length >> 1] ?? 0
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
