/**
 * The kit itself broke: the agent in the guest is gone, silent or not to be
 * understood. A check that meets this is in `error`, whatever was judged.
 */
export class AgentError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'AgentError'
  }
}
