/**
 * `labs demo`: machine, programs, shell, screen, keys and notes come together, and
 * go again whatever happens.
 */
import type { JudgedProgram } from '#checker/check.ts'
import type { Lab } from '#checker/lab.ts'
import { EXIT } from '../command.ts'
import { say } from '../i18n.ts'
import type { Io } from '../io.ts'
import { startMachine } from '../machine.ts'
import { forgets, GuestSide, patienceIn } from './guest-side.ts'
import { type DemoNotes, openNotes } from './notes.ts'
import { notesFolder } from './notes-file.ts'
import type { Scripts } from './notes-view.ts'
import { Performance } from './performance.ts'
import { KEYS } from './presenter.ts'
import type { Presenting } from './presenting.ts'
import type { Recording } from './recording.ts'
import { Screen, sizeOf } from './screen.ts'
import type { DemoScript } from './script.ts'
import { Stage } from './stage.ts'
import { takeKeys } from './stdin-keys.ts'

export interface PlayOptions {
  readonly root: string
  readonly lab: Lab
  readonly scripts: Scripts
  /** The one that is played. */
  readonly script: DemoScript
  readonly program: JudgedProgram
  readonly isAuto: boolean
  readonly speed: number
  /** From 0. */
  readonly firstStep: number
  readonly recording: Recording | null
  readonly port: number | undefined
}

/** Play a demo. @returns The exit code. */
export async function play(io: Io, options: PlayOptions): Promise<number> {
  const folder = notesFolder(options.root)
  const notes = await openNotes(io, { ...options, folder })
  try {
    io.err.write(`${say(io, 'demo.notes', { url: notes.url })}\n`)
    const machine = await startMachine(io, options.root)
    if (!options.isAuto) await anyKey(io)
    const state = await perform(io, options, { notes, machine })
    tellEnd(io, options, state)
    return options.isAuto && state.broken.length > 0 ? EXIT.red : EXIT.ok
  } finally {
    await notes.close()
  }
}

/** Time to open the notes, and to turn on the projector. */
async function anyKey(io: Io): Promise<void> {
  io.err.write(`${say(io, 'demo.anyKey')}\n`)
  let giveBack = () => {}
  try {
    await new Promise<void>((resolve, reject) => {
      const stop = () => reject(io.signal.reason)
      io.signal.addEventListener('abort', stop, { once: true })
      giveBack = takeKeys(
        (key) => {
          if (key === KEYS.interrupt) process.kill(process.pid, 'SIGINT')
          else resolve()
        },
        () => process.kill(process.pid, 'SIGHUP'),
      )
    })
  } finally {
    giveBack()
  }
}

async function perform(
  io: Io,
  options: PlayOptions,
  {
    notes,
    machine,
  }: { notes: DemoNotes; machine: Awaited<ReturnType<typeof startMachine>> },
): Promise<Presenting> {
  const { lab, script, recording } = options
  const screen = new Screen(io, recording)
  const guest = new GuestSide(lab, {
    ...options,
    machine,
    size: () => sizeOf(io),
  })
  const stage = new Stage({
    script,
    backstage: guest,
    show: screen.show,
    patienceMs: patienceIn(machine),
    onLost: () => performance.lost(),
  })
  const performance = new Performance({
    ...{ ...options, io, stage, screen },
    forgets: forgets(machine),
    onState: (state) => notes.tell(state),
  })
  const giveBack = control(io, options, { performance, stage, screen })
  try {
    screen.title(script, lab.id)
    return await performance.run()
  } finally {
    giveBack()
    await stage.leave()
    await guest.leave()
  }
}

/** @see console_codes(4), SGR and DECTCEM */
const AS_BEFORE = '\u001b[0m\u001b[?25h'

interface Controlled {
  readonly performance: Performance
  readonly stage: Stage
  readonly screen: Screen
}

/** Keys and the size of the terminal. @returns A function that gives them back. */
function control(
  io: Io,
  { isAuto }: PlayOptions,
  { performance, stage, screen }: Controlled,
): () => void {
  const press = (key: string) => {
    // What plays by itself can be ended, and nothing else.
    if (isAuto && key === KEYS.interrupt) process.kill(process.pid, 'SIGINT')
    if (!isAuto) performance.press(key)
  }
  const onEnd = () => process.kill(process.pid, 'SIGHUP')
  const giveKeysBack = io.interactive ? takeKeys(press, onEnd) : () => {}
  const onResize = () => {
    const { columns, rows } = sizeOf(io)
    stage.resize(columns, rows)
    screen.resize()
  }
  process.stdout.on('resize', onResize)
  return () => {
    giveKeysBack()
    // A program that was ended may have left it without a cursor, or in colour.
    if (io.out.isTTY) io.out.write(AS_BEFORE)
    process.stdout.off('resize', onResize)
  }
}

function tellEnd(
  io: Io,
  { isAuto }: PlayOptions,
  { broken }: Presenting,
): void {
  const steps = broken.map((step) => step + 1).join(', ')
  if (broken.length > 0)
    io.err.write(`${io.color.red(say(io, 'demo.overBroken', { steps }))}\n`)
  else if (isAuto) io.err.write(`${say(io, 'demo.over')}\n`)
}
