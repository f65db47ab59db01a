import { join } from 'node:path'
import type { NetworkConfig } from './cni-config.ts'
import { del } from './del.ts'
import { type Owner, readLeases } from './lease-file.ts'

/**
 * Remove what was made for containers that are gone: all who have a lease and
 * are not among those that the runtime still knows.
 *
 * @throws {SpecError} Without a list of those: nobody is not the same as that.
 * @throws {Error} The first of what could not be removed; the rest is gone.
 * @see CNI specification, Section 2: "`GC`: Clean up any stale resources"
 */
export function collectGarbage(config: NetworkConfig): void {
  const valid = new Set(readValid(config).map(keyOf))
  const { dataDir } = config.ipam
  const errors: unknown[] = []
  for (const { containerId, ifname } of readLeases(join(dataDir, config.name)))
    try {
      const attachment = { network: config.name, containerId, ifname }
      if (!valid.has(keyOf(attachment))) del(config, attachment)
    } catch (error) {
      errors.push(error)
    }
  if (errors.length > 0) throw errors[0]
}

function readValid({ validAttachments }: NetworkConfig): Owner[] {
  return validAttachments.items().map((item) => ({
    containerId: item.at('containerID').text(),
    ifname: item.at('ifname').text(),
  }))
}

/** Neither of them contains a "/". */
function keyOf({ containerId, ifname }: Owner): string {
  return `${containerId}/${ifname}`
}
