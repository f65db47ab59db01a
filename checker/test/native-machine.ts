/**
 * This computer as a machine, for tests of the agent: each command gets a mount
 * namespace of its own with its own `/run` and `/tmp`, so that nothing that
 * others do here counts, and nothing done by the test stays.
 */
import { spawn } from 'node:child_process'
import { release } from 'node:os'
import type { Machine } from '#vm/provider.ts'

const OWN_TMP = 'mount -t tmpfs -o mode=1777 labs /tmp'
const OWN_RUN = 'mount -t tmpfs -o mode=755 labs /run'

/**
 * @param run Folder to be `/run` of every command, instead of a new one each.
 */
export function nativeMachine(run?: string): Machine {
  const mounts = run === undefined ? OWN_RUN : `mount --bind ${run} /run`
  const script = `${mounts} && ${OWN_TMP} && exec sh -c "$0"`
  // The test runner would go along in the environment, into every Node.
  const clean = ['-i', `PATH=${process.env.PATH}`, 'HOME=/root', 'unshare']
  const apart = ['-m', '--propagation', 'private', 'sh', '-c', script]
  const machine: Machine = {
    info: {
      provider: 'native',
      accel: 'none',
      kernel: release(),
      pid: null,
      console: null,
    },
    shared: { host: '/', guest: '/' },
    sshConfig: null,
    spawn: (command) => spawn('env', [...clean, ...apart, command]),
    terminal: (command) => ['sh', '-c', command ?? 'sh'],
    reset: async () => machine,
    stop: async () => {},
  }
  return machine
}
