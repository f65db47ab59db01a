/**
 * For each lab a bundle that shows what the lab is about and little else, so that
 * the table of its system calls can be read on one page.
 */

export interface Shown {
  /** Members of the `config.json`. */
  readonly spec: object
  /** More options of `mini-runc run`. */
  readonly options?: readonly string[]
}

const process = {
  user: { uid: 0, gid: 0 },
  args: ['/bin/sh'],
  env: ['PATH=/bin'],
  cwd: '/',
}
const plain = { ociVersion: '1.2.0', root: { path: 'rootfs' }, process }
const mount = { type: 'mount' }

/** Lab → bundle. */
export const BUNDLES: Readonly<Record<string, Shown>> = {
  '01-chroot': { spec: plain },
  '02-namespaces': {
    spec: {
      ...plain,
      hostname: 'box',
      linux: {
        namespaces: ['pid', 'network', 'ipc', 'uts', 'mount', 'cgroup'].map(
          (type) => ({ type }),
        ),
      },
    },
  },
  '03-rootfs': {
    spec: {
      ...plain,
      mounts: [{ destination: '/proc', type: 'proc', source: 'proc' }],
      linux: {
        namespaces: [{ type: 'pid' }, mount],
        maskedPaths: ['/proc/kcore'],
        readonlyPaths: ['/proc/sys'],
      },
    },
  },
  '04-cgroups': {
    spec: {
      ...plain,
      linux: {
        namespaces: [{ type: 'pid' }],
        cgroupsPath: '/box',
        resources: {
          cpu: { quota: 20000, period: 100000 },
          memory: { limit: 67108864 },
          pids: { limit: 16 },
        },
      },
    },
  },
  '05-overlay': {
    spec: { ...plain, linux: { namespaces: [{ type: 'pid' }, mount] } },
    options: ['--layers', '/srv/top:/srv/base', '--upper', '/srv/upper'],
  },
  '06-network': {
    spec: { ...plain, linux: { namespaces: [{ type: 'pid' }] } },
    options: ['--net', 'bridge'],
  },
  '07-mini-runc': {
    spec: {
      ...plain,
      process: {
        ...process,
        user: { uid: 1000, gid: 1000, additionalGids: [7] },
        capabilities: { bounding: ['CAP_KILL'] },
        noNewPrivileges: true,
      },
      linux: {
        namespaces: [{ type: 'pid' }],
        seccomp: {
          defaultAction: 'SCMP_ACT_ALLOW',
          syscalls: [{ names: ['mkdir'], action: 'SCMP_ACT_ERRNO' }],
        },
      },
    },
  },
}
