import type { Namespace } from '../spec/runtime-spec.ts'
import { AT_FDCWD, O_CLOEXEC, O_RDONLY } from '../sys/constants/files.ts'
import type { Program } from '../sys/program.ts'
import { NAMESPACES } from './namespaces.ts'

/** A namespace that is there already. */
export interface ExistingNamespace extends Namespace {
  readonly path: string
}

/**
 * Enter namespaces that exist. Where a user namespace is among them it is
 * entered first: it brings the capabilities that the others ask for.
 *
 * A PID namespace takes in only those who are born from here on.
 *
 * @see setns(2), namespaces(7)
 */
export function joinNamespaces(
  child: Program,
  namespaces: readonly ExistingNamespace[],
): void {
  // #region lab-02-join
  const user = namespaces.filter(({ type }) => type === 'user')
  const others = namespaces.filter(({ type }) => type !== 'user')
  // All are opened first: behind another mount namespace, or without rights
  // outside, a path may not be what it was.
  const opened = [...user, ...others].map(({ type, path }) => {
    const fd = child.openat(AT_FDCWD, path, O_RDONLY | O_CLOEXEC)
    return { type, path, fd }
  })
  for (const { type, path, fd } of opened) {
    child.note(`Into the ${type} namespace of "${path}"`)
    child.setns(fd, NAMESPACES[type].flag)
  }
  // #endregion lab-02-join
}
