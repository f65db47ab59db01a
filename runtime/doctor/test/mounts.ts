import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import {
  MNT_DETACH,
  MS_BIND,
  MS_PRIVATE,
  MS_REC,
} from '../../sys/constants/mounts.ts'
import { CLONE_NEWNS, CLONE_NEWUSER } from '../../sys/constants/processes.ts'
import type { Program } from '../../sys/program.ts'

/** A user namespace, and mounts that belong to it. */
export const USER = CLONE_NEWUSER | CLONE_NEWNS

/** A directory of the case. */
export function directory(folder: string, name: string): string {
  const path = join(folder, name)
  mkdirSync(path)
  return path
}

export function rootfs(folder: string): string {
  return directory(folder, 'rootfs')
}

export function bindOnItself(child: Program, path: string): void {
  child.mount(path, path, null, MS_BIND | MS_REC, null)
}

export function makePrivate(child: Program): void {
  child.mount(null, '/', null, MS_REC | MS_PRIVATE, null)
}

export function swap(child: Program): void {
  child.pivot_root('.', '.')
}

/** Whatever the machine has, in a tmpfs of the case's own. */
export function tmpfsAt(child: Program, path: string, flags = 0): void {
  child.mount('doctor', path, 'tmpfs', flags, null)
}

/** Become a container with that root, by all the steps it takes. */
export function enter(child: Program, path: string): void {
  child.mount(null, '/', null, MS_REC | MS_PRIVATE, null)
  child.mount(path, path, null, MS_BIND | MS_REC, null)
  child.chdir(path)
  child.pivot_root('.', '.')
  child.umount2('.', MNT_DETACH)
}
