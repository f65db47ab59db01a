/**
 * The host's end of the conversation with the agent.
 *
 * Every call ends: with its result, with the error the agent reports, or with
 * an `AgentError` because the agent died, said nothing in time, or said
 * something that is no answer. After that all further calls fail at once.
 */
import type { ChildProcess } from 'node:child_process'
import { AgentError } from '../errors.ts'
import { LineReader } from './line-reader.ts'
import type { Method, Params, Reply, Response } from './protocol.ts'
import { signedText } from './signature.ts'

interface Pending {
  readonly resolve: (result: unknown) => void
  readonly reject: (error: Error) => void
  readonly timer: NodeJS.Timeout
}

const KEPT_OF_STDERR = 4096
const CLOSING_MS = 10_000

export class AgentClient {
  readonly #child: ChildProcess
  readonly #key: string
  readonly #pending = new Map<number, Pending>()
  readonly #exited: Promise<void>
  #next = 1
  #stderr = ''
  #broken: AgentError | null = null

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
    const response = text === null ? null : parse(text)
    if (response === null) this.#break(`said "${line.slice(0, 200)}"`)
    else this.#settle(response)
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
    this.#broken ??= new AgentError(
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
