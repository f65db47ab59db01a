// Which hooks are run when, and what they are told:
//
//                     run where          status    the container's program
//     prestart        host               creating  is not there
//     createRuntime   host               creating
//     createContainer its namespaces     creating  (its path is the host's)
//     startContainer  inside             created   is about to be executed
//     poststart       host               running   runs
//     poststop        host               stopped   has ended, all is removed
import { readFileSync } from 'node:fs'
import { HookError } from '../errors.ts'
import type { HookKind, Hooks } from '../spec/runtime-spec.ts'
import { closeEntrance, openEntrance } from './entrance.ts'
import { type Place, runHook } from './hook.ts'
import { publicState, type RunningState, type State } from './state.ts'

const STATUS: Readonly<Record<HookKind, string>> = {
  prestart: 'creating',
  createRuntime: 'creating',
  createContainer: 'creating',
  startContainer: 'created',
  poststart: 'running',
  poststop: 'stopped',
}

/** Those that are run in the container, and count its processes as it does. */
const INSIDE: readonly HookKind[] = ['createContainer', 'startContainer']

/** Whether a container has hooks of one of these kinds. */
export function hasHooks(
  hooks: Hooks | undefined,
  ...kinds: readonly HookKind[]
): boolean {
  return kinds.some((kind) => (hooks?.[kind]?.length ?? 0) > 0)
}

/**
 * Run the hooks of a kind, one after the other.
 *
 * @throws {HookError} If one fails; those after it are not run.
 */
export async function runHooks(
  kind: HookKind,
  state: RunningState,
): Promise<void> {
  if (!hasHooks(state.hooks, kind)) return
  const place = INSIDE.includes(kind) ? openEntrance(state) : undefined
  try {
    await runAll(kind, state, place)
  } finally {
    if (place) closeEntrance(place)
  }
}

async function runAll(
  kind: HookKind,
  state: RunningState,
  place: Place,
): Promise<void> {
  // #region lab-07-hooks
  const pid = place ? pidInside(state.init.pid) : state.init.pid
  const told = { ...publicState(state), status: STATUS[kind], pid }
  for (const hook of state.hooks?.[kind] ?? [])
    await runHook(kind, hook, JSON.stringify(told), place)
  // #endregion lab-07-hooks
}

/**
 * Run the hooks that follow the end of a container. There is nothing any more
 * that they could stop, so all are run.
 *
 * @param warn Is told of each that fails.
 */
export async function runPoststop(
  state: State,
  warn: (error: HookError) => void = () => {},
): Promise<void> {
  const told = { ...publicState(state), status: STATUS.poststop, pid: 0 }
  for (const hook of state.hooks?.poststop ?? [])
    await runHook('poststop', hook, JSON.stringify(told)).catch((error) => {
      if (!(error instanceof HookError)) throw error
      warn(error)
    })
}

/** The number of a process in its own PID namespace. @see proc_pid_status(5) */
function pidInside(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const numbers = /^NSpid:\s*(.*)$/m.exec(status)?.[1]?.split(/\s+/)
  return Number(numbers?.at(-1) ?? pid)
}
