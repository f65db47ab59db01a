/**
 * This computer as a machine, for what is trusted: tests, and the gate. Each command
 * gets namespaces of its own, with its own `/run`, `/tmp`, `/dev/shm`, `/var/lib`,
 * host name and message queues, so that nothing that others do here counts, and
 * nothing that is done there stays. As on any host with systemd, mounts are shared
 * in there: what a judged program lets out shows.
 */
import { spawn } from 'node:child_process'
import { release } from 'node:os'
import type { Machine } from '#vm/provider.ts'

const OWN_TMP = 'mount -t tmpfs -o mode=1777 labs /tmp'
const OWN_SHM = 'mount -t tmpfs -o mode=1777 labs /dev/shm'
const OWN_LIB = 'mount -t tmpfs -o mode=755 labs /var/lib'
const OWN_RUN = 'mount -t tmpfs -o mode=755 labs /run'
const OWN_QUEUES =
  '{ mkdir -p /dev/mqueue && mount -t mqueue labs /dev/mqueue; }'
const SHARED = 'mount --make-rshared /'
const OWN_PROCESSES = ['--pid', '--fork', '--kill-child', '--mount-proc']
const OWN_LOOPBACK = 'ip link set lo up'

const INSTEAD = 'exec sh -c "$0"'
/**
 * Process 1 has to wait for whoever lost its parent: a PID namespace below it does
 * not end before the last zombie of its members is gone. A shell that waits for
 * its command does that, Node does not.
 */
const AS_PARENT = '{ sh -c "$0"; exit $?; }'

export interface NativeOptions {
  /** Whether each command has a network of its own as well, with a loopback. */
  readonly ownNetwork?: boolean
  /** Whether what a command starts ends with it, whoever it belongs to by then. */
  readonly ownProcesses?: boolean
}

/**
 * @param run Folder to be `/run` of every command, instead of a new one each.
 */
export function nativeMachine(
  run?: string,
  { ownNetwork = false, ownProcesses = false }: NativeOptions = {},
): Machine {
  const mounts = run === undefined ? OWN_RUN : `mount --bind ${run} /run`
  const loopback = ownNetwork ? [OWN_LOOPBACK] : []
  const own = [mounts, OWN_TMP, OWN_SHM, OWN_LIB, OWN_QUEUES]
  const all = [...own, SHARED, ...loopback]
  const prepare = all.join(' && ')
  const script = `${prepare} && ${ownProcesses ? AS_PARENT : INSTEAD}`
  // The test runner would go along in the environment, into every Node.
  const clean = ['-i', `PATH=${process.env.PATH}`, 'HOME=/root']
  const apart = [
    ...['unshare', '--mount', '--uts', '--ipc', '--propagation', 'private'],
    ...(ownNetwork ? ['--net'] : []),
    ...(ownProcesses ? OWN_PROCESSES : []),
    ...['sh', '-c', script],
  ]
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
