/**
 * What `vagrant` is told, and what it answers. Nothing here runs it.
 *
 * @see https://developer.hashicorp.com/vagrant/docs/cli
 */
import { MachineError } from '../errors.ts'

/** Name of the snapshot of a machine that nobody has used. */
const CLEAN = 'labs-clean'

export const status = () => ['status', '--machine-readable']
export const up = () => ['up', '--no-color']
export const halt = () => ['halt', '--force', '--no-color']
export const destroy = () => ['destroy', '--force', '--no-color']
export const sshConfig = () => ['ssh-config']
export const snapshots = () => ['snapshot', 'list', '--machine-readable']
export const saveClean = () => ['snapshot', 'save', '--force', CLEAN]
/** The machine goes on where it was saved, so there is nothing to provision. */
export const restoreClean = () => [
  ...['snapshot', 'restore', '--no-provision', '--no-color', CLEAN],
]

/** It neither asks for newer versions of itself nor colours what it says. */
export function environment(env: NodeJS.ProcessEnv, folder: string) {
  return {
    ...env,
    VAGRANT_CWD: folder,
    VAGRANT_CHECKPOINT_DISABLE: '1',
    VAGRANT_NO_COLOR: '1',
  }
}

export interface Status {
  /** `running`, `poweroff`, `shutoff`, `saved`, `not_created`, … */
  readonly state: string
  /** `virtualbox`, `libvirt`, …; empty before there is a machine. */
  readonly provider: string
}

/**
 * Read the answer to `status`: `time,machine,key,value` a line.
 *
 * @throws {MachineError} When no line tells the state.
 */
export function parseStatus(output: string): Status {
  const state = valuesOf(output, 'state').at(-1)
  if (state === undefined) {
    throw new MachineError(
      'Expected vagrant to tell the state of the machine but it did not',
      output,
    )
  }
  const provider = valuesOf(output, 'provider-name').at(-1) ?? ''
  return { state, provider: state === 'not_created' ? '' : provider }
}

/** Whether there is a clean state to go back to. */
export function hasClean(output: string): boolean {
  return output.split('\n').some((line) => line.split(/[,\s]/).includes(CLEAN))
}

/** The Vagrantfile has libvirt emulate where there is no KVM; others refuse. */
export function accelOf(provider: string, kvm: boolean): 'tcg' | 'none' {
  return provider === 'libvirt' && !kvm ? 'tcg' : 'none'
}

function valuesOf(output: string, key: string): string[] {
  return output
    .split('\n')
    .map((line) => line.trim().split(','))
    .filter((fields) => fields[2] === key)
    .map((fields) => fields[3] ?? '')
}

/** `Vagrant 2.3.4` → `2.3.4`; `null` for anything else. */
export function parseVersion(output: string): string | null {
  return /^Vagrant (\d+\.\d+\.\d+)/m.exec(output)?.[1] ?? null
}

/** `==> lab: Importing base box…` → what comes after the name. */
export function newsIn(line: string): string | null {
  return /^==> [^:]+: (.*\S)/.exec(line)?.[1] ?? null
}

/**
 * The name of the host in what `ssh-config` printed.
 *
 * @throws {MachineError} When there is none.
 */
export function hostIn(config: string): string {
  const host = /^Host (\S+)$/m.exec(config)?.[1]
  if (host !== undefined) return host
  throw new MachineError(
    'Expected vagrant to print an ssh configuration but found none',
    config,
  )
}
