/** The programs that run inside the containers of this lab. */
import {
  AT_FDCWD,
  IPC_CREAT,
  O_CREAT,
  O_NONBLOCK,
  O_RDWR,
  SIG_SETMASK,
  SIGCHLD,
  SIGKILL,
} from '#checker/kernel.ts'
import { type Probe, recordedProbe, sleepForEver } from '#checker/probe.ts'

type Recorded = Parameters<Parameters<typeof recordedProbe>[1]>[0]

/** What the inhabitant does to the machine, if it can; each is left out if absent. */
export interface Attack {
  /** New name of the machine, and domain. */
  readonly name?: string
  /** Objects to make. */
  readonly memoryKey?: number
  readonly queue?: string
  /** Process to kill, by its number on the host. */
  readonly victim?: number
}

/** Whether it has a child, or a grandchild whose parent has ended. */
export type Offspring = 'none' | 'child' | 'orphan'

export interface InhabitantOptions {
  readonly arch: string
  readonly mark: string
  /** Path of a program for its child, which sleeps. */
  readonly child: string
  readonly offspring: Offspring
  /** Path of a file that it tries to open, and keeps open if it can. */
  readonly forbidden: string
  readonly attack: Attack
  readonly exitStatus: number
}

/**
 * Has a child, tries to open a file, and says its mark. At the first line of
 * input it attacks the machine and blocks every signal, which tells that it is
 * done; at the second it ends.
 */
export function inhabitant(options: InhabitantOptions): Probe {
  const { arch, mark, child, offspring, forbidden, attack } = options
  return recordedProbe(
    arch,
    (program) => {
      const ignore = true
      program.openat(AT_FDCWD, forbidden, O_RDWR | O_NONBLOCK, 0, { ignore })
      if (offspring !== 'none') bear(program, child, offspring === 'orphan')
      program.write(1, `${mark}\n`, undefined, { ignore })

      const sleep = program.ahead()
      const orSleep = { ifZero: sleep, ifError: sleep }
      const line = Buffer.alloc(64)
      program.read(0, line, line.length, orSleep)
      recordAttack(program, attack)
      program.rt_sigprocmask(SIG_SETMASK, Buffer.alloc(8, 0xff))
      program.read(0, line, line.length, orSleep)
      program.exit_group(options.exitStatus)

      program.place(sleep)
      sleepForEver(program)
    },
    mark,
  )
}

/** Have a child that executes `path`, or a grandchild whose parent ends. */
function bear(program: Recorded, path: string, isOrphan: boolean): void {
  const [inChild, inGrandchild, onward] = [
    program.ahead(),
    program.ahead(),
    program.ahead(),
  ]
  const child = program.clone(SIGCHLD, null, null, { ifZero: inChild })
  if (isOrphan) program.wait4(child)
  program.jump(onward)

  program.place(inChild)
  if (isOrphan) {
    program.clone(SIGCHLD, null, null, { ifZero: inGrandchild })
    program.exit_group(0)
  }
  program.place(inGrandchild)
  program.execve(path, [path], [])
  program.place(onward)
}

function recordAttack(program: Recorded, attack: Attack): void {
  const { name, memoryKey, queue, victim } = attack
  const ignore = true
  if (name !== undefined) {
    program.sethostname(name, { ignore })
    program.setdomainname(name, { ignore })
  }
  const flags = IPC_CREAT | 0o600
  if (memoryKey !== undefined) {
    program.syscall('shmget', [memoryKey, 4096, flags], { ignore })
  }
  if (queue !== undefined) {
    program.syscall('mq_open', [queue, O_CREAT | O_RDWR, 0o600, 0], { ignore })
  }
  if (victim !== undefined) program.kill(victim, SIGKILL, { ignore })
}

/** Says its mark, and ends with a status when a line comes in. */
export function visitorInside(
  arch: string,
  mark: string,
  exitStatus: number,
): Probe {
  return recordedProbe(
    arch,
    (program) => {
      program.write(1, `${mark}\n`, undefined, { ignore: true })
      const sleep = program.ahead()
      const line = Buffer.alloc(64)
      program.read(0, line, line.length, { ifZero: sleep, ifError: sleep })
      program.exit_group(exitStatus)
      program.place(sleep)
      sleepForEver(program)
    },
    mark,
  )
}
