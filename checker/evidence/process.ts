/**
 * What the kernel says of one process, read from outside and in one go.
 *
 * Nothing here was said by the process itself: `cmdline` and `environ` are
 * what execve(2) was given, for as long as the process leaves them alone.
 */
import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { identityOf } from './identity.ts'
import { trustedPath } from './own-proc.ts'
import {
  fieldsOf,
  kinOf,
  nulTerminated,
  procLink,
  procNames,
  procText,
  signalsIn,
} from './proc.ts'

/** A file that a process holds, by the path the kernel shows and by identity. */
export interface Held {
  readonly path: string
  readonly identity: string | null
}

export interface Observation {
  readonly pid: number
  readonly parent: number
  readonly exe: Held & { readonly sha256: string | null }
  readonly root: Held
  readonly cwd: Held
  readonly argv: readonly string[]
  readonly env: readonly string[]
  /** Descriptor number → what it refers to. */
  readonly descriptors: Readonly<Record<string, Held>>
  /** Numbers of signals. */
  readonly ignored: readonly number[]
  readonly blocked: readonly number[]
  readonly pending: readonly number[]
  /** `mnt` → `mnt:[4026531841]`. */
  readonly namespaces: Readonly<Record<string, string>>
  /** Fields of `/proc/<pid>/status`: `Uid`, `Groups`, `NSpid`, `CapEff`. */
  readonly status: Readonly<Record<string, string>>
}

/** Look at a process; `null` once it is gone. @see proc(5) */
export function observe(pid: number): Observation | null {
  const status = procText(pid, 'status')
  const kin = kinOf(pid)
  if (status === null || kin === null) return null

  const fields = fieldsOf(status)
  return {
    pid,
    parent: kin.parent,
    exe: { ...held(pid, 'exe'), sha256: hashOf(pid) },
    root: held(pid, 'root'),
    cwd: held(pid, 'cwd'),
    argv: nulTerminated(procText(pid, 'cmdline') ?? ''),
    env: nulTerminated(procText(pid, 'environ') ?? ''),
    descriptors: heldBy(pid, 'fd'),
    ignored: signalsIn(fields.SigIgn ?? ''),
    blocked: signalsIn(fields.SigBlk ?? ''),
    pending: signalsIn(fields.ShdPnd ?? ''),
    namespaces: namespacesOf(pid),
    status: fields,
  }
}

function held(pid: number, link: string): Held {
  return {
    path: procLink(pid, link) ?? '(gone)',
    identity: identityOf(`/proc/${pid}/${link}`),
  }
}

function heldBy(pid: number, directory: string): Record<string, Held> {
  const names = procNames(pid, directory)
  return Object.fromEntries(
    names.map((name) => [name, held(pid, `${directory}/${name}`)]),
  )
}

function namespacesOf(pid: number): Record<string, string> {
  const names = procNames(pid, 'ns')
  return Object.fromEntries(
    names.map((name) => [name, procLink(pid, `ns/${name}`) ?? '(gone)']),
  )
}

const LARGEST_HASHED = 4 * 1024 * 1024

/** Hash of what the process executes, whatever its path says now. */
function hashOf(pid: number): string | null {
  const path = trustedPath(`/proc/${pid}/exe`)
  try {
    // A probe is small; a stranger may execute anything.
    if (statSync(path).size > LARGEST_HASHED) return null
    const program = readFileSync(path)
    return createHash('sha256').update(program).digest('hex')
  } catch {
    return null
  }
}
