import { NAMESPACES } from '../linux/namespaces.ts'
import {
  ATTRIBUTE_OPTIONS,
  COPY_UP_OPTION,
  EMPTY_OPTIONS,
  ID_MAP_OPTIONS,
  PROPAGATION_OPTIONS,
  SUPERBLOCK_OPTIONS,
} from '../spec/mount-options.ts'
import { HOOK_KINDS } from '../spec/runtime-spec.ts'
import {
  SECCOMP_ACTIONS,
  SECCOMP_ARCHITECTURES,
  SECCOMP_FLAGS,
  SECCOMP_OPERATORS,
} from '../spec/seccomp-spec.ts'
import { CAPABILITIES } from '../sys/constants/capabilities.ts'
import { print } from './output.ts'

/** It would take somebody who answers for the container. */
const NOT_OBEYED = 'SCMP_ACT_NOTIFY'

/**
 * `mini-runc features`: print what this runtime knows of the specification. It
 * says nothing about the machine that it is on.
 *
 * @see runtime-spec features.md, features-linux.md
 */
export function features(): number {
  const found = {
    ociVersionMin: '1.0.0',
    ociVersionMax: '1.2.0',
    hooks: HOOK_KINDS,
    mountOptions: mountOptions(),
    linux: LINUX,
    potentiallyUnsafeConfigAnnotations: [],
  }
  print(`${JSON.stringify(found, null, 2)}\n`)
  return 0
}

function mountOptions(): string[] {
  const recursive = ATTRIBUTE_OPTIONS.map((option) => `r${option}`)
  return [
    ...ATTRIBUTE_OPTIONS,
    ...recursive,
    ...PROPAGATION_OPTIONS,
    ...SUPERBLOCK_OPTIONS,
    ...ID_MAP_OPTIONS,
    ...EMPTY_OPTIONS,
    COPY_UP_OPTION,
    'bind',
    'rbind',
    'remount',
  ].sort()
}

const LINUX = {
  namespaces: Object.keys(NAMESPACES),
  capabilities: Object.keys(CAPABILITIES),
  cgroup: {
    v1: false,
    v2: true,
    systemd: false,
    systemdUser: false,
    rdma: true,
  },
  seccomp: {
    enabled: true,
    actions: SECCOMP_ACTIONS.filter((action) => action !== NOT_OBEYED),
    operators: SECCOMP_OPERATORS,
    archs: SECCOMP_ARCHITECTURES,
    knownFlags: SECCOMP_FLAGS,
    supportedFlags: SECCOMP_FLAGS,
  },
  apparmor: { enabled: true },
  selinux: { enabled: true },
  intelRdt: { enabled: false },
  mountExtensions: { idmap: { enabled: true } },
}
