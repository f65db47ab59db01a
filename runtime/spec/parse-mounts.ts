// What a container finds in its file system, besides its own root: mounts,
// devices, and paths that are hidden or cannot be written.
import { dirname, resolve } from 'node:path'
import type { JsonValue } from './json-value.ts'
import {
  EMPTY_OPTIONS,
  ID_MAP_OPTIONS,
  isBind,
  isRemount,
  recursiveOption,
  SUPERBLOCK_OPTIONS,
} from './mount-options.ts'
import { parseMountMappings } from './parse-mount-mappings.ts'
import type { Device, Mount, Namespace, Propagation } from './runtime-spec.ts'

const PROPAGATIONS = ['shared', 'slave', 'private', 'unbindable'] as const

/** Highest numbers of a device, as mknod(2) takes them. */
const MAJOR = 0xfff
const MINOR = 0xfffff

/**
 * Read `mounts` of a configuration. The source of a bind mount is made
 * absolute: it is relative to the bundle.
 *
 * @throws {SpecError} Naming the member and what it should be.
 * @see runtime-spec config.md, "Mounts"; mount(8)
 */
export function parseMounts(config: JsonValue): Mount[] {
  const mounts = config.at('mounts')
  const items = mounts.present ? mounts.items() : []
  const parsed = items.map(parseMount)
  for (const [index, item] of items.entries())
    checkRemount(item, parsed.slice(0, index + 1))
  return parsed
}

// Of any other filesystem there is one for the host and us.
function checkRemount(item: JsonValue, upToThis: readonly Mount[]): void {
  const mount = upToThis.at(-1)
  if (!mount || !isRemount(mount) || isBind(mount)) return
  const before = upToThis
    .slice(0, -1)
    .findLast(({ destination }) => destination === mount.destination)
  if (before?.type === 'tmpfs' && !isBind(before)) return
  item
    .at('options')
    .fail(
      'options with "bind" beside "remount": only a tmpfs from an earlier entry can be changed as a filesystem',
    )
}

function parseMount(mount: JsonValue): Mount {
  const options = parseOptions(mount.at('options'))
  const type = optionalText(mount.at('type'))
  const source = optionalText(mount.at('source'))
  const entry: Mount = {
    destination: parseDestination(mount.at('destination')),
    options,
    ...(type === undefined ? {} : { type }),
    ...(source === undefined ? {} : { source }),
  }
  const mappings = parseMountMappings(mount, entry)
  if (isBind(entry) && !isRemount(entry))
    return { ...bindMount(mount, entry), ...mappings }
  if (!isRemount(entry) && (type === undefined || type === 'none'))
    mount.at('type').fail('a filesystem, or "bind" among the options')
  return entry
}

function optionalText(value: JsonValue): string | undefined {
  if (!value.present || value.value === '') return undefined
  return value.text()
}

function parseOptions(options: JsonValue): string[] {
  if (!options.present) return []
  return options.items().map((option) => {
    if (option.text() === '') option.fail('an option')
    return option.text()
  })
}

function parseDestination(destination: JsonValue): string {
  const path = absolutePath(destination)
  // On top of the root, it would hide what all other mounts are attached to.
  if (names(path).every((name) => name === '.' || name === '..'))
    destination.fail('a path below "/"')
  return path
}

const names = (path: string) => path.split('/').filter(Boolean)

function absolutePath(value: JsonValue): string {
  const path = value.text('an absolute path')
  if (!path.startsWith('/')) value.fail('an absolute path')
  return path
}

function bindMount(mount: JsonValue, entry: Mount): Mount {
  const source = mount.at('source')
  if (entry.source === undefined) source.fail('a path of the host')
  const options = mount.at('options')
  for (const option of options.present ? options.items() : [])
    if (!isForBind(option.text()))
      option.fail(
        'an option of mounts (a bind mount has no filesystem of its own to set it on)',
      )
  return { ...entry, source: resolve(dirname(mount.file), entry.source ?? '') }
}

const FOR_BIND: readonly string[] = ['bind', 'rbind', ...ID_MAP_OPTIONS]

// What a filesystem does by default may be said of a bind mount as well.
const DEFAULTS: readonly string[] = [
  ...EMPTY_OPTIONS,
  ...SUPERBLOCK_OPTIONS.filter((name) => /^(async|no)/.test(name)),
]

function isForBind(option: string): boolean {
  if (FOR_BIND.includes(option) || DEFAULTS.includes(option)) return true
  return recursiveOption(option) !== undefined
}

/**
 * Read `linux.devices`.
 *
 * @throws {SpecError} Naming the member and what it should be.
 * @see runtime-spec config-linux.md, "Devices"
 */
export function parseDevices(linux: JsonValue): Device[] {
  const devices = linux.at('devices')
  return devices.present ? devices.items().map(parseDevice) : []
}

function parseDevice(device: JsonValue): Device {
  const type = parseDeviceType(device.at('type'))
  const path = absolutePath(device.at('path'))
  const last = names(path).at(-1) ?? '.'
  if (/^\.{1,2}$/.test(last) || path.endsWith('/'))
    device.at('path').fail('the path of a file')
  return {
    path,
    type,
    ...(type === 'p' ? {} : parseDeviceNumbers(device)),
    ...optionalNumber(device, 'fileMode', 0o7777),
    ...optionalNumber(device, 'uid'),
    ...optionalNumber(device, 'gid'),
  }
}

function parseDeviceType(type: JsonValue): Device['type'] {
  const found = type.text('"c", "u", "b" or "p"')
  if (found === 'c' || found === 'u' || found === 'b' || found === 'p')
    return found
  type.fail('"c", "u", "b" or "p"')
}

function parseDeviceNumbers(device: JsonValue) {
  return {
    major: upTo(MAJOR, device.at('major')),
    minor: upTo(MINOR, device.at('minor')),
  }
}

function upTo(highest: number, value: JsonValue): number {
  const number = value.id()
  if (number > highest) value.fail(`a number up to ${highest}`)
  return number
}

// The type of a file is part of st_mode, and some writers leave it in.
function optionalNumber<Name extends string>(
  object: JsonValue,
  name: Name,
  mask = 0xffffffff,
): { readonly [Key in Name]?: number } {
  const value = object.at(name)
  if (!value.present) return {}
  return { [name]: (value.id() & mask) >>> 0 } as { [Key in Name]?: number }
}

/**
 * Read a list of absolute paths: `linux.maskedPaths`, `linux.readonlyPaths`.
 *
 * @throws {SpecError} Naming the path that is none.
 */
export function parsePaths(list: JsonValue): string[] {
  return list.present ? list.items().map(absolutePath) : []
}

/**
 * Read `linux.rootfsPropagation`. Engines write `rslave` where the
 * specification has `slave`; there is nothing below the root yet to which the
 * `r` could apply.
 *
 * @throws {SpecError} If it is none.
 */
export function parsePropagation(value: JsonValue): Propagation | undefined {
  const text = optionalText(value)
  if (text === undefined) return undefined
  const found = PROPAGATIONS.find((p) => text === p || text === `r${p}`)
  return found ?? value.fail(PROPAGATIONS.map((p) => `"${p}"`).join(' or '))
}

/**
 * Refuse what would change the mounts of somebody else: all of the above needs
 * a mount namespace that is new.
 *
 * @throws {SpecError} Naming the first such member.
 */
export function refuseWithoutOwnMounts(
  config: JsonValue,
  namespaces: readonly Namespace[],
): void {
  const own = namespaces.find(({ type }) => type === 'mount')
  if (own && own.path === undefined) return
  const linux = config.at('linux')
  const members = [config.at('mounts'), config.at('root').at('readonly')]
  if (linux.present)
    members.push(
      ...['devices', 'maskedPaths', 'readonlyPaths', 'rootfsPropagation'].map(
        (name) => linux.at(name),
      ),
    )
  for (const member of members)
    if (asks(member.value))
      member.fail(
        'absent or empty without a new mount namespace: add {"type": "mount"} to "/linux/namespaces"',
      )
}

function asks(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value)
}
