/**
 * What runtimes wrote down about containers. Each has words of its own:
 *
 *                mini-runc          runc                  crun
 *     process    init.pid           init_process_pid      pid
 *     since      init.startTime     init_process_start    process-start-time
 *     cgroup     cgroup.directory   cgroup_paths[""]      cgroup-path
 *
 * Anybody can write such a file, so nothing in it is taken to be what it should.
 */

export interface Recorded {
  /** `null` if it never got that far. */
  readonly pid: number | null
  /** In ticks since the machine started; `null` if nobody says. */
  readonly startTime: number | null
  /** A folder, or a path below the mount of cgroup2. */
  readonly cgroup: string | null
  readonly bundle: string | null
  /** Who looks after it while it is being made. */
  readonly runtimePid: number | null
}

const NOTHING: Recorded = {
  pid: null,
  startTime: null,
  cgroup: null,
  bundle: null,
  runtimePid: null,
}

const LONGEST = 1024

/** Read such a file; what is not in it is `null`. */
export function parseRecorded(text: string): Recorded {
  const state = objectIn(parsed(text))
  const init = objectIn(state.init)
  const cgroups = objectIn(state.cgroup_paths)
  return {
    ...NOTHING,
    pid: number(init.pid ?? state.init_process_pid ?? state.pid),
    startTime: number(
      init.startTime ?? state.init_process_start ?? state['process-start-time'],
    ),
    cgroup: string(
      objectIn(state.cgroup).directory ?? cgroups[''] ?? state['cgroup-path'],
    ),
    bundle: string(state.bundle ?? labelIn(state.config, 'bundle')),
    runtimePid: number(objectIn(state.runtime).pid),
  }
}

type Json = Readonly<Record<string, unknown>>

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Half of a file, or none of a runtime's.
    return null
  }
}

function objectIn(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {}
}

const number = (value: unknown) =>
  typeof value === 'number' && value > 0 ? value : null

const string = (value: unknown) =>
  typeof value === 'string' && value !== '' ? value.slice(0, LONGEST) : null

/** runc keeps what it was told as `bundle=/srv/web`. */
function labelIn(config: unknown, name: string): string | undefined {
  const { labels } = objectIn(config)
  if (!Array.isArray(labels)) return undefined
  const label = labels.find((one) => `${one}`.startsWith(`${name}=`))
  return label && `${label}`.slice(name.length + 1)
}
