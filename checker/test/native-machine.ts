/**
 * This computer as a machine, for tests of the agent: each command gets
 * namespaces of its own, with its own `/run`, `/tmp`, host name and message
 * queues, so that nothing that others do here counts, and nothing done by the
 * test stays. As on any host with systemd, mounts are shared in there: what a
 * judged program lets out shows.
 */
import { spawn } from 'node:child_process'
import { release } from 'node:os'
import type { Machine } from '#vm/provider.ts'

const OWN_TMP = 'mount -t tmpfs -o mode=1777 labs /tmp'
const OWN_RUN = 'mount -t tmpfs -o mode=755 labs /run'
const OWN_QUEUES =
  '{ mkdir -p /dev/mqueue && mount -t mqueue labs /dev/mqueue; }'
const SHARED = 'mount --make-rshared /'

const OWN_LOOPBACK = 'ip link set lo up'

export interface NativeOptions {
  /** Whether each command has a network of its own as well, with a loopback. */
  readonly ownNetwork?: boolean
}

/**
 * @param run Folder to be `/run` of every command, instead of a new one each.
 */
export function nativeMachine(
  run?: string,
  { ownNetwork = false }: NativeOptions = {},
): Machine {
  const mounts = run === undefined ? OWN_RUN : `mount --bind ${run} /run`
  const loopback = ownNetwork ? [OWN_LOOPBACK] : []
  const all = [mounts, OWN_TMP, OWN_QUEUES, SHARED, ...loopback]
  const prepare = all.join(' && ')
  const script = `${prepare} && exec sh -c "$0"`
  // The test runner would go along in the environment, into every Node.
  const clean = ['-i', `PATH=${process.env.PATH}`, 'HOME=/root', 'unshare']
  const namespaces = ownNetwork ? '-muin' : '-mui'
  const apart = [namespaces, '--propagation', 'private', 'sh', '-c', script]
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
