import type { Bench } from './bench.ts'
import { AgentError } from './errors.ts'

/** What was left behind; nothing can be said if the agent is gone. */
export async function leftovers(bench: Bench): Promise<readonly string[]> {
  try {
    return await bench.call('leftovers', {})
  } catch (error) {
    if (error instanceof AgentError) return []
    throw error
  }
}
