// A lease is a file: `<dataDir>/<network>/10.1.0.2`. It is written before
// anything is made for a container, and removed after all of that is gone, so
// whatever a plugin that was killed has left behind can be found by it.
import {
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import {
  formatIp,
  type IpAddress,
  parseIp,
} from '../linux/network/ip-address.ts'
import type { Attachment } from './attachment.ts'

/** Whom an address is leased to. */
export type Owner = Pick<Attachment, 'containerId' | 'ifname'>

/** What the file of a lease says. */
export interface Lease extends Owner {
  readonly address: string
  /** The start of the machine in which it was leased. */
  readonly boot: string
}

/** Where the number of this start of the machine stands. @see random(4) */
const BOOT_ID = '/proc/sys/kernel/random/boot_id'

/** The name that host-local gives to the same file. */
const LAST = 'last_reserved_ip.'

/** The leases of a network, in the order of their files. */
export function readLeases(directory: string): Lease[] {
  const boot = bootId()
  return namesIn(directory).flatMap((address) => {
    if (address.startsWith('.') || address.startsWith(LAST)) return []
    const lease = readLease(join(directory, address), address)
    // No container outlives the machine. The same goes for a file that was
    // torn when the power went: we never show others a part of one.
    return lease?.boot === boot ? [lease] : []
  })
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory).sort()
  } catch (error) {
    if (isAbsent(error)) return []
    throw error
  }
}

function readLease(file: string, address: string): Lease | undefined {
  try {
    const { containerId, ifname, boot } = JSON.parse(readFileSync(file, 'utf8'))
    return { address, containerId, ifname, boot }
  } catch (error) {
    if (error instanceof SyntaxError || isAbsent(error)) return undefined
    if (error instanceof TypeError) return undefined
    throw error
  }
}

/** Write a lease down. Whoever looks finds all of it, or nothing. */
export function writeLease(
  directory: string,
  address: IpAddress,
  { containerId, ifname }: Owner,
): void {
  const lease = { containerId, ifname, boot: bootId() }
  replace(directory, formatIp(address), `${JSON.stringify(lease)}\n`)
}

/** Forget a lease; that there is none is as good. */
export function removeLease(directory: string, address: string): void {
  rmSync(join(directory, address), { force: true })
}

/** The address that was given away last, of one set of ranges. */
export function readLast(
  directory: string,
  set: number,
): IpAddress | undefined {
  try {
    return parseIp(readFileSync(join(directory, `${LAST}${set}`), 'utf8'))
  } catch {
    // Torn, or not there: it is a habit to go on after it, and no duty.
    return undefined
  }
}

export function writeLast(
  directory: string,
  set: number,
  address: IpAddress,
): void {
  replace(directory, `${LAST}${set}`, formatIp(address))
}

/** The name of a file in between: there is one writer, who has the lock. */
const NEW = '.new'

/** Forget what a writer that was killed has begun; for who has the lock. */
export function removeBegun(directory: string): void {
  rmSync(join(directory, NEW), { force: true })
}

function replace(directory: string, name: string, text: string): void {
  const file = join(directory, NEW)
  writeFileSync(file, text, { mode: 0o600 })
  renameSync(file, join(directory, name))
}

function bootId(): string {
  return readFileSync(BOOT_ID, 'utf8').trim()
}

function isAbsent(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT'
}
