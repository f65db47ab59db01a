// Names that come from outside, and end up in paths, commands and messages of
// the kernel: what is none is refused where it comes in.
import { NetworkError } from '../errors.ts'
import { checkLinkName } from '../linux/network/link-name.ts'

/** @see CNI specification, Section 1: "Network configuration objects", `name` */
const CNI_NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/

/** One that can be a directory's, too. */
const LONGEST_NAME = 200

/** What a network or a container may be called, in words. */
export const CNI_NAME_WORDS = `at most ${LONGEST_NAME} letters, digits, "_", "-" and ".", a letter or digit first`

/** Whether a network or a container may be called so. */
export function isCniName(text: string): boolean {
  return CNI_NAME.test(text) && text.length <= LONGEST_NAME
}

/** What is no link but stands for all of them below /proc/sys/net. */
const RESERVED = ['all', 'default']

/** What an interface may be called, in words. */
export const LINK_NAME_WORDS =
  'at most 15 bytes without "/", ":", "%" and white space, and not "all" or "default"'

/**
 * Whether an interface may be called so.
 *
 * @see CNI specification, Section 2: "Parameters", CNI_IFNAME
 */
export function isLinkName(text: string): boolean {
  try {
    checkLinkName(text)
    return !RESERVED.includes(text)
  } catch (error) {
    if (error instanceof NetworkError) return false
    throw error
  }
}

/** What a bridge may be called, in words. */
export const BRIDGE_NAME_WORDS =
  'at most 15 letters, digits, "_", "-" and ".", and not "all" or "default"'

/**
 * Whether a bridge may be called so. Its name stands in firewall rules, where
 * a quote or a "*" would have a meaning.
 */
export function isBridgeName(text: string): boolean {
  return isLinkName(text) && /^[\w.-]+$/.test(text)
}
