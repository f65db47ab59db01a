import { readdirSync } from 'node:fs'
import { attempt, flatKeyed, numberOf, readCgroupFile } from './cgroup-file.ts'

export interface HugetlbStats {
  readonly usage: bigint
  /** How often the limit was in the way. */
  readonly failcnt: bigint
}

const CURRENT = /^hugetlb\.(\w+)\.current$/

/** Huge pages in use, by their size as files have it. @throws {CgroupError} */
export function hugetlbStats(directory: string): Record<string, HugetlbStats> {
  const files = attempt({ path: directory }, () => readdirSync(directory))
  const sizes = files.flatMap((file) => CURRENT.exec(file)?.[1] ?? [])
  return Object.fromEntries(
    sizes.sort().map((size) => [size, statsOfSize(directory, size)]),
  )
}

function statsOfSize(directory: string, size: string): HugetlbStats {
  const events = flatKeyed(directory, `hugetlb.${size}.events`)
  return {
    usage: numberOf(readCgroupFile(directory, `hugetlb.${size}.current`)),
    failcnt: events.get('max') ?? 0n,
  }
}
