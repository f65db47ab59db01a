// `struct msghdr` and what it points to: bytes, and a descriptor beside them.
//
//     msghdr ──msg_iov──────▶ iovec ──iov_base──▶ "/dev/ptmx"
//            └─msg_control──▶ cmsghdr {SOL_SOCKET, SCM_RIGHTS} [fd]
import { SCM_RIGHTS, SOL_SOCKET } from './constants/sockets.ts'
import { pointTo, printAs } from './structs.ts'

/** Sizes of the structures, which are the same on x86-64 and arm64. */
export const MSGHDR_SIZE = 56
export const IOVEC_SIZE = 16
const CMSGHDR_SIZE = 16
const INT_SIZE = 4

/** Offsets of the members of `struct msghdr`. */
export const MSGHDR = { iov: 16, iovlen: 24, control: 32, controllen: 40 }

/** Where in a `cmsghdr` with SCM_RIGHTS its first descriptor is. */
export const RIGHTS_FD = CMSGHDR_SIZE

/** Room for a `cmsghdr` with so many descriptors. @see cmsg(3), CMSG_SPACE */
export function rightsSpace(count: number): number {
  return CMSGHDR_SIZE + Math.ceil((count * INT_SIZE) / 8) * 8
}

/**
 * `struct cmsghdr` with one descriptor, which a step has to fill in with
 * `resultAt`, at RIGHTS_FD.
 *
 * @see cmsg(3); unix(7), "SCM_RIGHTS"
 */
export function rights(): Buffer {
  const bytes = Buffer.alloc(rightsSpace(1))
  bytes.writeUInt32LE(CMSGHDR_SIZE + INT_SIZE, 0)
  bytes.writeInt32LE(SOL_SOCKET, 8)
  bytes.writeInt32LE(SCM_RIGHTS, 12)
  return printAs(bytes, '{SOL_SOCKET, SCM_RIGHTS}')
}

/** `struct msghdr` for a recorded sendmsg(2). @see sendmsg(2) */
export function msghdr(text: string, control: Buffer): Buffer {
  const iovec = Buffer.alloc(IOVEC_SIZE)
  iovec.writeBigUInt64LE(BigInt(Buffer.byteLength(text)), 8)
  pointTo(iovec, [{ offset: 0, to: text }])
  const bytes = Buffer.alloc(MSGHDR_SIZE)
  bytes.writeBigUInt64LE(1n, MSGHDR.iovlen)
  bytes.writeBigUInt64LE(BigInt(control.length), MSGHDR.controllen)
  pointTo(bytes, [
    { offset: MSGHDR.iov, to: iovec },
    { offset: MSGHDR.control, to: control },
  ])
  const shown = `{msg_iov=["${text}"], msg_control=[{SCM_RIGHTS}]}`
  return printAs(bytes, shown)
}
