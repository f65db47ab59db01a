import { checkoutRoot } from '#checker/checkout.ts'
import type { Lab } from '#checker/lab.ts'
import { padTo } from '#checker/text/width.ts'
import type { Hole } from '../begin-lab.ts'
import { type Command, EXIT, flag } from '../command.ts'
import { explainError } from '../explain-error.ts'
import { chooseLab, labNamed } from '../find-lab.ts'
import { localized, say } from '../i18n.ts'
import type { Io } from '../io.ts'
import { record } from '../state.ts'

/** `labs start 01-chroot`: task, files, and the first red check. */
export const start: Command = {
  usage: 'labs start [lab] [--lesson] [--no-check] [--catch-up]',
  summary: 'summary.start',
  options: {
    lesson: { type: 'boolean' },
    'no-check': { type: 'boolean' },
    'catch-up': { type: 'boolean' },
  },
  explains: {
    lesson: 'option.lesson',
    'no-check': 'option.noCheck',
    'catch-up': 'option.catchUp',
  },
  maxPositionals: 1,

  async run(input, io) {
    const [name] = input.positionals
    const lab = name === undefined ? await chooseLab(io) : labNamed(io, name)
    return await startLab(io, checkoutRoot(), lab, {
      whole: flag(input, 'lesson'),
      check: !flag(input, 'no-check'),
      catchUp: flag(input, 'catch-up'),
    })
  },
}

export interface StartOptions {
  /** The whole lesson in place of the task alone. */
  readonly whole: boolean
  readonly check: boolean
  readonly catchUp: boolean
}

const AS_USUAL: StartOptions = { whole: false, check: true, catchUp: false }

/** Start a lab; `labs next` and `labs` alone come through here too. */
export async function startLab(
  io: Io,
  root: string,
  lab: Lab,
  { whole, check, catchUp }: StartOptions = AS_USUAL,
): Promise<number> {
  const { beginLab, earlierHoles, holesIn, writtenText } = await import(
    '../begin-lab.ts'
  )
  const { lessonText } = await import('../lesson.ts')
  const begun = await beginLab(io, root, lab, { catchUp })
  record(root, { event: 'started', lab: lab.id })
  const holes = holesIn(root, lab)
  io.out.write(`\n${titleOf(io, lab)}\n\n`)
  io.out.write(lessonText(io, root, lab, whole ? 'whole' : 'task'))
  io.out.write(`\n${filesText(io, holes)}`)
  io.out.write(writtenText(io, root, begun))
  io.out.write(gapsText(io, lab, earlierHoles(holes, lab)))
  if (!whole) io.out.write(`${say(io, 'start.more', { lab: lab.id })}\n`)
  const colour = check ? await firstCheck(io, root, lab) : 'none'
  const [first] = holes
  if (first !== undefined) {
    const key = colour === 'red' ? 'start.red' : 'start.noCheck'
    io.out.write(`\n${say(io, key, { place: placeOf(first) })}\n`)
  }
  return colour === 'broken' ? EXIT.cannot : EXIT.ok
}

function titleOf(io: Io, { id, title, minutes }: Lab): string {
  const { bold, dim } = io.color
  const time = dim(say(io, 'start.about', { minutes }))
  return `${bold.cyan(id)}  ${bold(localized(io, title))}  ${time}`
}

/** As `file:line`, which terminals and editors can open. */
const placeOf = ({ file, line }: Hole) => `labs/work/runtime/${file}:${line}`

function filesText(io: Io, holes: readonly Hole[]): string {
  if (holes.length === 0) return `${say(io, 'start.filesNone')}\n`
  const widest = Math.max(...holes.map((hole) => placeOf(hole).length))
  const rows = holes.map((hole) => {
    const place = padTo(placeOf(hole), widest)
    return `  ${io.color.yellow(place)}  ${io.color.dim(hole.region)}\n`
  })
  return `${io.color.bold(say(io, 'start.files'))}\n${rows.join('')}`
}

/** What earlier labs left open stands in the way of this one. */
function gapsText(io: Io, lab: Lab, gaps: readonly Hole[]): string {
  if (gaps.length === 0) return ''
  const names = gaps.map(({ region }) => region).join(', ')
  return `${say(io, 'start.gaps', { names, lab: lab.id })}\n`
}

/**
 * Run the checks at once, so that the first thing seen is what they look like.
 * Red is no failure here: the lab is started whatever comes out.
 */
async function firstCheck(io: Io, root: string, lab: Lab) {
  const { checkWork, isBroken, isGreen, reportText } = await import(
    '../check-work.ts'
  )
  io.out.write('\n')
  const subject = { kind: 'work' } as const
  const report = await checkWork(io, root, lab, { subject }).catch((error) => {
    if (error.name !== 'BundleError') throw error
    explainError(error, io)
    return null
  })
  if (report === null) return 'red'
  io.out.write(reportText(io, report, lab, 'lesson'))
  if (isBroken(report)) return 'broken'
  return isGreen(report) ? 'green' : 'red'
}
