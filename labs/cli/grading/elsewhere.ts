/** `labs grade --slurm`, `--kubernetes`: hand a class to whoever has many computers. */
import { resolve } from 'node:path'
import { quotedIfNeeded } from '#vm/host/quoted.ts'
import { EXIT, UsageError } from '../command.ts'
import { say } from '../i18n.ts'
import type { Io } from '../io.ts'
import { type GradeOptions, prepareClass } from './grade-class.ts'
import { isOnVolume, kubernetesJob } from './kubernetes.ts'
import { writePlan } from './plan.ts'
import { submitSlurm, writeSlurm } from './slurm.ts'
import { tellSuperseded } from './tell.ts'

export interface Elsewhere {
  readonly isSlurm: boolean
  readonly image: string
  readonly claim: string
}

/** Pods at a time unless it is said: a cluster has to be told. */
const PODS = 10

/** Write the plan, and hand it over. */
export async function gradeElsewhere(
  io: Io,
  options: GradeOptions,
  { isSlurm, image, claim }: Elsewhere,
): Promise<number> {
  const { grader, collection } = await prepareClass(io, options)
  const { out, course } = grader
  tellSuperseded(io, collection.superseded)
  const { submissions } = collection
  writePlan(out, submissions)
  const formats = options.formats.flatMap((name) => ['--format', name])
  const tasks = submissions.length
  if (isSlurm) {
    const words = [...wordsOf(options, course.file, out), ...formats]
    return await toSlurm(io, {
      ...{ out, tasks, words, jobs: options.jobs ?? null },
    })
  }
  const place = { course: course.file, out }
  if (!isOnVolume(place)) {
    throw new UsageError(say(io, 'grade.offVolume', { out }))
  }
  const job = { ...place, tasks, image, claim, words: formats }
  io.out.write(kubernetesJob({ ...job, jobs: options.jobs ?? PODS }))
  return EXIT.ok
}

/** The same command line, by absolute paths. */
function wordsOf(options: GradeOptions, course: string, out: string) {
  const { paths, received, only, isAgain } = options
  return [
    ...paths.map((path) => resolve(path)),
    ...['--course', course, '--out', out],
    ...(received === undefined ? [] : ['--received', resolve(received)]),
    ...only.flatMap((student) => ['--only', student]),
    ...(isAgain ? ['--regrade'] : []),
  ]
}

async function toSlurm(
  io: Io,
  order: Parameters<typeof writeSlurm>[0],
): Promise<number> {
  const scripts = writeSlurm(order)
  const jobs = await submitSlurm(scripts)
  if (jobs === null) {
    const [array, collect] = [scripts.array, scripts.collect].map(
      quotedIfNeeded,
    )
    const facts = { array: `${array}`, collect: `${collect}` }
    io.out.write(`${say(io, 'grade.noSlurm', facts)}\n`)
    return EXIT.cannot
  }
  io.out.write(`${say(io, 'grade.slurm', { ...jobs, tasks: order.tasks })}\n`)
  return EXIT.ok
}
