import type { JsonValue } from './json-value.ts'
import { amount, ceiling, optional, refuse, some } from './resource-values.ts'
import type {
  BlockIoResources,
  ThrottleDevice,
  WeightDevice,
} from './runtime-spec.ts'

const WEIGHTS = { min: 10, max: 1000 }
const NO_LEAVES = 'cgroup v2 has no processes beside cgroups to weigh'

/**
 * Read `linux.resources.blockIO`.
 *
 * @throws {SpecError} Naming the member and what it should be.
 * @see runtime-spec config-linux.md, "Block IO"
 */
export function parseBlockIo(blockIO: JsonValue): BlockIoResources {
  refuse(blockIO, ['leafWeight'], NO_LEAVES)
  const throttles = (name: string) => listOf(blockIO.at(name), parseThrottle)
  return some<BlockIoResources>({
    weight: optional(blockIO.at('weight'), parseWeight),
    weightDevice: listOf(blockIO.at('weightDevice'), parseWeightDevice),
    throttleReadBpsDevice: throttles('throttleReadBpsDevice'),
    throttleWriteBpsDevice: throttles('throttleWriteBpsDevice'),
    throttleReadIOPSDevice: throttles('throttleReadIOPSDevice'),
    throttleWriteIOPSDevice: throttles('throttleWriteIOPSDevice'),
  })
}

function listOf<T>(
  list: JsonValue,
  parse: (item: JsonValue) => T | undefined,
): T[] | undefined {
  const items = list.present ? list.items() : []
  const parsed = items.flatMap((item) => parse(item) ?? [])
  return parsed.length > 0 ? parsed : undefined
}

function parseWeight(weight: JsonValue): number | undefined {
  const wanted = `a whole number from ${WEIGHTS.min} to ${WEIGHTS.max}`
  const number = amount(weight)
  if (number === 0) return undefined
  if (number < WEIGHTS.min || number > WEIGHTS.max) weight.fail(wanted)
  return number
}

function parseWeightDevice(device: JsonValue): WeightDevice | undefined {
  refuse(device, ['leafWeight'], NO_LEAVES)
  const weight = optional(device.at('weight'), parseWeight)
  return weight === undefined ? undefined : { ...numbersOf(device), weight }
}

function parseThrottle(device: JsonValue): ThrottleDevice {
  return { ...numbersOf(device), rate: ceiling(device.at('rate')) }
}

function numbersOf(device: JsonValue): { major: number; minor: number } {
  return {
    major: amount(device.at('major')),
    minor: amount(device.at('minor')),
  }
}
