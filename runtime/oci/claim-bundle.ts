import { dirname } from 'node:path'
import type { Bundle } from './bundle.ts'
import { type Claim, claimId } from './claim.ts'

/**
 * Take an ID for the container of a bundle, and write down what later commands
 * have to know of its `config.json`: it may change meanwhile.
 *
 * @throws {StateError} If a container of that ID is there.
 */
export function claimBundle(
  { spec, config, rootfs }: Bundle,
  root: string,
  id: string,
): Claim {
  const { ociVersion, annotations, linux } = spec
  const { args: _, ...process } = spec.process
  // #region lab-07
  const { hooks } = spec
  // #endregion lab-07
  return claimId(root, {
    ociVersion,
    id,
    bundle: dirname(config),
    rootfs,
    process,
    namespaces: linux?.namespaces ?? [],
    ...(annotations && { annotations }),
    // #region lab-07
    ...(hooks && { hooks }),
    ...(linux?.seccomp && { seccomp: linux.seccomp }),
    ...(linux?.personality && { personality: linux.personality }),
    // #endregion lab-07
  })
}
