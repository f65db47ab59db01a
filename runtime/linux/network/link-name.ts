import { NetworkError } from '../../errors.ts'

/** As many bytes as the kernel has room for, without the NUL at the end. */
const LONGEST_LINK_NAME = 15

/**
 * Refuse a name that is none for a link. The kernel would cut one that is too
 * long in a request that finds, and make a number of a `%d` in one that makes.
 * Besides, the name becomes a directory in `/proc/sys/net/ipv4/conf`.
 *
 * @throws {NetworkError} EINVAL
 * @see dev_valid_name() in net/core/dev.c
 */
export function checkLinkName(name: string): void {
  const size = Buffer.byteLength(name)
  const isName = /^[^\s/:%\0]+$/.test(name) && name !== '.' && name !== '..'
  if (isName && size <= LONGEST_LINK_NAME) return
  throw new NetworkError(
    'the name of a link',
    `1 to ${LONGEST_LINK_NAME} bytes without white space, "/", ":" and "%"`,
    `${JSON.stringify(name.slice(0, 64))} (${size} bytes)`,
    'EINVAL',
  )
}
