import type { Lab } from '#checker/lab.ts'
import { lab as chroot } from './01-chroot/lab.ts'
import { lab as namespaces } from './02-namespaces/lab.ts'
import { lab as rootfs } from './03-rootfs/lab.ts'
import { lab as cgroups } from './04-cgroups/lab.ts'
import { lab as overlay } from './05-overlay/lab.ts'
import { lab as network } from './06-network/lab.ts'
import { lab as miniRunc } from './07-mini-runc/lab.ts'

/** Every lab, in the order of the course. */
export const labs: readonly Lab[] = [
  chroot,
  namespaces,
  rootfs,
  cgroups,
  overlay,
  network,
  miniRunc,
]

/** The lab a person means by `1`, `01`, `chroot` or `01-chroot`. */
export function findLab(name: string): Lab | undefined {
  return labs.find(({ id, number }) => {
    const [, word = ''] = /^\d+-(.*)$/.exec(id) ?? []
    return name === id || name === word || Number(name || 'NaN') === number
  })
}
