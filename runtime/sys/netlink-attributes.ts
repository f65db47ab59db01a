/**
 * Attributes: what a netlink message says beyond its fixed header.
 *
 *     ┌────────┬────────┬─────────────────┬─────────┐
 *     │ length │  type  │  value …        │ padding │  to the next
 *     │ 2 byte │ 2 byte │  length - 4     │  of 0   │  multiple of 4
 *     └────────┴────────┴─────────────────┴─────────┘
 *
 * The length counts the header and leaves out the padding. A value can be a
 * row of attributes itself. Numbers have the byte order of the machine, which
 * is little-endian on x86-64 and arm64; addresses have that of the network.
 *
 * @see netlink(7); Documentation/userspace-api/netlink/intro.rst, "Attributes"
 */
import { NLA_F_NESTED, NLA_TYPE_MASK } from './constants/netlink.ts'

const HEADER_SIZE = 4

/** One attribute, ready to be sent; what does not apply is left out. */
export type Attribute = Buffer | undefined | false

/** An attribute of bytes as they are: an address. */
export function bytes(type: number, value: Uint8Array): Buffer {
  const length = HEADER_SIZE + value.length
  const attribute = Buffer.alloc(align(length))
  attribute.writeUInt16LE(length, 0)
  attribute.writeUInt16LE(type, 2)
  attribute.set(value, HEADER_SIZE)
  return attribute
}

/** An attribute of text, which the kernel wants to end in a NUL. */
export function text(type: number, value: string): Buffer {
  return bytes(type, Buffer.from(`${value}\0`))
}

/** An attribute that is a number of one byte. */
export function u8(type: number, value: number): Buffer {
  return bytes(type, Uint8Array.of(value))
}

/** An attribute that is a number of four bytes: most are. */
export function u32(type: number, value: number): Buffer {
  const word = Buffer.alloc(4)
  word.writeUInt32LE(value)
  return bytes(type, word)
}

/**
 * An attribute that is made of attributes.
 *
 * @param header What some of them want in front of the first: VETH_INFO_PEER
 *   begins like a message about a link of its own.
 */
export function nest(
  type: number,
  attributes: readonly Attribute[],
  header: Uint8Array = Buffer.alloc(0),
): Buffer {
  const value = Buffer.concat([header, join(attributes)])
  return bytes(type | NLA_F_NESTED, value)
}

/** Attributes one after the other. */
export function join(attributes: readonly Attribute[]): Buffer {
  return Buffer.concat(
    attributes.filter(
      (attribute) => attribute !== false && attribute !== undefined,
    ),
  )
}

/** The values of attributes, by type. */
export type Attributes = ReadonlyMap<number, Buffer>

/**
 * Read a row of attributes. Of a type that is there twice the last one counts.
 *
 * @throws {RangeError} If a length leads out of the row.
 */
export function readAttributes(row: Buffer): Attributes {
  const found = new Map<number, Buffer>()
  let rest = row
  while (rest.length >= HEADER_SIZE) {
    const length = rest.readUInt16LE(0)
    if (length < HEADER_SIZE || length > rest.length)
      throw new RangeError(
        `Expected an attribute of ${HEADER_SIZE} to ${rest.length} bytes but found ${length}`,
      )
    const type = rest.readUInt16LE(2) & NLA_TYPE_MASK
    found.set(type, rest.subarray(HEADER_SIZE, length))
    rest = rest.subarray(align(length))
  }
  return found
}

/** The attributes inside one; none if it is not there. */
export function nested(attributes: Attributes, type: number): Attributes {
  return readAttributes(attributes.get(type) ?? Buffer.alloc(0))
}

/** Text of an attribute. */
export function textOf(
  attributes: Attributes,
  type: number,
): string | undefined {
  return attributes.get(type)?.toString('utf8').replace(/\0.*$/s, '')
}

/** Number of an attribute, of as many bytes as it has. */
export function numberOf(
  attributes: Attributes,
  type: number,
): number | undefined {
  const value = attributes.get(type)
  if (value === undefined || value.length === 0) return undefined
  return value.readUIntLE(0, Math.min(value.length, 4))
}

/** Round up to where the next attribute or message begins. */
export function align(length: number): number {
  const ALIGNMENT = 4
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT
}
