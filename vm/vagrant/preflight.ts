/** What Vagrant needs of this computer. Changes nothing. */
import { accessSync, constants } from 'node:fs'
import { platform } from 'node:os'
import { delimiter, join } from 'node:path'

import { outputOrNull } from '../host/run-program.ts'
import { installCommand } from '../packages.ts'
import type { Requirement } from '../provider.ts'
import { parseVersion } from './vagrant.ts'

export const PROGRAM = 'vagrant'

/** A program of each hypervisor that the Vagrantfile has settings for. */
const HYPERVISORS: Readonly<Record<string, string>> = {
  VBoxManage: 'VirtualBox',
  virsh: 'libvirt',
  vmrun: 'VMware',
  prlctl: 'Parallels',
}

/** VMware's is not on the PATH there. */
const MORE_PATH = ['/Applications/VMware Fusion.app/Contents/Library']

export async function vagrantPreflight(
  path: string = process.env.PATH ?? '',
): Promise<Requirement[]> {
  const folders = [...path.split(delimiter), ...MORE_PATH]
  const found = Object.entries(HYPERVISORS)
    .filter(([program]) => folders.some((dir) => isProgram(join(dir, program))))
    .map(([, name]) => name)
  const version = await outputOrNull(PROGRAM, ['--version'])
  return [vagrant(version), hypervisor(found)]
}

export function vagrant(
  printed: string | null,
  system: string = platform(),
): Requirement {
  const name = PROGRAM
  const found = printed === null ? null : parseVersion(printed)
  if (found !== null) return { name, ok: true, found, remedy: null }
  const remedy =
    system === 'linux'
      ? `Run: ${installCommand(['vagrant', 'vagrant-libvirt'])}`
      : 'Install Vagrant: https://developer.hashicorp.com/vagrant/install'
  return { name, ok: false, found: 'no such program', remedy }
}

export function hypervisor(found: readonly string[]): Requirement {
  const name = 'a hypervisor for Vagrant'
  if (found.length > 0) {
    return { name, ok: true, found: found.join(', '), remedy: null }
  }
  const remedy = `Install one of ${Object.values(HYPERVISORS).join(', ')}`
  return { name, ok: false, found: 'none', remedy }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
