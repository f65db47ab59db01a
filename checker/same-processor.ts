import { AgentError } from './errors.ts'

/**
 * Programs are compiled before anybody has asked the guest what it is: one that is
 * reached by ssh may have another processor, and there they would end without a word
 * of why.
 *
 * @param guest Processor of the guest, as Node names it.
 * @param compiledFor That of the programs.
 * @throws {AgentError} If they differ, with what to do.
 */
export function expectSameProcessor(guest: string, compiledFor: string): void {
  if (guest === compiledFor) return
  throw new AgentError(
    `The guest's processor is ${guest}, and programs were compiled for ${compiledFor}: set LABS_ARCH=${guest}`,
  )
}
