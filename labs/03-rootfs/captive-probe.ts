/**
 * The program of the captive. It waits for a line, then starts the student's way
 * out as a child and does not reap it, so that the kernel goes on showing what it
 * was and how it ended. At the next line it tries the kit's own way out of a
 * chroot, and keeps open what it meets there:
 *
 *     wait ──line──▶ child: execve(theirs) ──▶ wait ──line──▶ chroot(below),
 *                    parent: waitid, unreaped                 chdir("..")…, chroot(".")
 *
 * It makes nothing: where it gets out, it would make that on the host.
 */
import {
  AT_FDCWD,
  O_NONBLOCK,
  O_PATH,
  P_ALL,
  SIGCHLD,
  WEXITED,
  WNOWAIT,
} from '#checker/kernel.ts'
import { type Probe, recordedProbe, sleepForEver } from '#checker/probe.ts'

/** Deeper than the folder of any run. */
const CLIMB = 48
const LINE = 64

export interface CaptiveOptions {
  readonly arch: string
  /** Said when each of the three waits begins. */
  readonly marks: readonly [begun: string, theirs: string, ours: string]
  /** Path inside of the student's way out. */
  readonly theirs: string
  /** Name of a directory of the rootfs, for the kit's way out. */
  readonly below: string
  /** Path on the host of what nobody inside may open. */
  readonly secret: string
}

type Recorded = Parameters<Parameters<typeof recordedProbe>[1]>[0]

/** A probe that tries to get out of its root, twice, when it is told to. */
export function captiveProbe(options: CaptiveOptions): Probe {
  const { arch, marks, below, secret } = options
  return recordedProbe(arch, (program) => {
    const asleep = program.ahead()
    const waitForLine = (mark: string) => {
      const stay = { ifZero: asleep, ifError: asleep }
      program.write(1, `${mark}\n`, undefined, { ignore: true })
      program.read(0, Buffer.alloc(LINE), LINE, stay)
    }
    waitForLine(marks[0])
    startTheirs(program, options.theirs)
    waitForLine(marks[1])
    climbOut(program, below, secret)
    waitForLine(marks[2])
    program.exit_group(0)
    program.place(asleep)
    sleepForEver(program)
  })
}

function startTheirs(program: Recorded, path: string): void {
  const ignore = true
  const child = program.ahead()
  const parent = program.ahead()
  program.clone(SIGCHLD, null, null, { ifZero: child })
  program.jump(parent)
  program.place(child)
  program.execve(path, [path], [], { ignore })
  program.exit_group(126)
  program.place(parent)
  const all = [P_ALL, 0, null, WEXITED | WNOWAIT, null]
  program.syscall('waitid', all, { ignore })
}

/** What stays open: the root below, the end of the walk, the secret. */
function climbOut(program: Recorded, below: string, secret: string): void {
  const ignore = true
  program.chdir('/', { ignore })
  program.chroot(below, { ignore })
  program.openat(AT_FDCWD, '/', O_PATH, 0, { ignore })
  for (let step = 0; step < CLIMB; step++) program.chdir('..', { ignore })
  program.chroot('.', { ignore })
  program.openat(AT_FDCWD, '.', O_PATH, 0, { ignore })
  program.openat(AT_FDCWD, secret, O_NONBLOCK, 0, { ignore })
}
