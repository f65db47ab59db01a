import type { Bench } from './bench.ts'
import { AgentError } from './errors.ts'

/**
 * What was left behind, once the kit's own helpers are gone; nothing can be said
 * if the agent is.
 */
export async function leftovers(bench: Bench): Promise<readonly string[]> {
  try {
    await bench.undo()
    return await bench.call('leftovers', {})
  } catch (error) {
    if (error instanceof AgentError) return []
    throw error
  }
}
