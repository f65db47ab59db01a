/**
 * The kit's own programs, to be run inside judged containers.
 *
 * Each is a recorded table of system calls, written out as a static executable
 * with something random in its data: no other file on the machine has its inode
 * or its hash, and no judged program can have met it before.
 */
import { createHash } from 'node:crypto'
import { type Arch, toElf } from '#runtime/sys/elf.ts'
import { Program } from '#runtime/sys/program.ts'
import { AT_FDCWD, O_NONBLOCK, SIG_SETMASK } from './kernel.ts'

const LINE = 256
const NAP_SECONDS = 1000n

export interface Probe {
  readonly executable: Buffer
  readonly sha256: string
}

export interface ResidentOptions {
  readonly arch: string
  /** Said on standard output and on standard error, once it runs. */
  readonly greeting: { readonly out: string; readonly err: string }
  /** Paths that it tries to open, and keeps open where it can. */
  readonly tries: readonly string[]
  readonly exitStatus: number
}

/**
 * A probe that stays until it was looked at.
 *
 * It greets, repeats the first line of its input, blocks every signal, and
 * exits with `exitStatus` at the second line. Without input it sleeps on, so
 * that there is something to look at whatever became of its streams.
 */
export function residentProbe(options: ResidentOptions): Probe {
  const { greeting, tries, exitStatus } = options
  const ignore = true
  const program = new Program()
  for (const path of tries) {
    program.openat(AT_FDCWD, path, O_NONBLOCK, 0, { ignore })
  }
  program.write(1, greeting.out, undefined, { ignore })
  program.write(2, greeting.err, undefined, { ignore })

  const sleep = program.ahead()
  const orSleep = { ifZero: sleep, ifError: sleep }
  const line = Buffer.alloc(LINE)
  const length = program.read(0, line, LINE, orSleep)
  program.write(1, line, length, { ignore })
  program.rt_sigprocmask(SIG_SETMASK, Buffer.alloc(8, 0xff))
  program.read(0, line, LINE, orSleep)
  program.exit_group(exitStatus)

  program.place(sleep)
  sleepForEver(program)
  return build(program, options.arch)
}

/**
 * A probe that sleeps until a signal ends it. It says its `mark`, which makes it
 * like no other, and wakes whoever waits for it.
 */
export function sleepingProbe(arch: string, mark: string): Probe {
  const program = new Program()
  program.write(1, `${mark}\n`, undefined, { ignore: true })
  sleepForEver(program)
  return build(program, arch)
}

/**
 * A probe that does what is recorded for it, and nothing before or after.
 *
 * @param mark Its own, so that no other file is like it.
 */
export function recordedProbe(
  arch: string,
  record: (program: Program) => void,
  mark = '',
): Probe {
  const program = new Program()
  record(program)
  const executable = toElf(program, { arch: arch as Arch, trailer: mark })
  return { executable, sha256: hashOf(executable) }
}

/** Record a sleep that only a signal ends. */
export function sleepForEver(program: Program): void {
  const nap = Buffer.alloc(16)
  nap.writeBigInt64LE(NAP_SECONDS)
  const again = program.mark()
  program.nanosleep(nap, null, { ignore: true })
  program.jump(again)
}

function build(program: Program, arch: string): Probe {
  const executable = toElf(program, { arch: arch as Arch })
  return { executable, sha256: hashOf(executable) }
}

function hashOf(executable: Buffer): string {
  return createHash('sha256').update(executable).digest('hex')
}
