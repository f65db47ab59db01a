/**
 * The programs of this lab's containers. Each waits until it is told to begin, so
 * that everything can be read before; and goes on until it is told to end:
 *
 *     says "<mark> waits" ──line──▶ works, says "<mark> works" ──line──▶ exits
 *
 * While it waits it sleeps in read(2), and is found by that. Without input it
 * sleeps for ever. What its work may keep busy or block is done by children.
 */
import {
  AT_FDCWD,
  MAP_ANONYMOUS,
  MAP_POPULATE,
  MAP_PRIVATE,
  O_DIRECT,
  O_NONBLOCK,
  O_RDONLY,
  O_RDWR,
  PROT_READ,
  PROT_WRITE,
  SIGCHLD,
} from '#checker/kernel.ts'
import { type Probe, recordedProbe, sleepForEver } from '#checker/probe.ts'

const LINE = 64
const MIB = 1024 * 1024
const WRITABLE = PROT_READ | PROT_WRITE
const CHARGED = MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE

export type Recorded = Parameters<Parameters<typeof recordedProbe>[1]>[0]

export interface ProbeOptions {
  readonly arch: string
  /** Its own, so that no other file is like it. */
  readonly mark: string
  /** Of the exit at the second line. */
  readonly status?: number
  /**
   * Works as soon as it runs, and says nothing before: its first system calls
   * are its work. Whoever limits it afterwards comes too late.
   */
  readonly eager?: boolean
}

/** What it says before its work, and after it has begun. */
export const waits = (mark: string) => `${mark} waits\n`
export const works = (mark: string) => `${mark} works\n`

/** Sleeps, and does no work. */
export function sleeper(options: ProbeOptions): Probe {
  return obedient(options, () => {})
}

/** Keeps `count` processors busy. */
export function burner(options: ProbeOptions, count = 1): Probe {
  return obedient(options, (program) => {
    for (let child = 0; child < count; child++) {
      fork(program, () => burn(program))
    }
  })
}

/** Calls that cost nothing but time, without end. */
export function burn(program: Recorded): void {
  const again = program.mark()
  program.getppid()
  program.jump(again)
}

export interface EaterOptions {
  readonly mib: number
  /** `child`: the first process is small, and stays when its child is killed. */
  readonly eater: 'itself' | 'child'
}

/**
 * Takes memory, one MiB after the other, and keeps it; every page is charged. A
 * child's end is work done, too: then the first process waits for a line.
 */
export function memoryEater(
  options: ProbeOptions,
  { mib, eater }: EaterOptions,
): Probe {
  const eat = (program: Recorded) => {
    for (let taken = 0; taken < mib; taken++) {
      program.mmap(0, MIB, WRITABLE, CHARGED, -1, 0, { ignore: true })
    }
  }
  return obedient(options, (program) => {
    if (eater === 'itself') return eat(program)
    fork(program, () => {
      eat(program)
      program.write(1, works(options.mark), undefined, { ignore: true })
      sleepForEver(program)
    })
    program.wait4(-1, null, 0, null, { ignore: true })
  })
}

/** More than any limit there is: that of a slice, that of a job. */
const BOMB = 300

/**
 * Makes children until the kernel refuses one more (EAGAIN); they sleep. Where
 * nobody refuses, it ends by itself: the machine is to live on.
 *
 * @param fierce Never gives up, and its children do the same.
 */
export function forkBomb(options: ProbeOptions, fierce = false): Probe {
  return obedient(options, (program) => {
    if (fierce) return fork(program, () => explode(program))
    const child = program.ahead()
    const full = program.ahead()
    for (let children = 0; children < BOMB; children++) {
      program.clone(SIGCHLD, null, null, { ifZero: child, ifError: full })
    }
    program.jump(full)
    program.place(child)
    sleepForEver(program)
    program.place(full)
  })
}

/** Parent and child go on in the same loop. */
function explode(program: Recorded): void {
  const again = program.mark()
  program.clone(SIGCHLD, null, null, { ignore: true })
  program.jump(again)
}

export interface DiskOptions {
  /** Path of the device inside. */
  readonly device: string
  readonly does: 'read' | 'write'
  readonly blockSize: number
}

/** Reads or writes one block of a device over and over, past the page cache. */
export function diskUser(options: ProbeOptions, use: DiskOptions): Probe {
  return obedient(options, (program) => useDisk(program, use))
}

/** Does both, with a child for each. */
export function diskReaderAndWriter(
  options: ProbeOptions,
  use: Omit<DiskOptions, 'does'>,
): Probe {
  return obedient(options, (program) => {
    useDisk(program, { ...use, does: 'read' })
    useDisk(program, { ...use, does: 'write' })
  })
}

function useDisk(
  program: Recorded,
  { device, does, blockSize }: DiskOptions,
): void {
  const call = does === 'read' ? 'pread64' : 'pwrite64'
  const flags = (does === 'read' ? O_RDONLY : O_RDWR) | O_DIRECT
  fork(program, () => {
    const fd = program.openat(AT_FDCWD, device, flags)
    const block = mapped(program, blockSize)
    const again = program.mark()
    program.syscall(call, [fd, block, blockSize, 0])
    program.jump(again)
  })
}

/** Memory of its own, each page of it there. */
export function mapped(program: Recorded, bytes: number) {
  return program.mmap(0, bytes, WRITABLE, CHARGED, -1, 0)
}

/** Opens what it can before it waits, and keeps it: look at its descriptors. */
export function opener(
  options: ProbeOptions,
  paths: readonly string[],
  flags = O_RDWR,
): Probe {
  return obedient(
    options,
    () => {},
    (program) => {
      for (const path of paths) {
        program.openat(AT_FDCWD, path, flags | O_NONBLOCK, 0, { ignore: true })
      }
    },
  )
}

/** Makes children in sessions of their own; told to end, it leaves them behind. */
export function deserter(options: ProbeOptions, count: number): Probe {
  return obedient(options, (program) => {
    for (let child = 0; child < count; child++) {
      fork(program, () => {
        program.setsid()
        sleepForEver(program)
      })
    }
  })
}

/** Works when it is told to, and exits when it is told to. */
export function obedient(
  { arch, mark, status = 0, eager = false }: ProbeOptions,
  work: (program: Recorded) => void,
  before: (program: Recorded) => void = () => {},
): Probe {
  return recordedProbe(
    arch,
    (program) => {
      const asleep = program.ahead()
      const waitForLine = (greeting: string) => {
        const stay = { ifZero: asleep, ifError: asleep }
        program.write(1, greeting, undefined, { ignore: true })
        program.read(0, Buffer.alloc(LINE), LINE, stay)
      }
      before(program)
      if (!eager) waitForLine(waits(mark))
      work(program)
      waitForLine(works(mark))
      program.exit_group(status)
      program.place(asleep)
      sleepForEver(program)
    },
    mark,
  )
}

/** A child that does what is recorded, and must not come to its end. */
export function fork(program: Recorded, record: () => void): void {
  const child = program.ahead()
  const parent = program.ahead()
  // Refused, it goes on as well: what was to be done is missing from the files.
  program.clone(SIGCHLD, null, null, { ifZero: child, ifError: parent })
  program.jump(parent)
  program.place(child)
  record()
  program.exit_group(1)
  program.place(parent)
}
