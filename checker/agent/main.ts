/**
 * The agent: one process in the guest that serves one `labs check`.
 *
 * Requests are answered as they are done, not in their order. When the host
 * goes away, standard input ends; then everything is killed and removed.
 */
import { Agent } from './agent.ts'
import { LineReader } from './line-reader.ts'
import type { Request, Response } from './protocol.ts'
import { sign } from './signature.ts'

const agent = new Agent()
/** Put there by the code that started us: see start.ts. */
const { labsKey = '' } = globalThis as { labsKey?: string }

function reply(response: Response): void {
  process.stdout.write(`${sign(labsKey, JSON.stringify(response))}\n`)
}

async function serve({ id, method, params }: Request): Promise<void> {
  try {
    const handler = agent[method] as (params: unknown) => unknown
    const result = await handler.call(agent, params)
    reply({ id, result: result ?? null })
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException
    reply({ id, error: code === undefined ? { message } : { message, code } })
  }
}

async function leave(): Promise<void> {
  await agent.close()
  process.exit(0)
}

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  process.on(signal, leave)
}
// The host may be gone while an answer is on its way.
process.stdout.on('error', leave)

const requests = new LineReader(
  (line) => void serve(JSON.parse(line) as Request),
  leave,
)
process.stdin
  .on('data', (chunk: Buffer) => requests.push(chunk))
  .on('end', leave)
  .on('error', leave)
