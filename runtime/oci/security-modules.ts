import { existsSync, readFileSync } from 'node:fs'
import { SecurityModuleError } from '../errors.ts'
import type { Process } from '../spec/runtime-spec.ts'

const APPARMOR = '/sys/module/apparmor/parameters/enabled'
const SELINUX = '/sys/fs/selinux/enforce'

/**
 * Refuse a label where nothing would come of it: a container that is believed
 * to be confined is worse than none.
 *
 * @throws {SecurityModuleError} If the kernel has no such module at work.
 */
export function refuseWithoutModule(process: Process): void {
  const { apparmorProfile, selinuxLabel } = process
  if (apparmorProfile && !isEnabled(APPARMOR))
    throw new SecurityModuleError('AppArmor', 'apparmorProfile', APPARMOR)
  if (selinuxLabel && !existsSync(SELINUX))
    throw new SecurityModuleError('SELinux', 'selinuxLabel', SELINUX)
}

function isEnabled(path: string): boolean {
  return existsSync(path) && readFileSync(path, 'utf8').startsWith('Y')
}
