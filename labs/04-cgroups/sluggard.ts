/** The program of step 8: one child is busy, another cannot stop at once. */
import { AT_FDCWD, O_DIRECT, O_RDONLY } from '#checker/kernel.ts'
import { type Probe, sleepForEver } from '#checker/probe.ts'
import { burn, fork, mapped, obedient, type ProbeOptions } from './probes.ts'

export interface SluggardOptions {
  /** Path of a slow disk inside. */
  readonly device: string
  readonly bytes: number
}

/**
 * One child burns. The other reads a disk, once: until that is done it waits
 * inside the kernel, where no freezer and no signal reaches it.
 */
export function sluggard(
  options: ProbeOptions,
  { device, bytes }: SluggardOptions,
): Probe {
  return obedient(options, (program) => {
    fork(program, () => burn(program))
    fork(program, () => {
      const fd = program.openat(AT_FDCWD, device, O_RDONLY | O_DIRECT)
      const buffer = mapped(program, bytes)
      program.syscall('pread64', [fd, buffer, bytes, 0], { ignore: true })
      sleepForEver(program)
    })
  })
}
