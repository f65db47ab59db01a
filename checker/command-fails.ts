import type { Ending } from './agent/protocol.ts'
import { fail, type Outcome } from './lab.ts'
import { describeEnding, excerpt, todoIn, whyItEnded } from './outcome.ts'

/** A command of a judged program that should have succeeded. */
export interface Failed {
  readonly ending: Ending
  /** As a person would type it. */
  readonly command: string
  /** Diagnosis if the program said and did nothing special. */
  readonly otherwise: string
}

/**
 * The command did not do its work; every check that looks at the work ends here.
 * Some programs report errors on standard output, as CNI plugins have to.
 */
export function commandFails({ ending, command, otherwise }: Failed): Outcome {
  const { stdout, stderr } = ending
  const whole = { ...ending, stderr: `${stderr}\n${stdout}` }
  const todo = todoIn(whole)
  return fail({
    expected: 'the command succeeds',
    actual: todo === null ? describeEnding(ending) : `TODO(${todo})`,
    evidence: {
      command,
      ...said('standard output', stdout),
      ...said('standard error', stderr),
    },
    diagnosis: whyItEnded(whole, otherwise),
  })
}

function said(stream: string, text: string): Record<string, string> {
  return text.trim() === '' ? {} : { [stream]: excerpt(text) }
}
