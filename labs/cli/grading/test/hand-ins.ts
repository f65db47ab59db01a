/** Submissions for tests, honest and hostile, as files like those that students send. */
import { generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { createGzip, gzip } from 'node:zlib'
import { pack } from 'tar-stream'
import type { Mistake } from '#checker/check.ts'
import { checkoutRoot } from '#checker/checkout.ts'
import { type Forge, forges } from '#checker/forges/index.ts'
import { checksOf, type Lab } from '#checker/lab.ts'
import { findLab } from '#labs/catalog.ts'
import { withEdit } from '../../gate/variant.ts'
import { sha256 } from '../../sha256.ts'
import { cutStarter, type Sources } from '../../starter.ts'
import { type SignedAttempt, signAttempt } from '../../submission/attempt.ts'
import { describeFiles } from '../../submission/manifest.ts'
import { packSubmission } from '../../submission/pack.ts'
import { treeHash } from '../../submission/tree-hash.ts'
import { readReference } from '../../work.ts'

/** All of them are for this lab. */
export const LAB = findLab('01-chroot') as Lab
const KIT = '0.1.0'
const CREATED = '2026-11-20T12:00:00.000Z'

export const reference = (): Sources => readReference(checkoutRoot())

/** The starter of the lab, as nobody has touched it. */
export function starter(): Sources {
  const prompts = Object.entries(LAB.prompts).map(([region, { en }]) => [
    region,
    en,
  ])
  return cutStarter(reference(), {
    lab: LAB.number,
    prompts: Object.fromEntries(prompts),
  })
}

/** The reference with a mistake of the lab in it. */
export const mistaken = (mistake: Mistake): Sources =>
  withEdit(reference(), mistake)

export const mistakeNamed = (id: string): Mistake => {
  const found = LAB.mistakes.find((mistake) => mistake.id === id)
  if (found === undefined) throw new Error(`There is no mistake "${id}"`)
  return found
}

export const forgeNamed = (name: string): Forge => {
  const found = forges.find((forge) => forge.name === name)
  if (found === undefined) throw new Error(`There is no forge "${name}"`)
  return found
}

/** A runtime whose programs are these few lines. */
export const program = (text: string): Sources =>
  new Map(['runc', 'escape'].map((name) => [`cli/mini-${name}.ts`, text]))

/** A forge travels inside of sources, which put it on disk and start it. */
export function forged({ files, runtime }: Forge): Sources {
  const texts = files.map(({ from, name }) => [
    name,
    readFileSync(from, 'base64'),
  ])
  return program(`
import { spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
const folder = mkdtempSync('/tmp/forge-')
const files: string[][] = ${JSON.stringify(texts)}
for (const [name = '', text = ''] of files)
  writeFileSync(folder + '/' + name, Buffer.from(text, 'base64'), { mode: 0o755 })
const child = spawn(folder + '/${runtime}', process.argv.slice(2), { stdio: 'inherit' })
for (const signal of ['SIGHUP', 'SIGINT', 'SIGUSR1', 'SIGUSR2', 'SIGTERM'] as const)
  process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) =>
  process.exit(signal === null ? code ?? 1 : 128 + constants.signals[signal]))
`)
}

export const FORK_BOMB = program(`
import { spawn } from 'node:child_process'
for (;;) spawn(process.execPath, [process.argv[1] ?? ''], { detached: true, stdio: 'ignore' })
`)

export const ENDLESS_LOOP = program('for (;;) {}')

/** Two gigabytes of output. */
export const FLOOD = program(`
import { writeSync } from 'node:fs'
const piece = Buffer.alloc(1 << 20, 'pid 1, root /\\n')
for (let count = 0; count < 2048; count++) writeSync(1, piece)
`)

/** It wants a file of the grader's computer in its bundle. */
export const THIEF = program(`
import passwords from "../../../../../../../../etc/passwd" with { type: "text" }
process.stdout.write(passwords)
`)

/** Nested so deeply that a parser gives up, or needs all memory there is. */
export const DEEP = program(`export const x = ${'['.repeat(400_000)}`)

export interface Claims {
  /** Say that every check passed, and sign it. */
  readonly allPassed?: boolean
  readonly createdAt?: string
}

/** The archive of a submission, as `labs submit` makes it. */
export async function archiveOf(
  student: string,
  sources: Sources,
  { allPassed = false, createdAt = CREATED }: Claims = {},
): Promise<Buffer> {
  const files = [...sources].map(([path, text]) => ({
    path: `runtime/${path}`,
    bytes: Buffer.from(text),
  }))
  const tree = treeHash(describeFiles(files))
  const attempt = allPassed ? boast(tree) : null
  const who = { student, lab: LAB.id, createdAt, kit: KIT, attempt }
  return (await packSubmission(who, files)).archive
}

function boast(tree: string): SignedAttempt {
  const verdicts = checksOf(LAB).map(({ id }) => [id, 'pass' as const])
  return signAttempt(
    {
      ...{ tree, lab: LAB.id, seed: 'mine', at: CREATED },
      verdicts: Object.fromEntries(verdicts),
      evidence: sha256('{}'),
      ...{ solved: false, caughtUp: [], hints: 0 },
    },
    generateKeyPairSync('ed25519').privateKey,
  )
}

/** An archive with a file that wants to be written somewhere else. */
export async function zipSlip(): Promise<Buffer> {
  const tar = pack()
  tar.entry({ name: 'manifest.json' }, '{}')
  tar.entry({ name: '../../../../tmp/labs-grade-slipped' }, 'slipped')
  tar.finalize()
  const pieces: Buffer[] = []
  for await (const piece of tar as AsyncIterable<Buffer>) pieces.push(piece)
  return await promisify(gzip)(Buffer.concat(pieces))
}

const MEBIBYTE = 1 << 20

/** So many mebibytes of nothing, in a thousandth of the room. */
export async function gzipBomb(mebibytes: number): Promise<Buffer> {
  const packer = createGzip({ level: 9 })
  const pieces: Buffer[] = []
  packer.on('data', (piece) => pieces.push(piece))
  const end = new Promise((resolve) => packer.on('end', resolve))
  const nothing = Buffer.alloc(MEBIBYTE)
  for (let count = 0; count < mebibytes; count++) {
    await new Promise((resolve) => packer.write(nothing, resolve))
  }
  packer.end()
  await end
  return Buffer.concat(pieces)
}
