/**
 * Somebody who has a terminal sent over: a small program of the kit's that waits
 * at a socket, as an engine does, for the master of a container's terminal.
 *
 *     const host = await hostConsole(bench, 'tty')     // it listens
 *     … run -d --console-socket <host.socket> …
 *     await host.tell('received')                      // it has what was sent
 *     const sent = await host.sent()                   // the message, as it came
 *     await host.tell('resized')                       // TIOCSWINSZ on the master
 *
 * What it was sent is read from the kernel: its descriptors in `/proc`, and the
 * message in memory that is a file, which the agent reads as well.
 */
import type { Program } from '#runtime/sys/program.ts'
import type { Bench } from './bench.ts'
import { programEntry } from './entries.ts'
import type { Observation } from './evidence/process.ts'
import { bytesOf } from './files.ts'
import {
  AF_UNIX,
  AT_FDCWD,
  MAP_FIXED,
  MAP_SHARED,
  O_CREAT,
  O_RDWR,
  PROT_READ,
  PROT_WRITE,
  SOCK_STREAM,
  TIOCSWINSZ,
  unixAddress,
  windowSize,
} from './kernel.ts'
import { recordedProbe, sleepForEver } from './probe.ts'

const LIFE_MS = 30_000
/** From one line that it says to the next. */
const TURN_MS = 3_000
/** Nothing else lies there in a program of ours. */
const MEMORY = 0x2000_0000
const SIZE = 4096
/** Offsets in that memory. */
const IOVEC = 64
const CONTROL = 512
const CONTROL_SIZE = 256
const TEXT = 1024
const TEXT_SIZE = 256
/** Descriptors of its own, out of the way of those that are sent. */
const KEPT = { socket: 20, peer: 21 } as const
/** The first that is free, so the kernel gives it to what is sent. */
export const MASTER = 3
const STDOUT = 1

/** Lines in the order in which it says them; all but the first two are asked for. */
const TURNS = ['listening', 'received', 'resized', 'typed', 'read'] as const
export type Turn = (typeof TURNS)[number]

export interface ConsoleOptions {
  readonly rows: number
  readonly columns: number
  /** What it types once it is asked to. */
  readonly keys: string
}

/** A message with descriptors, as it was received. @see recvmsg(2), cmsg(3) */
export interface Sent {
  readonly text: string
  /** Numbers of the descriptors that came with it, in the receiver. */
  readonly descriptors: readonly number[]
}

export interface ConsoleHost {
  /** Path of the socket, for `--console-socket`. */
  readonly socket: string
  readonly pid: number
  /** Let it go on to a turn; `false` if it did not come to it. */
  tell(turn: Turn): Promise<boolean>
  sent(): Promise<Sent>
  look(): Promise<Observation | null>
  /** All that it has said, with what it read from the terminal. */
  output(): Promise<string>
  leave(): Promise<void>
}

interface Paths {
  readonly socket: string
  /** File that is the memory in which the message arrives. */
  readonly message: string
}

/** Start it, and wait until it listens. */
export async function hostConsole(
  bench: Bench,
  name: string,
  options: ConsoleOptions,
): Promise<ConsoleHost> {
  const folder = `console-${bench.seed.hex(`console ${name}`, 3)}`
  const path = bench.path(folder, 'host')
  const socket = bench.path(folder, 'socket')
  const message = bench.path(folder, 'message')
  const { executable } = recordedProbe(
    bench.hello.arch,
    (program) => record(program, { socket, message }, options),
    folder,
  )
  const entries = [programEntry(`${folder}/host`, executable)]
  await bench.call('write', { entries })
  const { job, pid } = await bench.call('start', {
    argv: [path],
    cwd: bench.path(folder),
    folder: bench.path(folder),
    env: {},
    descriptors: {},
    timeoutMs: bench.patience(LIFE_MS),
  })
  const host = new Host(bench, { job, pid, socket, message })
  if (!(await host.hears('listening')))
    throw new Error('Expected the kit to listen at a socket')
  return host
}

class Host implements ConsoleHost {
  readonly socket: string
  readonly pid: number
  readonly #bench: Bench
  readonly #job: number
  readonly #message: string

  constructor(
    bench: Bench,
    { job, pid, socket, message }: Paths & { job: number; pid: number },
  ) {
    this.#bench = bench
    this.#job = job
    this.pid = pid
    this.socket = socket
    this.#message = message
  }

  /** Whether it says so, by and by. */
  async hears(turn: Turn): Promise<boolean> {
    const { stdout } = await this.#bench.call('awaitOutput', {
      job: this.#job,
      text: `${turn}\n`,
      timeoutMs: this.#bench.patience(TURN_MS),
    })
    return stdout.includes(`${turn}\n`)
  }

  async tell(turn: Turn): Promise<boolean> {
    if (turn !== 'listening' && turn !== 'received')
      await this.#bench.call('send', { job: this.#job, text: `${turn}\n` })
    return this.hears(turn)
  }

  async sent(): Promise<Sent> {
    const bytes = await bytesOf(this.#bench, this.#message)
    return bytes === null ? { text: '', descriptors: [] } : sentIn(bytes)
  }

  look(): Promise<Observation | null> {
    return this.#bench.call('observe', { pid: this.pid })
  }

  async output(): Promise<string> {
    const { stdout } = await this.#bench.call('awaitOutput', {
      job: this.#job,
      text: '',
      timeoutMs: 0,
    })
    return stdout
  }

  async leave(): Promise<void> {
    await this.#bench.call('kill', { job: this.#job })
  }
}

function record(
  program: Program,
  { socket, message }: Paths,
  { rows, columns, keys }: ConsoleOptions,
): void {
  shareMemory(program, message)
  const address = unixAddress(socket)
  const listener = program.socket(AF_UNIX, SOCK_STREAM)
  program.syscall('bind', [listener, address, address.length])
  program.syscall('listen', [listener, 1])
  program.syscall('dup3', [listener, KEPT.socket, 0])
  say(program, 'listening')
  const peer = program.syscall('accept', [KEPT.socket, null, null])
  program.syscall('dup3', [peer, KEPT.peer, 0])
  program.syscall('close_range', [MASTER, KEPT.socket - 1, 0])
  program.syscall('recvmsg', [KEPT.peer, MEMORY, 0])
  say(program, 'received')

  const ignore = true
  takeTurn(program)
  const size = windowSize(rows, columns)
  program.ioctl(MASTER, TIOCSWINSZ, size, { ignore })
  say(program, 'resized')
  takeTurn(program)
  program.write(MASTER, keys, undefined, { ignore })
  say(program, 'typed')
  takeTurn(program)
  const text = Buffer.alloc(TEXT_SIZE)
  const nothing = program.ahead()
  const end = { ifError: nothing, ifZero: nothing }
  const length = program.read(MASTER, text, TEXT_SIZE, end)
  program.write(STDOUT, text, length)
  program.place(nothing)
  say(program, 'read')
  sleepForEver(program)
}

/**
 * Memory whose address is known beforehand, so that structures in it can point
 * to each other, and which is a file, so that the agent can read it too.
 */
function shareMemory(program: Program, path: string): void {
  const flags = O_RDWR | O_CREAT
  const file = program.openat(AT_FDCWD, path, flags, 0o600)
  program.write(file, messageHeader())
  const protection = PROT_READ | PROT_WRITE
  program.mmap(MEMORY, SIZE, protection, MAP_SHARED | MAP_FIXED, file, 0)
}

/** `struct msghdr` and `struct iovec`. @see recvmsg(2) */
function messageHeader(): Buffer {
  const bytes = Buffer.alloc(SIZE)
  const word = (value: number, offset: number) =>
    bytes.writeBigUInt64LE(BigInt(value), offset)
  word(MEMORY + IOVEC, 16)
  word(1, 24)
  word(MEMORY + CONTROL, 32)
  word(CONTROL_SIZE, 40)
  word(MEMORY + TEXT, IOVEC)
  word(TEXT_SIZE, IOVEC + 8)
  return bytes
}

const CONTROL_LENGTH = 40
const HEADER_SIZE = 16
const SOL_SOCKET = 1
const SCM_RIGHTS = 1

function sentIn(bytes: Buffer): Sent {
  const end = bytes.indexOf(0, TEXT)
  const text = bytes.toString('utf8', TEXT, end)
  const received = Number(bytes.readBigUInt64LE(CONTROL_LENGTH))
  const length = Number(bytes.readBigUInt64LE(CONTROL))
  const isRights =
    received >= HEADER_SIZE &&
    bytes.readInt32LE(CONTROL + 8) === SOL_SOCKET &&
    bytes.readInt32LE(CONTROL + 12) === SCM_RIGHTS
  const count = isRights ? Math.floor((length - HEADER_SIZE) / 4) : 0
  const descriptors = Array.from({ length: count }, (_, index) =>
    bytes.readInt32LE(CONTROL + HEADER_SIZE + index * 4),
  )
  return { text, descriptors }
}

function say(program: Program, turn: Turn): void {
  program.write(STDOUT, `${turn}\n`)
}

/** Wait for a line; without one, for ever. */
function takeTurn(program: Program): void {
  const [never, onward] = [program.ahead(), program.ahead()]
  const line = Buffer.alloc(16)
  program.read(0, line, line.length, { ifZero: never, ifError: never })
  program.jump(onward)
  program.place(never)
  sleepForEver(program)
  program.place(onward)
}
