// All that goes between our streams and the master of a terminal:
//
//     stdin ──▶ master ══▶ peer: the program reads
//     stdout ◀── master ◀══ peer: the program writes
//
// Neither way holds up the other one, or this process: a program that reads
// nothing lets what is typed wait, and a reader who is slow lets the program
// wait. Node's loop makes what it watches non-blocking, so no call here waits.
import { once } from 'node:events'
import { readSync, writeSync } from 'node:fs'
import { Writable } from 'node:stream'
import { Descriptor } from '../sys/descriptor.ts'

const CHUNK = 64 * 1024
/** Milliseconds until we look again whether there is room for what is typed. */
const ROOM_MS = 10
/** Milliseconds until we look again whether the other end was opened. */
const REOPEN_MS = 20

/** Copies until it is told that the process has ended. */
export class TerminalCopy {
  readonly #master: Descriptor
  readonly #room = Buffer.alloc(CHUNK)
  readonly #typed = new Writable({
    write: (chunk, _encoding, done) => this.#type(chunk, done),
  })

  /** @param master Is closed with us. */
  constructor(master: number) {
    this.#master = new Descriptor(master)
    process.stdout.on('error', this.#hangUp)
    process.stdin.on('error', ignore)
    process.stdin.pipe(this.#typed, { end: false })
    this.#watch()
  }

  /** Whether there is still a terminal at the other end of the master. */
  get isOpen(): boolean {
    return this.#master.isOpen
  }

  #watch(): void {
    if (this.#master.isOpen) this.#master.watch(this.#copySome)
  }

  readonly #copySome = () => {
    const bytes = this.#read()
    if (bytes === undefined) this.#watchLater()
    else if (!process.stdout.write(bytes)) this.#watchAfterDrain()
  }

  // Nobody has the other end open just now; a process that lives could open it
  // by its name once more.
  #watchLater(): void {
    this.#master.unwatch()
    setTimeout(() => this.#watch(), REOPEN_MS)
  }

  #watchAfterDrain(): void {
    this.#master.unwatch()
    process.stdout.once('drain', () => this.#watch())
  }

  /** What is there; undefined if it is nothing, or can be nothing. */
  #read(): Buffer | undefined {
    try {
      const size = readSync(this.#master.fd, this.#room)
      return Buffer.from(this.#room.subarray(0, size))
    } catch (error) {
      if (isNothing(error)) return undefined
      throw error
    }
  }

  #type(bytes: Uint8Array, done: () => void): void {
    const rest = bytes.subarray(this.#write(bytes))
    if (rest.length === 0) done()
    else setTimeout(() => this.#type(rest, done), ROOM_MS)
  }

  /** @returns How much there was room for; what nobody can read has room. */
  #write(bytes: Uint8Array): number {
    if (!this.#master.isOpen) return bytes.length
    try {
      return writeSync(this.#master.fd, bytes)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EAGAIN') return 0
      if (code === 'EIO') return bytes.length
      throw error
    }
  }

  /** As a terminal that is closed does: its processes are told by SIGHUP. */
  readonly #hangUp = () => this.#master.close()

  /** Copy what was written before the end, and end. */
  async end(): Promise<void> {
    this.#master.unwatch()
    while (this.#master.isOpen) {
      const bytes = this.#read()
      if (bytes === undefined) break
      // If there is nobody left to read it, it may be lost.
      if (!process.stdout.write(bytes))
        await once(process.stdout, 'drain').catch(ignore)
    }
    this.close()
  }

  /** Let go of the master and of our streams. */
  close(): void {
    process.stdin.unpipe(this.#typed)
    process.stdin.pause()
    process.stdin.off('error', ignore)
    process.stdout.off('error', this.#hangUp)
    this.#master.close()
  }
}

function ignore(): void {}

/** EIO: the other end is closed everywhere. @see pty(7) */
function isNothing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException
  return code === 'EAGAIN' || code === 'EIO'
}
