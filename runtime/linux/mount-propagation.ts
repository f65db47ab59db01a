import type { Spec } from '../spec/runtime-spec.ts'
import { MS_PRIVATE, MS_REC, MS_SLAVE } from '../sys/constants/mounts.ts'
import type { Program } from '../sys/program.ts'

/**
 * Keep mounts of the container away from the host. A new mount namespace is a
 * copy, but one that still tells its original what is mounted: on most
 * machines "/" is shared.
 *
 * @param propagation MS_PRIVATE, or MS_SLAVE to hear of the host's mounts.
 * @see mount_namespaces(7), "SHARED SUBTREES"; mount(2)
 */
export function stopPropagation(child: Program, propagation: number): void {
  // #region lab-02-propagation
  child.note('Nothing that is mounted from here on reaches the host')
  child.mount(null, '/', null, MS_REC | propagation, null)
  // #endregion lab-02-propagation
}

/**
 * How far the container's mounts are to be cut off from the host's: who is
 * private hears of nothing, and cannot become a slave of it later.
 */
export function propagationOf(spec: Spec): number {
  // #region lab-03
  const options = (spec.mounts ?? []).flatMap((mount) => mount.options)
  const wanted = [...options, spec.linux?.rootfsPropagation ?? '']
  if (wanted.some((option) => LISTENING.test(option))) return MS_SLAVE
  // #endregion lab-03
  return MS_PRIVATE
}

// #region lab-03
const LISTENING = /^r?(slave|shared)$/
// #endregion lab-03
