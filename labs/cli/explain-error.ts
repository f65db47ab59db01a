/** What a person reads when a command throws, and the exit code it ends with. */
import { EXIT } from './command.ts'
import { say } from './i18n.ts'
import type { Io } from './io.ts'
import { faultText, type SubmissionError } from './submission/error.ts'

/** Write an error to `err`. @returns The exit code. */
export function explainError(error: unknown, io: Io): number {
  const { red } = io.color
  const { name, message } =
    error instanceof Error ? error : new Error(String(error))
  switch (name) {
    case 'UsageError':
      io.err.write(`${red('labs:')} ${message}\n`)
      return EXIT.usage
    case 'PromptCancelled':
      return 130
    case 'BundleError':
      io.err.write(`${red(say(io, 'check.doesNotParse'))}\n\n`)
      io.err.write(`${faultsOf(error)}\n`)
      return EXIT.red
    case 'SubmissionError':
      return explainFault(error as SubmissionError, io)
    case 'RequirementError':
      io.err.write(`${red(say(io, 'error.cannot'))}\n${message}\n`)
      return EXIT.cannot
    case 'MachineError':
    case 'AgentError':
    case 'ImpostorError':
    case 'HistoryError':
    case 'DemoScriptError':
      io.err.write(`${red('labs:')} ${message}\n`)
      return EXIT.cannot
    default:
      return explainBreakage(error, io)
  }
}

/** esbuild's own words: file, line and the code around it. */
function faultsOf(error: unknown): string {
  const { faults = [] } = error as { faults?: readonly string[] }
  return faults.join('\n\n')
}

/** Files that cannot go are the student's; a key that cannot be used, the machine's. */
function explainFault(error: SubmissionError, io: Io): number {
  io.err.write(`${io.color.red('labs:')} ${faultText(io, error)}\n`)
  return error.code.startsWith('KEY_') ? EXIT.cannot : EXIT.red
}

/** A defect of the kit: everything needed to report it, nothing to be ashamed of. */
function explainBreakage(error: unknown, io: Io): number {
  const trace = error instanceof Error ? (error.stack ?? '') : String(error)
  const system = `node ${process.version}, ${process.platform} ${process.arch}`
  io.err.write(`${io.color.red(say(io, 'error.broke'))}\n`)
  io.err.write(`  ${system}\n  ${trace.replaceAll('\n', '\n  ')}\n`)
  if (!io.env.LABS_DEBUG) io.err.write(`${say(io, 'error.debug')}\n`)
  return EXIT.cannot
}
