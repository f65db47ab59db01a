// What can go wrong with a plugin, in the numbers that its callers know.

/**
 * Error codes: those below 100 are the specification's, the others our own.
 *
 * @see CNI specification, Section 5: "Error"
 */
const CODES = {
  incompatibleVersion: 1,
  unsupportedField: 2,
  /** The caller has nothing to clean up: it need not call DEL. */
  unknownContainer: 3,
  invalidEnvironment: 4,
  io: 5,
  undecodable: 6,
  invalidConfiguration: 7,
  tryAgain: 11,
  /** STATUS: no ADD could succeed. */
  notAvailable: 50,
  /** The kernel refused something about links, addresses or routes. */
  kernelRefused: 100,
  /** nft(8) is not there, or did not take our rules. */
  rulesRefused: 101,
  /** Every address of a range is leased. */
  poolExhausted: 102,
  /** An address that was asked for is taken, or is not ours to give. */
  addressUnavailable: 103,
  /** Somebody else has that port of the host. */
  portTaken: 104,
  /** This container has an interface of that name, or a lease, already. */
  alreadyAttached: 105,
  /** CHECK: something is not as ADD left it. */
  notAsAdded: 106,
  /** A part of this plugin is not written yet. */
  notWritten: 107,
  /** A fault of this plugin. */
  internal: 199,
} as const

export type CodeName = keyof typeof CODES

const LONGEST = 4096

/** An error result, before it is printed. */
export class CniError extends Error {
  readonly code: number
  /** What only somebody who looks into it wants to read. */
  readonly details: string

  constructor(
    code: CodeName,
    message: string,
    details = '',
    options?: ErrorOptions,
  ) {
    super(message, options)
    this.name = 'CniError'
    this.code = CODES[code]
    this.details = bounded(details)
  }
}

/** Programs in between read it into memory, so it has an end. */
function bounded(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`
}
