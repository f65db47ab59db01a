/**
 * Messages of netlink, which is how the kernel is told about networks.
 *
 *     length  type  flags  sequence  port │ header of the family │ attributes
 *     4 byte  2     2      4         4    │ struct ifinfomsg, …  │ …
 *
 * An answer has the sequence number of its request. One datagram can hold
 * several messages. Nothing in this file makes a system call.
 *
 * @see netlink(7), RFC 3549
 */
import {
  NLA_TYPE_MASK,
  NLM_F_ACK_TLVS,
  NLMSGERR_ATTR_MSG,
  NLMSGERR_ATTR_OFFS,
} from './constants/netlink.ts'
import {
  type Attribute,
  align,
  join,
  numberOf,
  readAttributes,
  textOf,
} from './netlink-attributes.ts'

const HEADER_SIZE = 16

/** What the kernel is asked for. */
export interface NetlinkRequest {
  /** RTM_… */
  readonly type: number
  /** NLM_F_… beyond those that every request has. */
  readonly flags?: number
  /** The structure that begins a message of this type: ifinfomsg, … */
  readonly header: Buffer
  readonly attributes?: readonly Attribute[]
  /** What it is for, as an error would say it: `make bridge "mini0"`. */
  readonly what: string
}

/** What came from the kernel. */
export interface NetlinkMessage {
  readonly type: number
  readonly flags: number
  readonly sequence: number
  /** All behind the header that every message has. */
  readonly payload: Buffer
}

/** A request as bytes. The kernel fills in who sent it: port 0 will do. */
export function encodeRequest(
  { type, header, attributes = [] }: NetlinkRequest,
  flags: number,
  sequence: number,
): Buffer {
  const payload = Buffer.concat([header, join(attributes)])
  const message = Buffer.alloc(HEADER_SIZE + payload.length)
  message.writeUInt32LE(message.length, 0)
  message.writeUInt16LE(type, 4)
  message.writeUInt16LE(flags, 6)
  message.writeUInt32LE(sequence, 8)
  message.set(payload, HEADER_SIZE)
  return message
}

/**
 * The messages of one datagram.
 *
 * @throws {RangeError} If a length leads out of it.
 */
export function decodeMessages(datagram: Buffer): NetlinkMessage[] {
  const messages: NetlinkMessage[] = []
  let rest = datagram
  while (rest.length >= HEADER_SIZE) {
    const length = rest.readUInt32LE(0)
    if (length < HEADER_SIZE || length > rest.length)
      throw new RangeError(
        `Expected a message of ${HEADER_SIZE} to ${rest.length} bytes but found ${length}`,
      )
    messages.push({
      type: rest.readUInt16LE(4),
      flags: rest.readUInt16LE(6),
      sequence: rest.readUInt32LE(8),
      payload: rest.subarray(HEADER_SIZE, length),
    })
    rest = rest.subarray(align(length))
  }
  return messages
}

/**
 * The type of the attribute that a place in a request is in.
 *
 * @param offset From the beginning of the message, as the kernel counts.
 */
export function attributeAt(
  { header, attributes = [] }: NetlinkRequest,
  offset: number,
): number | undefined {
  let end = HEADER_SIZE + header.length
  for (const attribute of attributes) {
    if (!attribute) continue
    end += attribute.length
    if (offset < end) return attribute.readUInt16LE(2) & NLA_TYPE_MASK
  }
  return undefined
}

/** How a request ended. */
export interface Outcome {
  /** Positive, as C has it; 0 if it was done. */
  readonly errno: number
  /** What the kernel has to say about it, in English; often nothing. */
  readonly text: string | undefined
  /** Where in the request the attribute begins that is wrong. */
  readonly offset?: number | undefined
}

/**
 * Read NLMSG_ERROR, which acknowledges as well: with 0.
 *
 *     error   header of the request it is about │ attributes: a text, …
 *     4 byte  16                                │ if NLM_F_ACK_TLVS
 *
 * @see netlink(7); kernel 4.12 for the text
 */
export function readOutcome({ flags, payload }: NetlinkMessage): Outcome {
  return outcomeOf(payload, flags, 4 + HEADER_SIZE)
}

/** Read NLMSG_DONE, the end of a list: an error number and the attributes. */
export function readEnd({ flags, payload }: NetlinkMessage): Outcome {
  return outcomeOf(payload, flags, 4)
}

function outcomeOf(payload: Buffer, flags: number, start: number): Outcome {
  const errno = payload.length >= 4 ? -payload.readInt32LE(0) : 0
  if (!(flags & NLM_F_ACK_TLVS)) return { errno, text: undefined }
  const attributes = readAttributes(payload.subarray(start))
  return {
    errno,
    text: textOf(attributes, NLMSGERR_ATTR_MSG),
    offset: numberOf(attributes, NLMSGERR_ATTR_OFFS),
  }
}
