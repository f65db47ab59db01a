import type { Spec } from '../spec/runtime-spec.ts'
import type { Program } from '../sys/program.ts'

/**
 * Name the machine, as the container sees it. Without a UTS namespace of its
 * own this would rename the host.
 *
 * @see uts_namespaces(7), sethostname(2), setdomainname(2)
 */
export function nameMachine(
  child: Program,
  { hostname, domainname }: Pick<Spec, 'hostname' | 'domainname'>,
): void {
  // #region lab-02-uts
  if (hostname !== undefined) child.sethostname(hostname)
  if (domainname !== undefined) child.setdomainname(domainname)
  // #endregion lab-02-uts
}
