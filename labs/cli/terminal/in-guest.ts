/** One shell command in the guest, with input, to its end. */
import type { Machine } from '#vm/provider.ts'

export interface InGuestOptions {
  readonly input?: Buffer | string
  /** Whoever takes longer is killed. */
  readonly timeoutMs?: number
}

const TIMEOUT_MS = 60_000

/** What it printed on its standard output, and its status; `null` if it was killed. */
export interface Answer {
  readonly code: number | null
  readonly output: string
}

/** Run a command in the guest. @throws {Error} If the guest cannot be reached at all. */
export function inGuest(
  machine: Machine,
  command: string,
  { input = '', timeoutMs = TIMEOUT_MS }: InGuestOptions = {},
): Promise<Answer> {
  const child = machine.spawn(command)
  const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs)
  return new Promise((resolve, reject) => {
    let output = ''
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk
    })
    child.stderr?.resume()
    child.on('error', reject)
    child.on('close', (code) => {
      clearTimeout(timer)
      resolve({ code, output })
    })
    // A command that ends early leaves the rest of its input unread.
    child.stdin?.on('error', () => {})
    child.stdin?.end(input)
  })
}
