/**
 * The kit's own programs as hooks: each says in the diary that it began, copies
 * its standard input to a file, stands still until it was looked at, says that it
 * ends, and ends as it was told to.
 *
 *     <place>/<mark>/input    what it read, and `END` or `OPEN` as the last line
 *     <place>/<mark>/door     a FIFO: it waits for somebody to write
 */
import type { Entry } from '#checker/agent/protocol.ts'
import type { Bench } from '#checker/bench.ts'
import { programEntry } from '#checker/entries.ts'
import {
  AT_FDCWD,
  O_APPEND,
  O_CREAT,
  O_RDONLY,
  O_WRONLY,
  SIGKILL,
} from '#checker/kernel.ts'
import { recordedProbe, sleepForEver } from '#checker/probe.ts'
import { DIARY, writeDiary } from './dweller.ts'

export const HOOK_KINDS = [
  'prestart',
  'createRuntime',
  'createContainer',
  'startContainer',
  'poststart',
  'poststop',
] as const

export type HookKind = (typeof HOOK_KINDS)[number]

/** How a hook ends, or whether it does. */
export type HookEnd = 'well' | 'badly' | 'by a signal' | 'never'

export interface HookPlan {
  readonly kind: HookKind
  readonly end: HookEnd
  /** Whether it waits at its door to be looked at. */
  readonly stands: boolean
  /** Member `timeout`, in seconds. */
  readonly timeout?: number
}

/** A hook that was drawn. */
export interface Hook extends HookPlan {
  readonly mark: string
  readonly args: readonly string[]
  readonly env: readonly string[]
  /** Folder of its files, on the host. */
  readonly folder: string
  /** Where its program lies on the host, whatever it is called inside. */
  readonly program: string
  /** Member `path`. */
  readonly path: string
}

/** What a hook writes when it has read all of its input; or when no end comes. */
export const END = '\n#end'
export const OPEN = '\n#open'

const PLACE = '/hooks'
const CHUNK = 4096
const MODE = 0o666
const POLLIN = 1
/** Whoever hands over a state does so at once. */
const PATIENCE_SECONDS = 5n

const isInside = (kind: HookKind) => kind === 'startContainer'

export function drawHook(
  bench: Bench,
  rootfs: string,
  plan: HookPlan,
  name: string,
): Hook {
  const hex = (what: string) => bench.seed.hex(`${name} ${what}`, 4)
  const mark = hex('hook')
  const folder = `${rootfs}${PLACE}/${mark}`
  const path = `${isInside(plan.kind) ? PLACE : `${rootfs}${PLACE}`}/${mark}`
  return {
    ...plan,
    mark,
    args: [`hook-${hex('name')}`, hex('argument'), 'two words'],
    env: [`HOOK_${hex('variable')}=${hex('value')}`, 'EMPTY='],
    folder,
    program: `${folder}/hook`,
    path: `${path}/hook`,
  }
}

/** The same as `config.json` wants it. */
export function hookConfig({ path, args, env, timeout }: Hook): object {
  return { path, args, env, ...(timeout === undefined ? {} : { timeout }) }
}

/** `hooks` of a config. */
export function hooksConfig(hooks: readonly Hook[]): Record<string, object[]> {
  const kinds = HOOK_KINDS.filter((kind) => hooks.some((h) => h.kind === kind))
  return Object.fromEntries(
    kinds.map((kind) => [
      kind,
      hooks.filter((hook) => hook.kind === kind).map(hookConfig),
    ]),
  )
}

/** Files of a hook, below the folder of its container. */
export function hookEntries(bench: Bench, hook: Hook): Entry[] {
  const base = `bundle/rootfs${PLACE}/${hook.mark}`
  const program = build(bench, hook)
  return [
    programEntry(`${base}/hook`, program),
    { kind: 'fifo', path: `${base}/door` },
  ]
}

type Recorded = Parameters<Parameters<typeof recordedProbe>[1]>[0]

function build(bench: Bench, hook: Hook): Buffer {
  const { mark, kind, folder } = hook
  const [place, diary] = isInside(kind)
    ? [`${PLACE}/${mark}`, DIARY]
    : [folder, `${folder}/../..${DIARY}`]
  const record = (program: Recorded) => {
    writeDiary(program, diary, `+${mark}`)
    copyInput(program, `${place}/input`)
    if (hook.stands) standAt(program, `${place}/door`)
    if (hook.end === 'never') sleepForEver(program)
    writeDiary(program, diary, `-${mark}`)
    if (hook.end === 'by a signal') program.kill(program.getpid(), SIGKILL)
    program.exit_group(hook.end === 'well' ? 0 : 1)
  }
  return recordedProbe(bench.hello.arch, record, mark).executable
}

/** To its end, if that comes: who forgets to close a pipe is not waited for. */
function copyInput(program: Recorded, path: string): void {
  const [end, open, onward] = [
    program.ahead(),
    program.ahead(),
    program.ahead(),
  ]
  const flags = O_WRONLY | O_CREAT | O_APPEND
  const copy = program.openat(AT_FDCWD, path, flags, MODE, { ignore: true })
  const input = Buffer.alloc(8)
  input.writeInt16LE(POLLIN, 4)
  const timeout = Buffer.alloc(16)
  timeout.writeBigInt64LE(PATIENCE_SECONDS)
  const chunk = Buffer.alloc(CHUNK)
  const again = program.mark()
  program.ppoll(input, 1, timeout, null, 8, { ifZero: open, ifError: end })
  const ends = { ifZero: end, ifError: end }
  const count = program.read(0, chunk, CHUNK, ends)
  program.write(copy, chunk, count, { ignore: true })
  program.jump(again)
  program.place(open)
  program.write(copy, OPEN, undefined, { ignore: true })
  program.jump(onward)
  program.place(end)
  program.write(copy, END, undefined, { ignore: true })
  program.place(onward)
}

function standAt(program: Recorded, door: string): void {
  const ignore = true
  const fifo = program.openat(AT_FDCWD, door, O_RDONLY, 0, { ignore })
  const line = Buffer.alloc(64)
  program.read(fifo, line, line.length, { ignore })
}
