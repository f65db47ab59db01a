/**
 * What `limactl` is told, and what it answers. Nothing here runs it.
 *
 * @see https://lima-vm.io/docs/reference/limactl/
 */
import { MachineError } from '../errors.ts'
import { RECIPE } from './template.ts'

/** A machine as `limactl list` shows it. @see pkg/limatype/lima_instance.go */
export interface Instance {
  readonly name: string
  readonly status: string
  /** `vz` or `qemu`. */
  readonly vmType: string
  /** `x86_64` or `aarch64`. */
  readonly arch: string
  /** The configuration that Lima writes for ssh; its host is `lima-<name>`. */
  readonly sshConfigFile: string
  /** What the machine was made from; empty when it was not made here. */
  readonly recipe: string
  /** The folder of this computer that it sees. */
  readonly share: string
}

/** An image is downloaded and some dozens of packages installed. */
const FIRST_START = '40m'
const LATER_START = '10m'

/** It never asks anything. */
const QUIET = '--tty=false'

export const list = () => ['list', QUIET, '--format=json']

export const create = (name: string, file: string) => [
  ...['start', QUIET, `--name=${name}`, `--timeout=${FIRST_START}`, file],
]

export const start = (name: string) => [
  ...['start', QUIET, `--timeout=${LATER_START}`, name],
]

export const stop = (name: string) => ['stop', QUIET, name]

export const clone = (from: string, to: string) => ['clone', QUIET, from, to]

/** Without a proper shutdown: nothing of it is wanted any more. */
export const remove = (name: string) => ['delete', QUIET, '--force', name]

/**
 * Read the answer to `list`: an object a line.
 *
 * @throws {MachineError} When it is not that.
 */
export function parseInstances(output: string): Instance[] {
  const lines = output.split('\n').filter((line) => line.trim() !== '')
  return lines.map(parseInstance)
}

function parseInstance(line: string): Instance {
  try {
    const { config, ...rest } = JSON.parse(line)
    const text = (name: string) => {
      if (typeof rest[name] === 'string') return rest[name]
      throw new TypeError(`"${name}" is no text`)
    }
    return {
      name: text('name'),
      status: text('status'),
      vmType: text('vmType'),
      arch: text('arch'),
      sshConfigFile: text('sshConfigFile'),
      recipe: String(config?.env?.[RECIPE] ?? ''),
      share: String(config?.mounts?.[0]?.location ?? ''),
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new MachineError(
      `Expected limactl to list machines as JSON but found: ${why}`,
      line.slice(0, 300),
    )
  }
}

/** `limactl version 2.2.0` → `2.2.0`; `null` for anything else. */
export function parseVersion(output: string): string | null {
  return /^limactl version v?(\d+\.\d+\.\d+)/.exec(output)?.[1] ?? null
}

/**
 * What a line of its log says to a person; `null` for what is only a detail.
 *
 *     time="…" level=info msg="Downloading the image"
 */
export function newsIn(line: string): string | null {
  const match = /level=(\w+) msg=("(?:[^"\\]|\\.)*"|\S+)/.exec(line)
  const [, level = '', message = ''] = match ?? []
  if (level === 'debug' || level === '') return null
  return message.startsWith('"') ? String(JSON.parse(message)) : message
}
