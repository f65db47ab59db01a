import type {
  BlockIoResources,
  ThrottleDevice,
  WeightDevice,
} from '../../spec/runtime-spec.ts'
import type { Setting } from './setting.ts'

/**
 * Settings for disks.
 *
 * @see Control Group v2, "IO", "IO Interface Files"
 */
export function ioSettings(blockIO: BlockIoResources): Setting[] {
  const { weight, weightDevice = [] } = blockIO
  return [
    ...(weight === undefined ? [] : [weightSetting('default', weight)]),
    ...weightDevice.map((device) =>
      weightSetting(numbersOf(device), device.weight),
    ),
    ...throttleSettings(blockIO),
  ]
}

/**
 * A line of `io.max` for each disk that is slowed down:
 *
 *     7:0 rbps=1048576 wiops=120
 *
 * @see Control Group v2, "IO Interface Files", "io.max"
 */
function throttleSettings(blockIO: BlockIoResources): Setting[] {
  // #region lab-04-io
  const limits = {
    rbps: blockIO.throttleReadBpsDevice ?? [],
    wbps: blockIO.throttleWriteBpsDevice ?? [],
    riops: blockIO.throttleReadIOPSDevice ?? [],
    wiops: blockIO.throttleWriteIOPSDevice ?? [],
  }
  const lines = new Map<string, string>()
  for (const [key, devices] of Object.entries(limits))
    for (const device of devices) {
      const numbers = numbersOf(device)
      const line = lines.get(numbers) ?? numbers
      lines.set(numbers, `${line} ${key}=${rateText(device)}`)
    }
  return [...lines.values()].map((value) => ({ file: 'io.max', value }))
  // #endregion lab-04-io
}

const numbersOf = ({ major, minor }: Pick<WeightDevice, 'major' | 'minor'>) =>
  `${major}:${minor}`

/** In version 1 a rate of 0 took the limit away; here it is ERANGE. */
const rateText = ({ rate }: ThrottleDevice) => (rate > 0 ? `${rate}` : 'max')

/** Weights of version 1, which BFQ has kept, and those of `io.weight`. */
const BFQ = { min: 10, max: 1000 }
const WEIGHTS = { min: 1, max: 10_000 }

/**
 * A share of one disk or of all. Either of two parts of the kernel may be
 * there to keep it: BFQ, a scheduler of disks that has to be chosen for each,
 * or the cost model, which has to be switched on in `io.cost.qos`.
 *
 * @param target `7:0`, or `default` for all.
 * @see Control Group v2, "IO Interface Files", "io.weight"; bfq-iosched.rst
 */
function weightSetting(target: string, weight: number): Setting {
  const part = (weight - BFQ.min) / (BFQ.max - BFQ.min)
  const converted = WEIGHTS.min + Math.floor(part * (WEIGHTS.max - WEIGHTS.min))
  return {
    file: 'io.bfq.weight',
    value: `${target} ${weight}`,
    otherwise: { file: 'io.weight', value: `${target} ${converted}` },
  }
}
