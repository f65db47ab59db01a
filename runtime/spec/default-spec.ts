import type { Process, Spec } from './runtime-spec.ts'

const ENV = [
  'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  'TERM=xterm',
]

/**
 * A shell as root, in the directory `rootfs` of the bundle, and nothing else
 * apart from the host.
 */
export function plainSpec(): Spec {
  return {
    ociVersion: '1.2.0',
    root: { path: 'rootfs' },
    process: { user: { uid: 0, gid: 0 }, args: ['sh'], env: ENV, cwd: '/' },
    linux: { namespaces: [] },
  }
}

/**
 * A `config.json` to begin with: all that this runtime can keep apart is.
 *
 * @see runtime-spec config.md, "Configuration Schema Example"
 */
export function defaultSpec(): Spec {
  return {
    ...plainSpec(),
    // #region lab-07
    process: { ...plainSpec().process, ...WITH_LITTLE },
    // #endregion lab-07
    // #region lab-02
    hostname: 'mini-runc',
    // #endregion lab-02
    // #region lab-03
    mounts: MOUNTS,
    // #endregion lab-03
    linux: {
      namespaces: [
        // #region lab-02
        { type: 'pid' },
        { type: 'network' },
        { type: 'ipc' },
        { type: 'uts' },
        { type: 'mount' },
        { type: 'cgroup' },
        // #endregion lab-02
      ],
      // #region lab-03
      maskedPaths: MASKED,
      readonlyPaths: READ_ONLY,
      // #endregion lab-03
    },
  }
}

// #region lab-07
const SOME = ['CAP_AUDIT_WRITE', 'CAP_KILL', 'CAP_NET_BIND_SERVICE']

const WITH_LITTLE: Partial<Process> = {
  capabilities: { bounding: SOME, effective: SOME, permitted: SOME },
  rlimits: [{ type: 'RLIMIT_NOFILE', hard: 1024, soft: 1024 }],
  noNewPrivileges: true,
}
// #endregion lab-07

// #region lab-03
const SAFE = ['nosuid', 'noexec', 'nodev']
const PTS = ['newinstance', 'ptmxmode=0666', 'mode=0620', 'gid=5']

const MOUNTS = [
  { destination: '/proc', type: 'proc', source: 'proc', options: [] },
  {
    destination: '/dev',
    type: 'tmpfs',
    source: 'tmpfs',
    options: ['nosuid', 'strictatime', 'mode=755', 'size=65536k'],
  },
  {
    destination: '/dev/pts',
    type: 'devpts',
    source: 'devpts',
    options: ['nosuid', 'noexec', ...PTS],
  },
  {
    destination: '/dev/shm',
    type: 'tmpfs',
    source: 'shm',
    options: [...SAFE, 'mode=1777', 'size=65536k'],
  },
  {
    destination: '/dev/mqueue',
    type: 'mqueue',
    source: 'mqueue',
    options: SAFE,
  },
  {
    destination: '/sys',
    type: 'sysfs',
    source: 'sysfs',
    options: [...SAFE, 'ro'],
  },
  {
    destination: '/sys/fs/cgroup',
    type: 'cgroup',
    source: 'cgroup',
    options: [...SAFE, 'relatime', 'ro'],
  },
]

// What tells about the host, or lets somebody change it.
const MASKED = [
  '/proc/acpi',
  '/proc/asound',
  '/proc/kcore',
  '/proc/keys',
  '/proc/latency_stats',
  '/proc/timer_list',
  '/proc/timer_stats',
  '/proc/sched_debug',
  '/sys/firmware',
  '/proc/scsi',
]

const READ_ONLY = [
  '/proc/bus',
  '/proc/fs',
  '/proc/irq',
  '/proc/sys',
  '/proc/sysrq-trigger',
]
// #endregion lab-03
