import { resolve } from 'node:path'
import { checkoutRoot } from '#checker/checkout.ts'
import type { Lab } from '#checker/lab.ts'
import {
  type Command,
  EXIT,
  flag,
  type Input,
  text,
  UsageError,
} from '../command.ts'
import { labOrCurrent } from '../find-lab.ts'
import { say } from '../i18n.ts'
import type { Io } from '../io.ts'
import { versionOf } from '../kit-version.ts'
import type { MessageKey } from '../messages.ts'
import { confirm } from '../prompts.ts'
import { hasWork } from '../runtime-source.ts'
import { readState } from '../state.ts'
import type { Plan, Standing } from '../submission/listing.ts'
import type { Packed } from '../submission/pack.ts'
import { workOf } from '../work-paths.ts'

/** `labs submit`: the student's files and a signed attempt, in one file. */
export const submit: Command = {
  usage: 'labs submit [lab] [--student ID] [--out FILE] [--yes] [--json]',
  summary: 'summary.submit',
  options: {
    student: { type: 'string' },
    out: { type: 'string' },
    yes: { type: 'boolean' },
    json: { type: 'boolean' },
  },
  explains: {
    student: 'option.student',
    out: 'option.submitOut',
    yes: 'option.yes',
    json: 'option.json',
  },
  maxPositionals: 1,

  async run(input, io) {
    const root = checkoutRoot()
    const lab = labOrCurrent(io, input.positionals[0], readState(root))
    return await submitWork(io, root, lab, {
      student: text(input, 'student'),
      out: text(input, 'out'),
      ...waysOf(input),
    })
  },
}

const waysOf = (input: Input) => ({
  yes: flag(input, 'yes'),
  json: flag(input, 'json'),
})

export interface SubmitOptions {
  readonly student?: string | undefined
  readonly out?: string | undefined
  /** Do not ask. */
  readonly yes: boolean
  /** Say it in JSON, and do not ask either. */
  readonly json: boolean
}

/** Show what goes, ask, pack. */
export async function submitWork(
  io: Io,
  root: string,
  lab: Lab,
  options: SubmitOptions,
): Promise<number> {
  if (!hasWork(root))
    throw new UsageError(say(io, 'usage.notStarted', { lab: lab.id }))
  const plan = await planOf(io, root, lab, options)
  if (!options.json) {
    const { listing } = await import('../submission/listing.ts')
    io.out.write(listing(io, plan))
    const { tellCourse } = await import('../grading/public-course.ts')
    tellCourse(io, root, lab.id)
  }
  if (!(await isWanted(io, plan, options))) {
    io.out.write(`${say(io, 'submit.nothing')}\n`)
    return EXIT.ok
  }
  const packed = await packPlan(io, root, plan)
  const { writeArchive } = await import('../submission/write.ts')
  const { sha256 } = await writeArchive(io, plan.out, packed.archive)
  const { rememberStudent } = await import('../submission/student.ts')
  rememberStudent(io, plan.student)
  const tell = options.json ? jsonOf : doneText
  io.out.write(await tell(io, plan, packed, sha256))
  return EXIT.ok
}

async function planOf(
  io: Io,
  root: string,
  lab: Lab,
  options: SubmitOptions,
): Promise<Plan> {
  const { surveyWork } = await import('../submission/files.ts')
  const { describeFiles } = await import('../submission/manifest.ts')
  const { treeHash } = await import('../submission/tree-hash.ts')
  const { localAttempt } = await import('../submission/local-attempt.ts')
  const { studentOf } = await import('../submission/student.ts')
  const { isThere } = await import('../submission/write.ts')
  const survey = surveyWork(workOf(root))
  const student = await studentOf(io, options.student)
  const out = resolve(options.out ?? `${student}-${lab.id}.labs.tgz`)
  return {
    ...{ lab: lab.id, student, survey, out },
    tree: treeHash(describeFiles(survey.files)),
    attempt: localAttempt(lab, readState(root)),
    replaces: isThere(io, out),
  }
}

const QUESTIONS: Readonly<Record<Standing, MessageKey>> = {
  current: 'submit.ask',
  older: 'submit.askOlder',
  none: 'submit.askNone',
}

async function isWanted(
  io: Io,
  plan: Plan,
  { yes, json }: SubmitOptions,
): Promise<boolean> {
  if (yes || json || !io.interactive) return true
  const { standingOf } = await import('../submission/listing.ts')
  return await confirm(io, say(io, QUESTIONS[standingOf(plan)]), '')
}

/** What goes is what was shown, not what the folder holds by now. */
async function packPlan(io: Io, root: string, plan: Plan): Promise<Packed> {
  const { packSubmission } = await import('../submission/pack.ts')
  const { signAttempt } = await import('../submission/attempt.ts')
  const { signingKey } = await import('../submission/keys.ts')
  const { student, lab, attempt, survey } = plan
  const signed =
    attempt === null ? null : signAttempt(attempt, signingKey(io.env))
  const particulars = {
    ...{ student, lab, attempt: signed, kit: versionOf(root) },
    createdAt: new Date().toISOString(),
  }
  return await packSubmission(particulars, survey.files)
}

async function doneText(
  io: Io,
  { out }: Plan,
  { archive }: Packed,
  sha256: string,
): Promise<string> {
  const { bytes } = await import('../live/figures.ts')
  const done = say(io, 'submit.done', { size: bytes(archive.length), sha256 })
  return `${io.color.green('✓')} ${done}\n${out}\n`
}

async function jsonOf(
  io: Io,
  plan: Plan,
  { manifest, archive }: Packed,
  sha256: string,
): Promise<string> {
  const { standingOf, warnings } = await import('../submission/listing.ts')
  const { out, survey } = plan
  const is = new Map(survey.files.map((file) => [file.path, file.is]))
  const record = {
    ...{ schema: 'labs.submit/v1', file: out, bytes: archive.length, sha256 },
    attemptIs: standingOf(plan),
    warnings: warnings(io, plan),
    leftOut: survey.leftOut,
    manifest: {
      ...manifest,
      files: manifest.files.map((file) => ({ ...file, is: is.get(file.path) })),
    },
  }
  return `${JSON.stringify(record)}\n`
}
