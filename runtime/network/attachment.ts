// What belongs to whom: each thing that is made for a container bears a name
// that can be computed from what DEL is told. So DEL finds it without a
// record, without the container, and without its network namespace.
import { createHash } from 'node:crypto'
import { formatMac } from '../linux/network/mac-address.ts'

/** A container's place in a network, by what CNI calls it. */
export interface Attachment {
  readonly network: string
  readonly containerId: string
  readonly ifname: string
}

/** Half of a SHA-256: nobody finds two containers that have the same. */
const DIGEST_LENGTH = 32

/** Text in front of the alias of every link that is ours. */
export const ALIAS_PREFIX = 'mini-cni '

/** The digest of an attachment, in hexadecimal digits. */
export function digestOf(attachment: Attachment): string {
  const { network, containerId, ifname } = attachment
  // None of them contains a NUL, so no two attachments make one text.
  const text = [network, containerId, ifname].join('\0')
  const digest = createHash('sha256').update(text).digest('hex')
  return digest.slice(0, DIGEST_LENGTH)
}

/** The name of the host's end of its veth: at most 15 bytes. @see ip-link(8) */
export function hostLinkName(attachment: Attachment): string {
  return `veth${digestOf(attachment).slice(0, 11)}`
}

/** What the host's end says about itself: a name so short could be taken. */
export function hostLinkAlias(attachment: Attachment): string {
  const { network, containerId } = attachment
  const label = `${network}/${containerId}`.slice(0, 64)
  return `${ALIAS_PREFIX}${digestOf(attachment)} ${label}`
}

/**
 * Whether a link of that name is ours. It has no alias for the moment between
 * being made and being given one, in which an ADD can be killed.
 */
export function isHostLink(
  attachment: Attachment,
  alias: string | null,
): boolean {
  const start = `${ALIAS_PREFIX}${digestOf(attachment)} `
  return alias === null || alias.startsWith(start)
}

/**
 * The hardware address of a bridge that we make. It is there from the first
 * moment, so it tells ours from those of others; and neighbours who remember an
 * earlier bridge of that name need not learn another.
 */
export function bridgeMac(bridge: string): string {
  const digest = createHash('sha256').update(`mini-cni\0${bridge}`).digest()
  // For one card, administered locally: see randomMac().
  const first = (digest.readUInt8(0) & 0xfc) | 0x02
  return formatMac(Buffer.from([first, ...digest.subarray(1, 6)]))
}

/** What its firewall rules begin their comments with. */
export function ruleTag(attachment: Attachment): string {
  return `${digestOf(attachment)} ${attachment.containerId.slice(0, 12)}`
}
