import { checkoutRoot } from '#checker/checkout.ts'
import type { Lab } from '#checker/lab.ts'
import { type Command, flag, type Input, text, UsageError } from '../command.ts'
import type { Scripts } from '../demo/notes-view.ts'
import type { Recording } from '../demo/recording.ts'
import type { DemoScript } from '../demo/script.ts'
import { labOrCurrent } from '../find-lab.ts'
import { say } from '../i18n.ts'
import type { Io } from '../io.ts'
import { readState } from '../state.ts'
import { portIn } from '../web/port.ts'

/** `labs demo`: a lab on stage. */
export const demo: Command = {
  usage:
    'labs demo [lab] [--auto] [--speed N] [--record FILE] [--step N] [--work]\n' +
    '        labs demo --notes',
  summary: 'summary.demo',
  options: {
    auto: { type: 'boolean' },
    speed: { type: 'string' },
    record: { type: 'string' },
    notes: { type: 'boolean' },
    step: { type: 'string' },
    work: { type: 'boolean' },
    port: { type: 'string' },
  },
  explains: {
    auto: 'option.demoAuto',
    speed: 'option.demoSpeed',
    record: 'option.demoRecord',
    notes: 'option.demoNotes',
    step: 'option.demoStep',
    work: 'option.demoWork',
    port: 'option.demoPort',
  },
  maxPositionals: 1,

  async run(input, io) {
    const root = checkoutRoot()
    if (flag(input, 'notes')) {
      const { followNotes } = await import('../demo/notes-text.ts')
      const { notesFolder } = await import('../demo/notes-file.ts')
      return await followNotes(io, notesFolder(root))
    }
    const lab = labOrCurrent(io, input.positionals[0], readState(root))
    const scripts = await scriptsOf(io, root, lab)
    const script = scripts[io.language]
    const wishes = {
      isAuto: flag(input, 'auto'),
      speed: speedIn(input, io),
      firstStep: stepIn(input, io, script),
      port: portIn(input, io),
    }
    if (!wishes.isAuto && !io.interactive)
      throw new UsageError(say(io, 'usage.demoKeys', { lab: lab.id }))
    const program = await programOf(io, root, lab, flag(input, 'work'))
    const recording = await recordingOf(io, input, script)
    try {
      const { play } = await import('../demo/play.ts')
      const files = { root, lab, script, scripts, program, recording }
      const options = { ...wishes, ...files }
      const code = await play(io, options)
      recording?.finish()
      const path = text(input, 'record')
      if (path) io.err.write(`${say(io, 'demo.recorded', { path })}\n`)
      return code
    } finally {
      recording?.discard()
    }
  },
}

async function scriptsOf(io: Io, root: string, lab: Lab): Promise<Scripts> {
  const { readDemos } = await import('../demo/read-demo.ts')
  const scripts = readDemos(root, lab)
  if (scripts !== null) return scripts
  throw new UsageError(say(io, 'usage.demoNone', { lab: lab.id }))
}

function speedIn(input: Input, io: Io): number {
  const found = text(input, 'speed') ?? '1'
  const speed = found.trim() === '' ? Number.NaN : Number(found)
  if (speed >= 0 && speed <= 100) return speed
  throw new UsageError(say(io, 'usage.demoSpeed', { found }))
}

function stepIn(input: Input, io: Io, { steps: { length } }: DemoScript) {
  const found = text(input, 'step') ?? '1'
  const step = Number(found)
  if (Number.isInteger(step) && step >= 1 && step <= length) return step - 1
  throw new UsageError(say(io, 'usage.demoStep', { found, steps: length }))
}

/** The reference, or what the student has. */
async function programOf(io: Io, root: string, lab: Lab, isWork: boolean) {
  const { bundledFrom, hasWork } = await import('../runtime-source.ts')
  if (isWork && !hasWork(root))
    throw new UsageError(say(io, 'usage.notStarted', { lab: lab.id }))
  return await bundledFrom(root, isWork ? 'work' : 'reference')
}

async function recordingOf(
  io: Io,
  input: Input,
  { title }: DemoScript,
): Promise<Recording | null> {
  const path = text(input, 'record')
  if (path === undefined) return null
  const { Recording } = await import('../demo/recording.ts')
  const { sizeOf } = await import('../demo/screen.ts')
  try {
    return new Recording(path, { ...sizeOf(io), title })
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException
    throw new UsageError(say(io, 'usage.demoRecord', { path, found: code }))
  }
}
