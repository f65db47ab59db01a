/**
 * The emulator's arguments. The machine that is saved and the machines that
 * are resumed from it must have the same devices at the same addresses, so one
 * function writes both.
 *
 *     addr 3  network: user mode, ssh forwarded from 127.0.0.1
 *     addr 4  disk: the root file system, read-only
 *     addr 5  9p: the shared folder, read-only
 */
import type { Emulator } from './emulator.ts'
import { atLeast } from './emulator.ts'

const MEMORY = '1G'
export const MEMORY_BYTES = 2 ** 30
const CPUS = 2

export type Accelerator = 'kvm' | 'tcg'

/** What a template consists of, as files. */
export interface TemplateFiles {
  readonly vmlinux: string
  readonly initrd: string
  readonly root: string
  readonly ram: string
}

export interface CommandOptions {
  readonly emulator: Emulator
  readonly accel: Accelerator
  readonly files: TemplateFiles
  /** Folder for the sockets `qmp` and `con`; the emulator's user writes it. */
  readonly sockets: string
  readonly consoleLog: string
  /** The folder to share, or `/proc/self/fd/N`. */
  readonly share: string
  readonly network: boolean
  /** Resume from a saved state instead of booting. */
  readonly resume: boolean
}

/** What the emulator may not do, whatever a guest makes it do. */
const SANDBOX =
  'on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny'

/** `cryptomgr.notests` is the one option that makes a boot faster. */
const KERNEL_ARGS = 'console=ttyS0 quiet loglevel=4 panic=-1 cryptomgr.notests'

/** Write the argument list. @see qemu(1) */
export function commandLine(options: CommandOptions): string[] {
  const { emulator, files } = options
  return [
    ...['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot'],
    ...['-name', 'container-labs', '-sandbox', SANDBOX],
    ...emulator.firmware.flatMap((path) => ['-L', path]),
    ...['-M', 'pc,memory-backend=mem', '-smp', String(CPUS), '-m', MEMORY],
    ...accelerator(options.accel),
    ...['-object', memory(options)],
    ...['-kernel', files.vmlinux, '-initrd', files.initrd],
    ...['-append', KERNEL_ARGS],
    ...consoleDevices(options),
    ...['-device', 'vmgenid,guid=auto'],
    ...networkDevices(options.network),
    ...diskDevices(files.root),
    ...shareDevices(options.share),
    ...(options.resume ? ['-incoming', 'defer'] : []),
  ]
}

function accelerator(accel: Accelerator): string[] {
  if (accel === 'kvm') return ['-accel', 'kvm', '-cpu', 'host']
  return ['-accel', 'tcg,thread=multi,tb-size=256', '-cpu', 'max']
}

/**
 * While saving, the guest's memory is the file; on resuming it is a private
 * copy-on-write view of it. Older emulators open the file for writing even so.
 */
function memory({ files, resume, emulator }: CommandOptions): string {
  const base = `memory-backend-file,id=mem,size=${MEMORY},mem-path=${files.ram}`
  if (!resume) return `${base},share=on`
  return needsWritableRam(emulator)
    ? `${base},share=off`
    : `${base},share=off,readonly=on,rom=off`
}

export function needsWritableRam({ version }: Emulator): boolean {
  return !atLeast(version, '9.0')
}

function consoleDevices({ sockets, consoleLog }: CommandOptions): string[] {
  const path = `path=${sockets}/con,server=on,wait=off`
  return [
    ...['-chardev', `socket,id=con,${path},logfile=${consoleLog},logappend=on`],
    ...['-serial', 'chardev:con'],
    ...['-qmp', `unix:${sockets}/qmp,server=on,wait=off`],
  ]
}

/** `restrict` keeps the guest from the host's own services, too. */
function networkDevices(network: boolean): string[] {
  const restrict = network ? 'off' : 'on'
  const forward = 'hostfwd=tcp:127.0.0.1:0-:22'
  return [
    ...['-netdev', `user,id=n0,restrict=${restrict},${forward}`],
    ...['-device', 'virtio-net-pci,netdev=n0,romfile=,addr=3'],
  ]
}

function diskDevices(root: string): string[] {
  const drive = `file=${root},format=raw,if=none,id=d0,readonly=on`
  return [
    ...['-drive', `${drive},file.locking=off`],
    ...['-device', 'virtio-blk-pci,drive=d0,addr=4'],
  ]
}

function shareDevices(path: string): string[] {
  const fsdev = `local,id=f0,path=${path},security_model=none,multidevs=remap`
  return [
    ...['-fsdev', `${fsdev},readonly=on`],
    ...['-device', 'virtio-9p-pci,fsdev=f0,mount_tag=share,addr=5'],
  ]
}
