/**
 * A class on a cluster with Slurm: an array of jobs, one submission each, and a job
 * behind it that grades what got lost and writes the book.
 *
 *     array.sh  ─▶ task 1 … N, each `labs grade --task K`: a record, or none
 *     collect.sh ─▶ when all are over: `labs grade`, which keeps what is there
 *
 * Slurm starts a task again whose node died. A task that was killed otherwise has
 * left no record, and the job behind grades it. The folder of the records is the
 * truth; a claim keeps two from grading the same (claim.ts).
 */
import { execFile } from 'node:child_process'
import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { checkoutRoot } from '#checker/checkout.ts'
import { quotedIfNeeded } from '#vm/host/quoted.ts'
import { put } from './records.ts'

export interface ClusterOrder {
  /** Absolute path of the folder of the grades. */
  readonly out: string
  readonly tasks: number
  /** At a time, at most; `null` for as many as the cluster gives. */
  readonly jobs: number | null
  /** Words of the command line, `--course` and all, but `--task`. */
  readonly words: readonly string[]
}

/** Paths of the scripts. */
export interface SlurmScripts {
  readonly array: string
  readonly collect: string
}

const CORES = 2
const MEMORY = '2G'

/** Write the scripts. */
export function writeSlurm(order: ClusterOrder): SlurmScripts {
  const folder = join(order.out, 'slurm')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const scripts = {
    array: join(folder, 'array.sh'),
    collect: join(folder, 'collect.sh'),
  }
  put(scripts.array, arrayScript(order, folder))
  put(scripts.collect, collectScript(order, folder))
  for (const script of Object.values(scripts)) chmodSync(script, 0o700)
  return scripts
}

function arrayScript({ tasks, jobs, words }: ClusterOrder, folder: string) {
  const most = jobs === null ? '' : `%${jobs}`
  return script(folder, 'labs-grade', '%A_%a', [
    `#SBATCH --array=1-${tasks}${most}`,
    '#SBATCH --requeue',
    '',
    `exec ${command(words)} --task "$SLURM_ARRAY_TASK_ID"`,
  ])
}

const collectScript = ({ words }: ClusterOrder, folder: string) =>
  script(folder, 'labs-grades', '%j', ['', `exec ${command(words)} --jobs 1`])

function script(
  folder: string,
  name: string,
  log: string,
  rest: readonly string[],
): string {
  return [
    '#!/bin/sh',
    `#SBATCH --job-name=${name}`,
    `#SBATCH --cpus-per-task=${CORES}`,
    `#SBATCH --mem=${MEMORY}`,
    `#SBATCH --output=${join(folder, `${log}.log`)}`,
    '#SBATCH --open-mode=append',
    ...rest,
    '',
  ].join('\n')
}

/** The same command, by paths that mean the same on every node. */
function command(words: readonly string[]): string {
  const bin = join(checkoutRoot(), 'labs/cli/bin.js')
  return ['node', bin, 'grade', ...words].map(quotedIfNeeded).join(' ')
}

/** Numbers of the jobs. */
export interface SlurmJobs {
  readonly array: string
  readonly collect: string
}

/**
 * Hand the scripts to Slurm.
 *
 * @returns `null` if there is no Slurm here.
 * @throws {Error} What sbatch says.
 */
export async function submitSlurm(
  scripts: SlurmScripts,
): Promise<SlurmJobs | null> {
  try {
    const array = await sbatch(scripts.array)
    const behind = `--dependency=afterany:${array}`
    return { array, collect: await sbatch(behind, scripts.collect) }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

async function sbatch(...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('sbatch', [
    '--parsable',
    ...args,
  ])
  // `812`, or `812;cluster`
  return stdout.trim().split(';')[0] ?? ''
}
