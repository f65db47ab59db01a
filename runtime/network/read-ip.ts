// Addresses in a network configuration.

import { NetworkError } from '../errors.ts'
import {
  type IpAddress,
  type IpPrefix,
  networkOf,
  parseIp,
  parsePrefix,
} from '../linux/network/ip-address.ts'
import type { JsonValue } from '../spec/json-value.ts'

/** Read `10.1.2.3` or `fd00::3`. @throws {SpecError} */
export function readIp(item: JsonValue, wanted = 'an IP address'): IpAddress {
  return read(item, wanted, parseIp)
}

/** Read `10.1.2.3/24`. @throws {SpecError} */
export function readPrefix(item: JsonValue, wanted: string): IpPrefix {
  return read(item, wanted, parsePrefix)
}

/** Read `10.1.2.0/24`, without bits of a host. @throws {SpecError} */
export function readNetwork(item: JsonValue): IpPrefix {
  const wanted = 'a network as in "10.1.0.0/16", without bits of a host'
  const found = readPrefix(item, wanted)
  return networkOf(found).equals(found.address) ? found : item.fail(wanted)
}

function read<T>(
  item: JsonValue,
  wanted: string,
  parse: (text: string) => T,
): T {
  const text = item.text(wanted)
  try {
    return parse(text)
  } catch (error) {
    if (error instanceof NetworkError) item.fail(wanted)
    throw error
  }
}
