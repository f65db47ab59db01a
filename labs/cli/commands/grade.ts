import type { FormatName } from '#checker/grading/formats/index.ts'
import {
  type Command,
  EXIT,
  flag,
  type Input,
  text,
  UsageError,
  words,
} from '../command.ts'
import type { GradeOptions } from '../grading/grade-class.ts'
import { say } from '../i18n.ts'
import type { Io } from '../io.ts'

/** `labs grade`: a class, each submission in a machine of its own. */
export const grade: Command = {
  usage:
    'labs grade <file|folder> … [--course FILE] [--out FOLDER] [--jobs N]\n' +
    '             [--only STUDENT] [--received CSV] [--regrade]\n' +
    '             [--format NAME] [--json]\n' +
    '       labs grade --init | --announce FILE [--course FILE]\n' +
    '       labs grade <file|folder> … --slurm | --kubernetes | --task K',
  summary: 'summary.grade',
  options: {
    course: { type: 'string' },
    out: { type: 'string' },
    jobs: { type: 'string' },
    only: { type: 'string', multiple: true },
    received: { type: 'string' },
    regrade: { type: 'boolean' },
    format: { type: 'string', multiple: true },
    json: { type: 'boolean' },
    init: { type: 'boolean' },
    announce: { type: 'string' },
    task: { type: 'string' },
    slurm: { type: 'boolean' },
    kubernetes: { type: 'boolean' },
    image: { type: 'string' },
    claim: { type: 'string' },
  },
  explains: {
    course: 'option.gradeCourse',
    out: 'option.gradeOut',
    jobs: 'option.gradeJobs',
    only: 'option.gradeOnly',
    received: 'option.gradeReceived',
    regrade: 'option.gradeRegrade',
    format: 'option.gradeFormat',
    json: 'option.gradeJson',
    init: 'option.gradeInit',
    announce: 'option.gradeAnnounce',
    task: 'option.gradeTask',
    slurm: 'option.gradeSlurm',
    kubernetes: 'option.gradeKubernetes',
    image: 'option.gradeImage',
    claim: 'option.gradeClaim',
  },
  maxPositionals: Number.POSITIVE_INFINITY,

  async run(input, io) {
    const { explainSettings } = await import('../grading/settings.ts')
    try {
      return await gradeAs(input, io)
    } catch (error) {
      throw explainSettings(io, error)
    }
  },
}

async function gradeAs(input: Input, io: Io): Promise<number> {
  const course = text(input, 'course') ?? 'course.yaml'
  if (flag(input, 'init')) {
    const { beginCourse } = await import('../grading/begin-course.ts')
    return beginCourse(io, course)
  }
  const file = text(input, 'announce')
  if (file !== undefined) return await announce(io, course, file)
  const options = await optionsOf(input, io, course)
  const task = numberOf(input, io, 'task')
  if (flag(input, 'slurm') || flag(input, 'kubernetes')) {
    const { gradeElsewhere } = await import('../grading/elsewhere.ts')
    return await gradeElsewhere(io, options, {
      isSlurm: flag(input, 'slurm'),
      image: text(input, 'image') ?? 'container-labs',
      claim: text(input, 'claim') ?? 'class',
    })
  }
  const { gradeClass, gradeTask } = await import('../grading/grade-class.ts')
  if (task !== undefined) return await gradeTask(io, options, task)
  requirePaths(io, options)
  return await gradeClass(io, options)
}

async function announce(io: Io, course: string, file: string) {
  const { readCourse } = await import('../grading/course.ts')
  const { hiddenFacts } = await import('../grading/hidden.ts')
  const { announceCourse } = await import('../grading/public-course.ts')
  const read = readCourse(course)
  announceCourse(file, read, hiddenFacts(read.hidden))
  io.out.write(`${say(io, 'grade.announced', { file })}\n`)
  return EXIT.ok
}

async function optionsOf(
  input: Input,
  io: Io,
  course: string,
): Promise<GradeOptions> {
  return {
    course,
    paths: input.positionals,
    out: text(input, 'out'),
    received: text(input, 'received'),
    jobs: numberOf(input, io, 'jobs'),
    only: words(input, 'only').flatMap((list) => list.split(',')),
    isAgain: flag(input, 'regrade'),
    formats: await formatsOf(input, io),
    isJson: flag(input, 'json'),
  }
}

function requirePaths(io: Io, { paths }: GradeOptions): void {
  if (paths.length === 0) throw new UsageError(say(io, 'grade.noPath'))
}

/** A whole number from 1 on. */
function numberOf(input: Input, io: Io, name: string): number | undefined {
  const found = text(input, name)
  if (found === undefined) return undefined
  const number = Number(found)
  if (Number.isSafeInteger(number) && number >= 1) return number
  throw new UsageError(say(io, 'usage.count', { name, found }))
}

/** `--format csv,junit --format tap` */
async function formatsOf(input: Input, io: Io): Promise<FormatName[]> {
  const { FORMATS } = await import('#checker/grading/formats/index.ts')
  const names = words(input, 'format').flatMap((list) => list.split(','))
  for (const found of names) {
    if (Object.hasOwn(FORMATS, found)) continue
    const wanted = Object.keys(FORMATS).join(', ')
    const facts = { what: '--format', wanted, found }
    throw new UsageError(say(io, 'usage.oneOf', facts))
  }
  return names as FormatName[]
}
