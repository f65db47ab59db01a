import { posix } from 'node:path'
import type { JsonValue } from './json-value.ts'
import {
  COPY_UP_OPTION,
  isBind,
  isCopiedUp,
  isRemount,
} from './mount-options.ts'
import type { Mount, Spec } from './runtime-spec.ts'

/** Say whose the filesystem is, in numbers of whoever makes it. */
const OWNER_OPTION = /^[ug]id=/

/**
 * Refuse a copy of what was there where nothing can be copied: into anything
 * but a tmpfs that is new, and from what an earlier mount will have hidden.
 *
 * The parent makes such a tmpfs, for which the container's users have other
 * numbers than inside.
 *
 * @throws {SpecError} Naming the option.
 */
export function checkCopiedUp(config: JsonValue, spec: Spec): void {
  const { mounts = [], linux } = spec
  const hasUsers = linux?.namespaces.some(({ type }) => type === 'user')
  for (const [index, mount] of mounts.entries()) {
    if (!isCopiedUp(mount)) continue
    const options = config.at('mounts').items()[index]?.at('options')
    const fail = faultIn(options?.items() ?? [])
    if (mount.type !== 'tmpfs' || isBind(mount) || isRemount(mount))
      fail(COPY_UP_OPTION, 'another option: it is for a tmpfs that is new')
    if (mounts.slice(0, index).some((before) => covers(before, mount)))
      fail(
        COPY_UP_OPTION,
        'another option: an earlier mount covers what would be copied (not supported yet)',
      )
    if (hasUsers)
      fail(
        OWNER_OPTION,
        'another option beside "tmpcopyup" in a user namespace (not supported yet)',
      )
  }
}

/** Complains about the option of that name, if it is among them. */
function faultIn(options: readonly JsonValue[]) {
  return (name: string | RegExp, wanted: string): void =>
    options.find((option) => option.text().match(name))?.fail(wanted)
}

function covers(before: Mount, { destination }: Mount): boolean {
  const way = posix.relative(before.destination, destination)
  return !isRemount(before) && !/^\.\.(\/|$)/.test(way)
}
