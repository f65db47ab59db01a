import type { HugepageLimit } from '../../spec/runtime-spec.ts'
import { limitText, type Setting } from './setting.ts'

/**
 * Settings for huge pages, a pair of files for each size that there is.
 *
 * mmap(2) reserves pages, and touching them uses them. Only a limit on what is
 * reserved is told by an error; the other one is told by SIGBUS.
 *
 * @see Control Group v2, "HugeTLB"; hugetlb-cgroup (version 1), "Reservation
 *   accounting"
 */
export function hugetlbSettings(limits: readonly HugepageLimit[]): Setting[] {
  return limits.flatMap(({ pageSize, limit }) => {
    const value = limitText(limit)
    return [
      { file: `hugetlb.${pageSize}.max`, value },
      // Linux 5.7 and newer.
      { file: `hugetlb.${pageSize}.rsvd.max`, value, optional: true },
    ]
  })
}
