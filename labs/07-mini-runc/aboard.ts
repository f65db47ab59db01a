/**
 * A container with a terminal, as a person starts one, and containers that end:
 *
 *     docker run -it --rm        script(1) gives docker a terminal to work with
 *     docker run --rm            output and status come through
 *     docker run <no program>    status 127, and the words that Docker looks for
 */
import type { Ending } from '#checker/agent/protocol.ts'
import type { Bench } from '#checker/bench.ts'
import { docker, dockerRequest, type Typed } from '#checker/docker/command.ts'
import { RUNTIME } from '#checker/docker/engine.ts'
import { type Inspected, inspect } from '#checker/docker/inspect.ts'
import type { Observation } from '#checker/evidence/process.ts'
import { runToEnd } from '#checker/run-to-end.ts'
import { type Dock, dock } from './dock.ts'

const GREETING_MS = 10_000
const SAID_MS = 4_000
const END_MS = 6_000

export interface Spoken {
  readonly dock: Dock
  readonly command: string
  readonly ending: Ending
  /** What was typed, and the size of the terminal it was typed into. */
  readonly token: string
  readonly rows: number
  readonly columns: number
  readonly known: Inspected | null
  readonly seen: Observation | null
  /** What stat(1) and stty(1) say of its standard input. */
  readonly size: string
  /** `/proc/<pid>/stat`, which tells its session and its terminal. */
  readonly stat: string | null
}

/** `docker run -it`: somebody types a line, and leaves. */
export async function spoken(bench: Bench): Promise<Spoken> {
  const scene = await bench.share(dock)
  return bench.starts.use(() => speak(bench, scene))
}

async function speak(bench: Bench, scene: Dock): Promise<Spoken> {
  const { seed } = bench
  const { engine, image, talker, greeting } = scene
  const name = `box-${seed.hex('name of the spoken', 4)}`
  const token = seed.hex('token of the spoken', 6)
  const rows = seed.int('rows of the spoken', 11, 60)
  const columns = seed.int('columns of the spoken', 40, 130)
  const options = ['--interactive', '--tty', '--rm', `--runtime=${RUNTIME}`]
  const words = [
    'docker',
    'run',
    ...options,
    '--name',
    name,
    image,
    talker.path,
  ]
  const command = words.join(' ')
  const inner = `stty rows ${rows} cols ${columns}; exec ${command}`
  const argv = [
    'script',
    '--quiet',
    '--return',
    '--command',
    inner,
    '/dev/null',
  ]
  const started = await bench.call('start', dockerRequest(bench, engine, argv))
  const { job } = started
  await heard(bench, job, greeting, GREETING_MS)
  const known = await inspect(bench, engine, name)
  const pid = known?.pid ?? 0
  const seen = pid > 0 ? await bench.call('observe', { pid }) : null
  const [stat = null] = await bench.call('read', {
    paths: [`/proc/${pid}/stat`],
  })
  const size = await sizeOf(bench, scene, pid)
  await bench.call('send', { job, text: `${token}\n` })
  // The terminal echoes what is typed, the program repeats it.
  await heard(bench, job, `${token}\r\n${token}`, SAID_MS)
  const stdin = '\n'
  const ending = await runToEnd(bench, started, { stdin, timeoutMs: END_MS })
  return {
    dock: scene,
    command,
    ending,
    token,
    rows,
    columns,
    known,
    seen,
    size,
    stat,
  }
}

function heard(bench: Bench, job: number, text: string, ms: number) {
  return bench.awaitProgram(
    ms,
    (timeoutMs) => bench.call('awaitOutput', { job, text, timeoutMs }),
    ({ stdout }) => !stdout.includes(text),
  )
}

/** `33 77`: rows and columns of what a process has as its standard input. */
async function sizeOf(bench: Bench, { engine }: Dock, pid: number) {
  const argv = ['stty', '-F', `/proc/${pid}/fd/0`, 'size']
  const request = dockerRequest(bench, engine, argv)
  const started = await bench.call('start', request)
  const { stdout } = await runToEnd(bench, started, { timeoutMs: SAID_MS })
  return stdout.trim()
}

export interface Short {
  readonly dock: Dock
  readonly run: Typed
  /** A program that is not in the image. */
  readonly lost: Typed
  readonly absent: string
}

/** Containers that come to their end at once. */
export async function short(bench: Bench): Promise<Short> {
  const scene = await bench.share(dock)
  const { engine, image, leaver } = scene
  const absent = `absent-${bench.seed.hex('absent program', 4)}`
  const words = ['run', '--rm', `--runtime=${RUNTIME}`]
  return bench.starts.use(async () => {
    const run = await docker(bench, engine, ...words, image, leaver.path)
    const lost = await docker(bench, engine, ...words, image, absent)
    return { dock: scene, run, lost, absent }
  })
}
