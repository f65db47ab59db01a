/** Stands beside a command that runs hooks, and looks at each of them in turn. */
import type { Bench } from '#checker/bench.ts'
import type { Observation } from '#checker/evidence/process.ts'
import { END, type Hook, OPEN } from './hook-probe.ts'
import { parseState, type ToldState } from './state-output.ts'

const INPUT_MS = 6_000

/** A hook as it stood at its door. */
export interface Attended {
  readonly hook: Hook
  readonly seen: Observation | null
  /** What it read from standard input. */
  readonly input: string
  /** Whether the input had an end. */
  readonly hasEnd: boolean
  readonly state: ToldState | null
  /** The first process of the container, at the same moment. */
  readonly first: Observation | null
}

/** Who else is to be looked at while a hook stands still. */
type LookBeside = (state: ToldState | null) => Promise<Observation | null>

/**
 * Wait for hooks, look, and let them go on; in the order in which they came. Ends
 * when the command has ended, or nothing more comes of it: whoever runs a hook too
 * early, or twice, is not to hang for that.
 */
export async function attendHooks(
  bench: Bench,
  job: number,
  hooks: readonly Hook[],
  lookBeside: LookBeside,
): Promise<Attended[]> {
  const paths = hooks.map(({ program }) => program)
  const identities = await bench.call('identify', { paths })
  const attended: Attended[] = []
  const known: number[] = []
  const isNew = (hook: Hook) => !attended.some((other) => other.hook === hook)
  while (attended.length < hooks.length) {
    const files = hooks.flatMap((hook, at) =>
      isNew(hook) ? [identities[at] ?? ''] : [],
    )
    const come = await nextOf(bench, job, files, known)
    if (come === null) break
    known.push(come.pid)
    const hook = hooks[identities.indexOf(come.file)]
    if (hook === undefined) break
    attended.push(await attend(bench, job, hook, come, lookBeside))
  }
  return attended
}

const COME_MS = 4_000

async function nextOf(
  bench: Bench,
  job: number,
  files: readonly string[],
  except: readonly number[],
): Promise<{ readonly pid: number; readonly file: string } | null> {
  const search = await bench.awaitProgram(
    COME_MS,
    (timeoutMs) => bench.call('find', { job, files, except, timeoutMs }),
    (found) => found.pid === null && found.because === 'timeout',
  )
  return search.pid === null ? null : search
}

async function attend(
  bench: Bench,
  job: number,
  hook: Hook,
  { pid, file }: { readonly pid: number; readonly file: string },
  lookBeside: LookBeside,
): Promise<Attended> {
  const input = await inputOf(bench, hook)
  const text = input.replace(/\n#(end|open)$/, '')
  const state = parseState(text)
  const seen = await bench.call('observe', { pid })
  const first = await lookBeside(state)
  await bench.call('offer', {
    ...{ job, path: `${hook.folder}/door`, text: 'go\n', files: [file] },
    timeoutMs: bench.patience(INPUT_MS),
  })
  const hasEnd = input.endsWith(END)
  return { hook, seen, input: text, hasEnd, state, first }
}

/** All that it has read: it says when that is all. */
async function inputOf(bench: Bench, { folder }: Hook): Promise<string> {
  const path = `${folder}/input`
  const timeoutMs = bench.patience(INPUT_MS)
  const text = await bench.call('awaitText', { path, text: '\n#', timeoutMs })
  // OPEN is written where END is not.
  return text ?? OPEN
}
