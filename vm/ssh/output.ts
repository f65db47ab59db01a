import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'

export interface Output {
  /** Its status; `null` when a signal ended it. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Far more than any of our questions is answered with. */
const LONGEST = 1 << 20

/**
 * What a command prints and how it ends. It gets no input, unless the caller
 * keeps it to write there.
 *
 * @param timeoutMs Whoever takes longer is killed.
 * @throws {Error} When there is no such program; `code` is `ENOENT`.
 */
export async function textOf(
  child: ChildProcess,
  timeoutMs = 30_000,
  input: 'no input' | 'keep input' = 'no input',
): Promise<Output> {
  const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs)
  child.stdin?.on('error', () => {})
  if (input === 'no input') child.stdin?.end()
  const stdout = gathered(child, 'stdout')
  const stderr = gathered(child, 'stderr')
  try {
    const [code] = await once(child, 'close')
    return { code, stdout: stdout.text, stderr: stderr.text }
  } finally {
    clearTimeout(timer)
  }
}

function gathered(child: ChildProcess, name: 'stdout' | 'stderr') {
  const so = { text: '' }
  child[name]?.setEncoding('utf8').on('data', (chunk: string) => {
    so.text = `${so.text}${chunk}`.slice(0, LONGEST)
  })
  return so
}
