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

/**
 * Somebody answered in the agent's place, and was not believed. It takes a judged
 * program that stole the agent's descriptors: nothing of the kit does that.
 */
export class ImpostorError extends AgentError {
  constructor(line: string) {
    super(`Somebody spoke in the place of the agent in the guest: "${line}"`)
    this.name = 'ImpostorError'
  }
}
