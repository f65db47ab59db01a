// `linux.sysctl` and `linux.personality`.
import { oneOf } from './bounded-values.ts'
import type { JsonValue } from './json-value.ts'
import type { Personality, Sysctl } from './process-spec.ts'
import type { NamespaceType, Spec } from './runtime-spec.ts'

const DOMAINS = ['LINUX', 'LINUX32'] as const

/** Settings of which each IPC namespace has its own. @see sysvipc(7) */
const IPC = [
  'kernel/msgmax',
  'kernel/msgmnb',
  'kernel/msgmni',
  'kernel/sem',
  'kernel/shmall',
  'kernel/shmmax',
  'kernel/shmmni',
  'kernel/shm_rmid_forced',
]

/** Read `linux.personality`. @throws {SpecError} @see personality(2) */
export function parsePersonality(personality: JsonValue): Personality {
  const flags = personality.at('flags')
  if (flags.present && flags.items().length > 0)
    flags.fail('an empty list: the specification knows no flags')
  return { domain: oneOf(personality.at('domain'), DOMAINS) }
}

/**
 * Read `linux.sysctl`; undefined if there is nothing to set.
 *
 * @throws {SpecError} If a name is no path, or a value no text.
 */
export function parseSysctl(sysctl: JsonValue): Sysctl | undefined {
  const names = Object.keys(sysctl.members())
  for (const name of names) {
    const parts = sysctlPath(name).split('/')
    const isPath = parts.every((part) => !['', '.', '..'].includes(part))
    if (!isPath || parts.length < 2 || name.includes('\0'))
      sysctl.at(name).fail('named as in "net.ipv4.ip_forward"')
  }
  const settings = names.map((name) => [name, sysctl.at(name).text()])
  return names.length > 0 ? Object.fromEntries(settings) : undefined
}

/**
 * Where a setting is below /proc/sys. The first separator of the name says
 * which one it has: in `net.ipv4.conf.eth0/1.forwarding` the interface is
 * "eth0.1".
 *
 * @see sysctl.d(5)
 */
export function sysctlPath(name: string): string {
  const first = /[./]/.exec(name)?.[0]
  if (first === '/') return name
  return name.replaceAll(/[./]/g, (c) => (c === '.' ? '/' : '.'))
}

/**
 * Refuse settings of a namespace that the container shares with the host, and
 * those of which there is only one on the machine.
 *
 * @throws {SpecError} Naming the setting.
 */
export function checkSysctl(config: JsonValue, spec: Spec): void {
  const { sysctl, namespaces = [] } = spec.linux ?? {}
  if (!sysctl) return
  const place = config.at('linux').at('sysctl')
  for (const name of Object.keys(sysctl)) {
    const path = sysctlPath(name)
    const owner = ownerOf(path)
    if (owner === undefined)
      place.at(name).fail('absent: no namespace has a setting of that name')
    if (!namespaces.some(({ type }) => type === owner))
      place
        .at(name)
        .fail(
          `absent, or a "${owner}" namespace to be listed in "/linux/namespaces": it would change the host`,
        )
    refuseNames(place.at(name), path, spec)
  }
}

function ownerOf(path: string): NamespaceType | undefined {
  if (path.startsWith('net/')) return 'network'
  if (path.startsWith('fs/mqueue/') || IPC.includes(path)) return 'ipc'
  const isName = ['kernel/hostname', 'kernel/domainname'].includes(path)
  return isName ? 'uts' : undefined
}

/** Two members must not say the same thing in different ways. */
function refuseNames(place: JsonValue, path: string, spec: Spec): void {
  if (path === 'kernel/hostname')
    place.fail('absent: the member "/hostname" says it')
  if (path === 'kernel/domainname' && spec.domainname !== undefined)
    place.fail('absent: the member "/domainname" says it')
}
