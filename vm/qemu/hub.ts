/**
 * The network between machines: an emulator without a machine, which holds
 * nothing but a hub. What comes in at one port goes out at all others.
 *
 *     node1  eth1 ══ sockets/1 ┐
 *     node2  eth1 ══ sockets/2 ┼ hub          each ══ is a stream of frames
 *     node3  eth1 ══ sockets/3 ┘
 *
 * A machine that is reset comes back to its port, and the others notice nothing.
 * Nothing of it is a network of this computer: root is not needed, and no other
 * user, no firewall and no other cluster has a part in it.
 */
import { MachineError } from '../errors.ts'
import type { ProcessId } from '../host/process.ts'
import { hubCommandLine } from './command-line.ts'
import type { Emulator } from './emulator.ts'
import { CONSOLE_LOG, LIFETIME, launch, SOCKETS } from './launch.ts'
import type { Qmp } from './qmp.ts'
import type { EmulatorUser } from './user.ts'

const PATIENCE_MS = 20_000

export interface HubOptions {
  readonly dir: string
  readonly emulator: Emulator
  readonly user: EmulatorUser
  readonly ports: number
}

/** The socket of a port, as seen from a folder beside the hub's. Ports begin at 1. */
export function portSocket(hub: string, port: number): string {
  return `../${hub}/${SOCKETS}/${port}`
}

/**
 * Start a hub.
 *
 * @param onSpawn Called with the process before anything can fail.
 * @throws {MachineError} When it does not come up.
 */
export async function startHub(
  { dir, emulator, user, ports }: HubOptions,
  onSpawn: (id: ProcessId) => void,
): Promise<ProcessId> {
  const files = { sockets: SOCKETS, consoleLog: CONSOLE_LOG }
  const args = hubCommandLine({ ...files, ports })
  const how = { fds: [], wrapper: LIFETIME }
  const running = await launch({ dir, emulator, user, args, ...how }, onSpawn)
  try {
    await listening(running.qmp, ports)
    running.release()
    return running.id
  } catch (error) {
    running.kill()
    throw error
  }
}

/** A port can be connected to when the monitor says so, not when its socket is there. */
async function listening(qmp: Qmp, ports: number): Promise<void> {
  const end = Date.now() + PATIENCE_MS
  for (;;) {
    const said = await qmp.print('info network')
    if (said.split('listening').length > ports) return
    if (Date.now() > end) throw new MachineError('The hub has no ports', said)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
