/**
 * Lima's own table of what a template may say, and a validator for it.
 *
 * Lima publishes no schema file: `limactl generate-jsonschema` makes one of the
 * structures of its source. These are their keys, as read there; below the first
 * level only where our template goes. Lima itself merely warns of an unknown key.
 *
 * @see https://github.com/lima-vm/lima pkg/limatype/lima_yaml.go and
 *   pkg/limayaml/validate.go, at 183a60d (after v2.2.0, 21 August 2026)
 */
type Shape =
  | 'text'
  | 'number'
  | 'truth'
  | 'anything'
  | { readonly oneOf: readonly string[] }
  | { readonly like: RegExp }
  | { readonly listOf: Shape }
  | { readonly mapOf: Shape }
  | {
      readonly keys: Readonly<Record<string, Shape>>
      readonly needs?: string[]
    }

const ARCHS = ['x86_64', 'aarch64', 'armv7l', 'ppc64le', 'riscv64', 's390x']
const DIGEST = /^sha(256:[0-9a-f]{64}|512:[0-9a-f]{128})$/
const SIZE = /^\d+(\.\d+)?\s?[KMGT]i?B$/
const SCRIPT = /^#!\//
/** Not one of the folders that a system has. */
const MOUNT_POINT = /^\/(?!(bin|dev|etc|home|opt|sbin|tmp|usr|var)?$)/

const FILE: Readonly<Record<string, Shape>> = {
  location: { like: /^(https:|\/)/ },
  arch: { oneOf: ARCHS },
  digest: { like: DIGEST },
}

const IMAGE: Shape = {
  keys: {
    ...FILE,
    kernel: 'anything',
    initrd: 'anything',
    variant: 'text',
    archVariant: 'text',
  },
  needs: ['location', 'arch'],
}

const MOUNT: Shape = {
  keys: {
    location: { like: /^[/~]/ },
    mountPoint: { like: MOUNT_POINT },
    writable: 'truth',
    sshfs: 'anything',
    '9p': 'anything',
    virtiofs: 'anything',
  },
  needs: ['location'],
}

const PROVISION: Shape = {
  keys: {
    mode: {
      oneOf: ['system', 'user', 'boot', 'dependency', 'ansible', 'data', 'yq'],
    },
    skipDefaultDependencyResolution: 'truth',
    script: 'text',
    file: 'anything',
    playbook: 'text',
    content: 'text',
    overwrite: 'truth',
    owner: 'text',
    path: 'text',
    permissions: 'text',
    expression: 'text',
    format: 'text',
  },
  needs: ['script'],
}

const PROBE: Shape = {
  keys: {
    mode: { oneOf: ['readiness'] },
    description: 'text',
    script: { like: SCRIPT },
    file: 'anything',
    hint: 'text',
  },
}

const PORT_FORWARD: Shape = {
  keys: {
    guestIPMustBeZero: 'truth',
    guestIP: { like: /^\d+\.\d+\.\d+\.\d+$/ },
    guestPort: 'number',
    guestPortRange: { listOf: 'number' },
    guestSocket: 'text',
    hostIP: 'text',
    hostPort: 'number',
    hostPortRange: { listOf: 'number' },
    hostSocket: 'text',
    proto: { oneOf: ['tcp', 'udp', 'any'] },
    reverse: 'truth',
    ignore: 'truth',
    static: 'truth',
  },
}

const SSH: Shape = {
  keys: {
    localPort: 'number',
    loadDotSSHPubKeys: 'truth',
    forwardAgent: 'truth',
    forwardX11: 'truth',
    forwardX11Trusted: 'truth',
    overVsock: 'truth',
  },
}

export const LIMA_YAML: Shape = {
  keys: {
    base: 'anything',
    minimumLimaVersion: { like: /^\d+\.\d+\.\d+$/ },
    vmType: { oneOf: ['qemu', 'vz', 'wsl2'] },
    vmOpts: 'anything',
    os: { oneOf: ['Linux', 'Darwin', 'FreeBSD', 'Windows'] },
    arch: { oneOf: ARCHS },
    images: { listOf: IMAGE },
    cpuType: 'anything',
    cpus: 'number',
    memory: { like: SIZE },
    disk: { like: SIZE },
    additionalDisks: 'anything',
    mounts: { listOf: MOUNT },
    mountTypesUnsupported: { listOf: 'text' },
    mountType: { oneOf: ['reverse-sshfs', '9p', 'virtiofs', 'wsl2'] },
    mountInotify: 'truth',
    ssh: SSH,
    firmware: 'anything',
    audio: 'anything',
    video: 'anything',
    provision: { listOf: PROVISION },
    upgradePackages: 'truth',
    containerd: {
      keys: { system: 'truth', user: 'truth', archives: 'anything' },
    },
    guestInstallPrefix: 'text',
    probes: { listOf: PROBE },
    portForwards: { listOf: PORT_FORWARD },
    copyToHost: 'anything',
    message: 'text',
    networks: 'anything',
    env: { mapOf: 'text' },
    param: { mapOf: 'text' },
    dns: 'anything',
    hostResolver: 'anything',
    propagateProxyEnv: 'truth',
    caCerts: 'anything',
    rosetta: 'anything',
    plain: 'truth',
    timezone: 'text',
    nestedVirtualization: 'truth',
    user: 'anything',
    tpm: 'truth',
    osOpts: 'anything',
  },
  // For a template without a base.
  needs: ['images'],
}

const TYPES = { text: 'string', number: 'number', truth: 'boolean' } as const

/** What is wrong with a value, one line each, with the path to it. */
export function faultsIn(
  value: unknown,
  shape: Shape = LIMA_YAML,
  path = 'lima.yaml',
): string[] {
  if (shape === 'anything') return []
  if (typeof shape === 'string') {
    const wanted = TYPES[shape]
    return typeof value === wanted ? [] : [`${path} is no ${wanted}`]
  }
  if ('oneOf' in shape) {
    const known = shape.oneOf.includes(String(value))
    return known ? [] : [`${path} is none of ${shape.oneOf.join(', ')}`]
  }
  if ('like' in shape) {
    const good = typeof value === 'string' && shape.like.test(value)
    return good ? [] : [`${path} is not like ${shape.like}`]
  }
  return faultsInside(value, shape, path)
}

function faultsInside(
  value: unknown,
  shape: Exclude<Shape, string | { oneOf: unknown } | { like: unknown }>,
  path: string,
): string[] {
  if ('listOf' in shape) {
    if (!Array.isArray(value)) return [`${path} is no list`]
    return value.flatMap((item, index) =>
      faultsIn(item, shape.listOf, `${path}[${index}]`),
    )
  }
  if (typeof value !== 'object' || value === null) return [`${path} is no map`]
  const entries = Object.entries(value)
  if ('mapOf' in shape) {
    return entries.flatMap(([key, item]) =>
      faultsIn(item, shape.mapOf, `${path}.${key}`),
    )
  }
  const missing = (shape.needs ?? []).filter((key) => !(key in value))
  return [
    ...missing.map((key) => `${path} has no "${key}"`),
    ...entries.flatMap(([key, item]) => {
      const inner = shape.keys[key]
      if (inner === undefined) return [`${path} has an unknown key "${key}"`]
      return faultsIn(item, inner, `${path}.${key}`)
    }),
  ]
}
