/**
 * Which weights are right for so many shares. There are two answers: a straight
 * line from one range to the other, which the specification had first, and a
 * curve on which the default of the one is the default of the other.
 *
 * @see opencontainers/cgroups, "ConvertCPUSharesToCgroupV2Value"
 */
export function weightsFor(shares: number): readonly [number, number] {
  const line = 1 + Math.floor(((shares - 2) * 9999) / 262142)
  const log = Math.log2(shares)
  const curve = Math.ceil(10 ** ((log * log + 125 * log) / 612 - 7 / 34))
  return [line, curve]
}

/** Whether a weight is one of them; the last digit is a matter of rounding. */
export function isWeightFor(shares: number, weight: number): boolean {
  return weightsFor(shares).some((right) => Math.abs(right - weight) <= 1)
}
