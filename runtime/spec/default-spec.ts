import type { Spec } from './runtime-spec.ts'

/**
 * A `config.json` to begin with: a shell as root, in the directory `rootfs` of
 * the bundle. It asks for nothing that this runtime cannot do.
 *
 * @see runtime-spec config.md, "Configuration Schema Example"
 */
export function defaultSpec(): Spec {
  return {
    ociVersion: '1.2.0',
    root: { path: 'rootfs' },
    process: {
      user: { uid: 0, gid: 0 },
      args: ['sh'],
      env: [
        'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        'TERM=xterm',
      ],
      cwd: '/',
    },
    linux: { namespaces: [] },
  }
}
