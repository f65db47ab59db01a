/**
 * The emulator's monitor: JSON objects, one a line.
 *
 *     ◀ {"QMP": {…}}                              greeting
 *     ▶ {"execute": "stop", "id": 1}
 *     ◀ {"event": "STOP", …}                      at any time: not used here
 *     ◀ {"return": {}, "id": 1}   or   {"error": {"desc": …}, "id": 1}
 *
 * @see docs/interop/qmp-spec.rst of QEMU
 */
import { createConnection, type Socket } from 'node:net'
import { createInterface } from 'node:readline'

import { MachineError } from '../errors.ts'

interface Reply {
  readonly id?: number
  readonly return?: unknown
  readonly error?: { readonly desc: string }
}

interface Waiting {
  readonly command: string
  resolve(value: unknown): void
  reject(error: Error): void
}

export class Qmp {
  readonly #socket: Socket
  readonly #waiting = new Map<number, Waiting>()
  #last = 0

  private constructor(socket: Socket) {
    this.#socket = socket
    createInterface({ input: socket })
      .on('line', (line) => this.#receive(line))
      // The same error again; `close` follows and is what matters.
      .on('error', () => undefined)
    socket.on('error', () => undefined)
    socket.on('close', () => this.#abandon())
  }

  /** Take over a connected socket and leave the negotiation mode. */
  static async over(socket: Socket): Promise<Qmp> {
    const qmp = new Qmp(socket)
    await qmp.execute('qmp_capabilities')
    return qmp
  }

  /**
   * Run a command of the monitor.
   *
   * @throws {MachineError} When it refuses, or goes away before it answers.
   */
  execute(command: string, args?: object): Promise<unknown> {
    const id = ++this.#last
    return new Promise((resolve, reject) => {
      if (this.#socket.destroyed) return reject(hungUp(command))
      this.#waiting.set(id, { command, resolve, reject })
      const message = { execute: command, arguments: args, id }
      this.#socket.write(`${JSON.stringify(message)}\n`)
    })
  }

  /** Run a command of the monitor for people. @returns What it prints. */
  async print(line: string): Promise<string> {
    const args = { 'command-line': line }
    return String(await this.execute('human-monitor-command', args))
  }

  close(): void {
    this.#socket.destroy()
  }

  #receive(line: string): void {
    const reply: Reply = JSON.parse(line)
    const waiting = this.#waiting.get(reply.id ?? 0)
    if (reply.id === undefined || waiting === undefined) return
    this.#waiting.delete(reply.id)
    if (reply.error === undefined) {
      waiting.resolve(reply.return)
    } else {
      const message = `${waiting.command}: ${reply.error.desc}`
      waiting.reject(new MachineError(`The emulator refused ${message}`))
    }
  }

  #abandon(): void {
    for (const { command, reject } of this.#waiting.values()) {
      reject(hungUp(command))
    }
    this.#waiting.clear()
  }
}

function hungUp(command: string): MachineError {
  return new MachineError(`The emulator hung up before it answered ${command}`)
}

/**
 * Connect to a socket that is about to appear.
 *
 * @param signal Ends the waiting, with its reason.
 */
export async function connectSoon(
  path: string,
  signal: AbortSignal,
): Promise<Socket> {
  for (;;) {
    signal.throwIfAborted()
    const socket = await connect(path)
    if (socket !== null) return socket
    await new Promise((resolve) => setTimeout(resolve, 3))
  }
}

/** `null` while the socket is not there, or nobody listens yet. */
function connect(path: string): Promise<Socket | null> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(path)
    socket.once('connect', () => {
      socket.removeAllListeners('error')
      resolve(socket)
    })
    socket.once('error', (error: NodeJS.ErrnoException) => {
      const soon = error.code === 'ENOENT' || error.code === 'ECONNREFUSED'
      return soon ? resolve(null) : reject(error)
    })
  })
}

/** The local port that leads to the guest's ssh, from `info usernet`. */
export function forwardedPort(usernet: string): number {
  const match = /TCP\[HOST_FORWARD\]\s+\d+\s+\S+\s+(\d+)/.exec(usernet)
  if (match) return Number(match[1])
  throw new MachineError('The emulator forwards no port to the guest', usernet)
}
