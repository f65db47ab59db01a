/**
 * The host's end of the conversation with the agent.
 *
 * Every call ends: with its result, with the error the agent reports, or with
 * an `AgentError` because the agent died, said nothing in time, or said
 * something that is no answer. After that all further calls fail at once.
 */
import type { ChildProcess } from 'node:child_process'
import { AgentError, ImpostorError } from '../errors.ts'
import { LineReader } from './line-reader.ts'
import type { Method, Params, Reply, Response } from './protocol.ts'
import { signedText } from './signature.ts'

interface Pending {
  readonly resolve: (result: unknown) => void
  readonly reject: (error: Error) => void
  readonly timer: NodeJS.Timeout
}

const KEPT_OF_STDERR = 4096
const KEPT_OF_LINE = 200
const CLOSING_MS = 10_000

export class AgentClient {
  readonly #child: ChildProcess
  readonly #key: string
  readonly #pending = new Map<number, Pending>()
  readonly #exited: Promise<void>
  #next = 1
  #stderr = ''
  #broken: AgentError | null = null
  #impostor: ImpostorError | null = null
  /** The agent was heard: it has the key that we have. */
  #hasSpoken = false
  /** Somebody else may be in the guest from now on. */
  #hasStarted = false

  /**
   * @param child An agent, as started by `startAgent`; its streams are pipes.
   * @param key What the agent signs with; whoever else speaks is not believed.
   */
  constructor(child: ChildProcess, key: string) {
    this.#child = child
    this.#key = key
    const lines = new LineReader(
      (line) => this.#receive(line),
      (reason) => this.#break(reason),
    )
    child.stdout?.on('data', (chunk: Buffer) => lines.push(chunk))
    child.stderr?.on('data', (chunk: Buffer) => {
      this.#stderr = `${this.#stderr}${chunk}`.slice(-KEPT_OF_STDERR)
    })
    child.stdin?.on('error', () => {})
    this.#exited = new Promise((resolve) => {
      child.once('error', (error) => {
        this.#break(`could not be started: ${error.message}`)
        resolve()
      })
      child.once('close', (code, signal) => {
        this.#break(`ended (${signal ?? `status ${code}`})`)
        resolve()
      })
    })
  }

  /** Whoever was caught speaking in the agent's place; `null` if nobody was. */
  get impostor(): ImpostorError | null {
    return this.#impostor
  }

  /** Send bytes as they are; only before the first call. */
  sendRaw(bytes: string | Buffer): void {
    this.#child.stdin?.write(bytes)
  }

  /**
   * Ask the agent for something.
   *
   * @param timeoutMs The agent's own limit for it, if any, is shorter.
   * @throws {AgentError} If the agent does not answer, or answers with an error.
   */
  call<M extends Method>(
    method: M,
    params: Params<M>,
    timeoutMs: number,
  ): Promise<Reply<M>> {
    if (this.#broken !== null) return Promise.reject(this.#broken)
    if (method === 'start') this.#hasStarted = true
    const id = this.#next++
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => this.#break(`did not answer "${method}" in ${timeoutMs} ms`),
        timeoutMs,
      )
      this.#pending.set(id, { resolve: resolve as never, reject, timer })
      this.#child.stdin?.write(`${JSON.stringify({ id, method, params })}\n`)
    })
  }

  #receive(line: string): void {
    const text = signedText(this.#key, line)
    if (text !== null) this.#hasSpoken = true
    const response = text === null ? null : parse(text)
    if (response !== null) this.#settle(response)
    else this.#mistrust(line, text !== null)
  }

  #mistrust(line: string, isSigned: boolean): void {
    const shown = line.slice(0, KEPT_OF_LINE)
    if (!isSigned && this.#isImposture(line))
      this.#impostor ??= new ImpostorError(shown)
    this.#break(`said "${shown}"`)
  }

  /**
   * Whether a line that is not signed can be nothing but an attempt to deceive us.
   * A line that broke off on its way, or noise of the guest's own, is no answer; and
   * before the agent has spoken we could have the wrong key.
   */
  #isImposture(line: string): boolean {
    if (!this.#hasSpoken || !this.#hasStarted) return false
    const [, rest = ''] = /^[\w-]* (.*)$/.exec(line) ?? []
    return [line, rest].some((text) => parse(text) !== null)
  }

  #settle(response: Response): void {
    const pending = this.#pending.get(response.id)
    if (pending === undefined) return
    this.#pending.delete(response.id)
    clearTimeout(pending.timer)
    if ('result' in response) pending.resolve(response.result)
    else pending.reject(new AgentError(`The agent: ${response.error.message}`))
  }

  #break(reason: string): void {
    const said = this.#stderr.trim()
    this.#broken ??=
      this.#impostor ??
      new AgentError(
        `The agent in the guest ${reason}${said === '' ? '' : `: ${said}`}`,
      )
    for (const { reject, timer } of this.#pending.values()) {
      clearTimeout(timer)
      reject(this.#broken)
    }
    this.#pending.clear()
  }

  /** Let the agent clean up and go; kill it if it does not. Never throws. */
  async close(): Promise<void> {
    if (this.#broken === null) {
      await this.call('close', {}, CLOSING_MS).catch(() => null)
    }
    this.#child.stdin?.end()
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), CLOSING_MS)
    await this.#exited
    clearTimeout(timer)
  }

  /** End it now; standard input closes, and the agent cleans up by itself. */
  abandon(): void {
    this.#break('was given up')
    this.#child.stdin?.end()
    this.#child.kill('SIGTERM')
  }
}

function parse(line: string): Response | null {
  try {
    const value: unknown = JSON.parse(line)
    const isResponse =
      typeof value === 'object' &&
      value !== null &&
      'id' in value &&
      ('result' in value || 'error' in value)
    return isResponse ? (value as Response) : null
  } catch {
    return null
  }
}
