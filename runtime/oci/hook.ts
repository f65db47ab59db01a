// One hook: a program of whoever made the bundle, with the state of the
// container as its standard input. It is none of the container's, wherever it
// stands: it has our rights, and it has to be done before we go on.
import { closeSync, readSync, writeSync } from 'node:fs'
import { HookError } from '../errors.ts'
import { enterCgroup } from '../linux/cgroup/enter.ts'
import { type Entrance, enterContainer } from '../linux/enter.ts'
import { leaveSession } from '../linux/inheritance.ts'
import { becomeRoot } from '../linux/user.ts'
import type { Hook, HookKind } from '../spec/runtime-spec.ts'
import {
  CLONE_NEWPID,
  CLONE_NEWUSER,
  MFD_CLOEXEC,
} from '../sys/constants/processes.ts'
import { syscallNumeric } from '../sys/libc.ts'
import { Program } from '../sys/program.ts'
import { type Child, type Exit, spawn } from '../sys/spawn.ts'

/** As much as is told of what a hook wrote. */
const MOST_OUTPUT = 4096
const MILLISECONDS = 1000

/** Where hooks are run: in a container, or beside it. */
export type Place = Omit<Entrance, 'cwd'> | undefined

/**
 * Run a hook to its end.
 *
 * @param state What it reads from its standard input.
 * @throws {HookError} If it is not there, fails, or takes longer than it may.
 * @see runtime-spec config.md, "POSIX-platform Hooks"; runtime.md, "State"
 */
export async function runHook(
  kind: HookKind,
  hook: Hook,
  state: string,
  place?: Place,
): Promise<void> {
  const [input, output] = [memfd('state', state), memfd('output', '')]
  try {
    const child = spawn(planHook(hook, place), {
      stdio: [input, output, output],
    })
    const found = await whatWentWrong(child, hook.timeout)
    if (found === undefined) return
    const facts = { kind, path: hook.path, output: textOf(output) }
    throw new HookError(facts, found)
  } finally {
    closeSync(input)
    closeSync(output)
  }
}

/** Record what a hook does before it is itself. */
function planHook({ path, args = [path], env }: Hook, place: Place): Program {
  const child = new Program()
  if (place?.cgroup !== undefined) enterCgroup(child, place.cgroup)
  if (place) {
    enterContainer(child, { ...place, cwd: '/' })
    if (place.namespaces & CLONE_NEWPID) child.bequeath()
    if (place.namespaces & CLONE_NEWUSER) becomeRoot(child)
  }
  // A group of its own: what it starts has to end with it.
  leaveSession(child)
  child.execve(path, args, env ?? ownEnvironment())
  return child
}

const ownEnvironment = () =>
  Object.entries(process.env).map(([name, value]) => `${name}=${value}`)

async function whatWentWrong(
  child: Child,
  timeout?: number,
): Promise<string | undefined> {
  let isLate = false
  const giveUp = () => {
    isLate = true
    endGroup(child)
  }
  const timer = timeout && setTimeout(giveUp, timeout * MILLISECONDS)
  try {
    await child.started
    const exit = await child.exited
    return isLate ? `it took more than ${timeout} s` : failureOf(exit)
  } catch (error) {
    await child.exited
    return (error as Error).message
  } finally {
    clearTimeout(timer)
    child.close()
  }
}

function endGroup(child: Child): void {
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It has not come as far as to have one.
    child.kill('SIGKILL')
  }
}

function failureOf({ code, signal }: Exit): string | undefined {
  if (signal !== null) return `it was killed by ${signal}`
  return code === 0 ? undefined : `it ended with status ${code}`
}

/** A file of no directory: a pipe would have to be fed, and to be emptied. */
function memfd(name: string, text: string): number {
  const fd = syscallNumeric('memfd_create', name, MFD_CLOEXEC)
  writeSync(fd, text)
  // Whoever inherits it goes on reading from where we stand.
  syscallNumeric('lseek', fd, 0, 0)
  return fd
}

function textOf(fd: number): string {
  const bytes = Buffer.alloc(MOST_OUTPUT)
  const size = readSync(fd, bytes, 0, MOST_OUTPUT, 0)
  return bytes.toString('utf8', 0, size).trimEnd()
}
