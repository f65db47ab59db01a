/** Bytes in hexadecimal beside their assembly text. A label has no bytes. */
export type Listing = readonly (readonly [bytes: string, text: string])[]

/** The bytes of a listing. */
export function bytesOf(listing: Listing): Buffer {
  return Buffer.from(listing.map(([bytes]) => bytes).join(''), 'hex')
}

/** A 64-bit number as it lies in memory, in hexadecimal. */
export function littleEndian(value: bigint): string {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(value)
  return bytes.toString('hex')
}
