// A user namespace that is only there to be named: its maps are what a mount
// wants. Nobody can make one without a process in it, so a process is born
// into it, waits until the maps are written, and ends; an open descriptor
// keeps the namespace.
//
//     holder   born ── "." ──────────────────── ends
//     we                   maps ── open ── "go"
import { awaitGo, type Ends } from '../linux/handshake.ts'
import { type IdMaps, writeIdMaps } from '../linux/id-maps.ts'
import { NAMESPACES } from '../linux/namespaces.ts'
import { AT_FDCWD, O_CLOEXEC, O_RDONLY } from '../sys/constants/files.ts'
import { CLONE_NEWUSER } from '../sys/constants/processes.ts'
import { Descriptor } from '../sys/descriptor.ts'
import { syscallNumeric } from '../sys/libc.ts'
import { Program } from '../sys/program.ts'
import { type Child, spawn } from '../sys/spawn.ts'
import { Handshake } from './handshake.ts'

/**
 * Open the namespace that a file refers to.
 *
 * @throws {SyscallError} ENOENT, EACCES.
 * @see namespaces(7), "The /proc/pid/ns/ directory"
 */
export function openNamespace(path: string): Descriptor {
  const flags = O_RDONLY | O_CLOEXEC
  return new Descriptor(syscallNumeric('openat', AT_FDCWD, path, flags))
}

/**
 * Make a user namespace with these maps. No process is left in it.
 *
 * @throws {SyscallError} If there can be no such namespace (ENOSPC), or the
 *   kernel refuses a map.
 */
export async function newUserNamespace(maps: IdMaps): Promise<Descriptor> {
  const handshake = new Handshake()
  const { parent, child } = handshake.ends
  try {
    const holder = spawn(holding(handshake.ends), { keep: [parent, child] })
    handshake.childIsBorn()
    return await mapped(holder, handshake, maps)
  } finally {
    handshake.close()
  }
}

function holding(ends: Ends): Program {
  const holder = new Program()
  holder.bornInto(CLONE_NEWUSER)
  awaitGo(holder, ends)
  holder.exit_group(0)
  return holder
}

async function mapped(
  holder: Child,
  handshake: Handshake,
  maps: IdMaps,
): Promise<Descriptor> {
  try {
    // If it has failed on its way, its own error tells why.
    if (!(await handshake.isThere())) await holder.started
    await writeIdMaps(holder.pid, maps)
    return openNamespace(`/proc/${holder.pid}/ns/${NAMESPACES.user.file}`)
  } finally {
    handshake.go()
    await holder.exited
  }
}
