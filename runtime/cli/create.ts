import { examine } from '../doctor/examine.ts'
import { type Bundle, loadBundle } from '../oci/bundle.ts'
import { cgroupCalls } from '../oci/cgroup-calls.ts'
import { cgroupless } from '../oci/cgroupless.ts'
import { createContainer } from '../oci/create.ts'
import { withHome } from '../oci/home.ts'
import { tellBirths } from './explain-directory.ts'
import { inherited } from './inherited.ts'
import type { Globals, RunRequest } from './request.ts'
import { warn } from './warn.ts'

/** What says how a container is to be made, for `create` and for `run -d`. */
type Making = Globals &
  Pick<
    RunRequest,
    'id' | 'pidFile' | 'consoleSocket' | 'preserveFds' | 'noNewKeyring'
  > & { readonly command: string }

/**
 * `mini-runc create`: make a container, and do not start it.
 *
 * @throws {Error} What `createContainer` throws.
 */
export async function create(
  request: Making & { readonly bundle: string },
): Promise<number> {
  await createFrom(loadBundle(request.bundle), request)
  return 0
}

/** The same for a bundle that is read already. */
export async function createFrom(
  bundle: Bundle,
  request: Making,
): Promise<void> {
  const { id, root, pidFile, consoleSocket, withoutCgroup } = request
  const handedOn = inherited(bundle, request, true)
  const wanted = {
    id,
    preserveFds: handedOn.preserveFds,
    ...(root !== undefined && { root }),
    ...(pidFile !== undefined && { pidFile }),
    ...(consoleSocket !== undefined && { consoleSocket }),
    ...(request.noNewKeyring && { noNewKeyring: true }),
  }
  const told = atHome(handedOn.bundle)
  const whole = withoutCgroup ? cgroupless(told) : told
  const births = tellBirths(request, ({ steps, flags, cgroup }) => {
    return { steps, flags, cgroup, parent: cgroupCalls(whole.spec, id) }
  })
  await createContainer(whole, { ...wanted, ...births, examine, warn })
}

function atHome(bundle: Bundle): Bundle {
  const { spec, rootfs } = bundle
  const process = withHome(spec.process, rootfs)
  return { ...bundle, spec: { ...spec, process } }
}
