/**
 * The description of a machine for Lima, `lima.yaml`: a pinned image, the share,
 * the script that makes it a machine for the labs, and how to see that it is one.
 *
 * Lima only warns of a key that it does not know, so the tests hold every key to
 * Lima's own table of them.
 *
 * @see https://lima-vm.io/docs/templates/
 */
import { stringify } from 'yaml'

import { MachineError } from '../errors.ts'
import { shortHash } from '../host/paths.ts'
import { IMAGES, type Image } from './images.ts'

/** The first version whose `clone` copies a disk without taking its room. */
export const OLDEST_LIMA = '2.0.0'

/** Where the machine sees the shared folder. */
export const GUEST_SHARE = '/mnt/labs'

/** Under this name the machine, and `limactl list`, know what it was made from. */
export const RECIPE = 'LABS_RECIPE'

export interface TemplateOptions {
  /** Absolute path of the folder of this computer that the machine sees. */
  readonly share: string
  /** Whether programs in the machine may change what is in it. */
  readonly writable: boolean
  /** The text of the script that root runs there at each boot. */
  readonly script: string
  /** Added to its environment, and not part of the recipe: where it gets Node from. */
  readonly environment?: Readonly<Record<string, string>>
}

/** What the machine must have before anybody may log in. */
const READY = `#!/bin/sh
set -eu
command -v node nft newuidmap runc > /dev/null
id student > /dev/null
grep -qw cpuset /sys/fs/cgroup/cgroup.subtree_control
`

/** The keys that are used here. @see lima.yaml, pkg/limatype/lima_yaml.go */
export interface LimaTemplate {
  readonly minimumLimaVersion: string
  readonly images: readonly Image[]
  readonly cpus: number
  readonly memory: string
  readonly disk: string
  readonly mounts: readonly {
    location: string
    mountPoint: string
    writable: boolean
  }[]
  readonly containerd: { system: boolean; user: boolean }
  readonly ssh: { loadDotSSHPubKeys: boolean; forwardAgent: boolean }
  readonly portForwards: readonly object[]
  readonly provision: readonly { mode: 'system'; script: string }[]
  readonly probes: readonly object[]
  readonly env: Readonly<Record<string, string>>
}

/**
 * Describe the machine.
 *
 * @throws {MachineError} When the share has a path that Lima would not take as it is.
 */
export function limaTemplate(options: TemplateOptions): LimaTemplate {
  const template = withoutRecipe(options)
  const recipe = shortHash(stringify(template))
  // Lima's own scripts have it in their environment, and so has ours.
  return { ...template, env: { [RECIPE]: recipe, ...options.environment } }
}

/** The same as the text of a file. */
export function limaYaml(options: TemplateOptions): string {
  return stringify(limaTemplate(options), { lineWidth: 0 })
}

function withoutRecipe(options: TemplateOptions): Omit<LimaTemplate, 'env'> {
  return {
    minimumLimaVersion: OLDEST_LIMA,
    images: IMAGES,
    cpus: 2,
    memory: '2GiB',
    disk: '10GiB',
    mounts: [
      {
        location: literal(options.share),
        mountPoint: GUEST_SHARE,
        writable: options.writable,
      },
    ],
    // Lima would install an engine of its own, a download of 170 MB.
    containerd: { system: false, user: false },
    // Neither keys nor an agent of this computer have a place in a machine
    // that hostile programs run in as root.
    ssh: { loadDotSSHPubKeys: false, forwardAgent: false },
    portForwards: [NO_PORT],
    provision: [{ mode: 'system', script: options.script }],
    probes: [
      {
        mode: 'readiness',
        description: 'what the labs need',
        script: READY,
        hint: 'See /var/log/cloud-init-output.log in the machine',
      },
    ],
  }
}

/** What a lab publishes stays in the machine: Lima would open it here as well. */
const NO_PORT = {
  guestIP: '0.0.0.0',
  guestPortRange: [1, 65535],
  proto: 'any',
  ignore: true,
}

/** Lima takes `{{` in a path as the beginning of one of its variables. */
function literal(path: string): string {
  if (path.startsWith('/') && !path.includes('{{')) return path
  throw new MachineError(
    `Expected an absolute path without "{{" but found "${path}": ` +
      'move the checkout',
  )
}
