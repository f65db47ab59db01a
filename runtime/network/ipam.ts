/**
 * IP address management: which container has which address.
 *
 *     ranges ──▶ free? ──▶ lease (a file) ──▶ ADD … DEL ──▶ file removed
 *
 * Looking and taking happen under one lock, of the network's own directory.
 */
import { formatIp, type IpAddress } from '../linux/network/ip-address.ts'
import {
  type AddressRange,
  addressesAfter,
  formatRange,
  type RangeSet,
  rangeOf,
} from './address-range.ts'
import { CniError } from './cni-error.ts'
import {
  type Lease,
  type Owner,
  readLast,
  readLeases,
  removeBegun,
  removeLease,
  writeLast,
  writeLease,
} from './lease-file.ts'
import { locked } from './lock.ts'

/** An address for a container, and the range that it came from. */
export interface LeasedAddress {
  readonly address: IpAddress
  readonly range: AddressRange
}

/**
 * Lease one address of each set of ranges.
 *
 * @param directory Of the network's leases; made if it is not there.
 * @param wanted Addresses that the container asks for.
 * @throws {CniError} 102 if a set is exhausted, 103 if a wanted address is
 *   taken or outside, 105 if the owner has a lease. Nothing is leased then.
 */
export function leaseAddresses(
  directory: string,
  owner: Owner,
  sets: readonly RangeSet[],
  wanted: readonly IpAddress[] = [],
): LeasedAddress[] {
  const choices = assign(sets, wanted)
  return locked(directory, () => {
    const leases = readLeases(directory)
    refuseSecond(leases, owner)
    const taken = new Map(leases.map((lease) => [lease.address, lease]))
    const chosen = sets.map((set, index) => {
      const choice = choices[index]
      if (choice) return requireFree(choice, taken)
      return firstFree(set, readLast(directory, index), taken)
    })
    chosen.forEach((address, index) => {
      writeLease(directory, address, owner)
      if (!choices[index]) writeLast(directory, index, address)
    })
    return sets.flatMap((set, index) => withRange(set, chosen[index]))
  })
}

type Taken = ReadonlyMap<string, Lease>

/** The first address of a set that nobody has. @throws {CniError} 102 */
function firstFree(
  set: RangeSet,
  last: IpAddress | undefined,
  taken: Taken,
): IpAddress {
  // #region lab-06-lease
  for (const address of addressesAfter(set, last))
    if (!taken.has(formatIp(address))) return address
  throw new CniError(
    'poolExhausted',
    `Expected a free address in ${set.map(formatRange).join(', ')} but found none: ${taken.size} are leased`,
  )
  // #endregion lab-06-lease
}

/** Which wanted address is for which set. @throws {CniError} 103 */
function assign(
  sets: readonly RangeSet[],
  wanted: readonly IpAddress[],
): (IpAddress | undefined)[] {
  const choices = sets.map((set) =>
    wanted.find((address) => rangeOf(set, address)),
  )
  for (const address of wanted)
    if (!choices.includes(address)) throw notOurs(address, sets)
  return choices
}

function notOurs(address: IpAddress, sets: readonly RangeSet[]): CniError {
  const ranges = sets.flat().map(formatRange).join(', ')
  return new CniError(
    'addressUnavailable',
    `Expected an address in ${ranges}, one of each set and no gateway, but found ${formatIp(address)}`,
  )
}

function requireFree(address: IpAddress, taken: Taken): IpAddress {
  const lease = taken.get(formatIp(address))
  if (!lease) return address
  throw new CniError(
    'addressUnavailable',
    `Expected ${lease.address} to be free but found it leased to container "${lease.containerId}"`,
  )
}

function refuseSecond(leases: readonly Lease[], owner: Owner): void {
  const found = leases.find((lease) => isOwnedBy(lease, owner))
  if (!found) return
  throw new CniError(
    'alreadyAttached',
    `Expected container "${owner.containerId}" to have no address for "${owner.ifname}" but found ${found.address}: call DEL first`,
  )
}

function withRange(
  set: RangeSet,
  address: IpAddress | undefined,
): LeasedAddress[] {
  const range = address && rangeOf(set, address)
  return range ? [{ address, range }] : []
}

/** Give back what a container has leased; nothing is as good. */
export function releaseAddresses(directory: string, owner: Owner): void {
  locked(directory, () => {
    for (const lease of readLeases(directory))
      if (isOwnedBy(lease, owner)) removeLease(directory, lease.address)
    removeBegun(directory)
  })
}

/** The addresses that a container has leased. */
export function leasesOf(directory: string, owner: Owner): string[] {
  return readLeases(directory)
    .filter((lease) => isOwnedBy(lease, owner))
    .map(({ address }) => address)
}

function isOwnedBy(lease: Lease, { containerId, ifname }: Owner): boolean {
  return lease.containerId === containerId && lease.ifname === ifname
}
