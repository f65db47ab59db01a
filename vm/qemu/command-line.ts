/**
 * The emulator's arguments. The machine that is saved and the machines that
 * are resumed from it must have the same devices at the same addresses, so one
 * function writes both.
 *
 *     addr 3  network: user mode, ssh forwarded from 127.0.0.1
 *     addr 4  disk: the root file system, read-only
 *     addr 5  9p: the shared folder, read-only
 *     addr 6  network: a cable to other machines, which may hang loose
 */
import { atLeast } from '../host/version.ts'
import { ARCHITECTURES, type Architecture } from './architecture.ts'
import type { Emulator } from './emulator.ts'

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
  readonly arch: Architecture
  readonly emulator: Emulator
  readonly accel: Accelerator
  readonly files: TemplateFiles
  /** Folder for the sockets `qmp` and `con`; the emulator's user writes it. */
  readonly sockets: string
  readonly consoleLog: string
  /** The folder to share, or `/proc/self/fd/N`. */
  readonly share: string
  readonly network: boolean
  /** Socket of a hub's port that the second card is plugged into. */
  readonly cable: string | null
  /** Resume from a saved state instead of booting. */
  readonly resume: boolean
}

/** What the emulator may not do, whatever a guest makes it do. */
const SANDBOX =
  'on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny'

const BARE = ['-nodefaults', '-no-user-config', '-display', 'none']

/** `cryptomgr.notests` is the one option that makes a boot faster. */
const KERNEL_ARGS = 'quiet loglevel=4 panic=-1 cryptomgr.notests'

/** Write the argument list. @see qemu(1) */
export function commandLine(options: CommandOptions): string[] {
  const { emulator, files, arch } = options
  const { machine, console, hasGenerationId } = ARCHITECTURES[arch]
  return [
    ...[...BARE, '-no-reboot', '-name', 'container-labs', '-sandbox', SANDBOX],
    ...emulator.firmware.flatMap((path) => ['-L', path]),
    ...['-M', `${machine},memory-backend=mem`],
    ...['-smp', String(CPUS), '-m', MEMORY],
    ...accelerator(options),
    ...['-object', memory(options)],
    ...['-kernel', files.vmlinux, '-initrd', files.initrd],
    ...['-append', `console=${console} ${KERNEL_ARGS}`],
    ...consoleDevices(options),
    ...['-serial', 'chardev:con'],
    ...(hasGenerationId ? ['-device', 'vmgenid,guid=auto'] : []),
    ...networkDevices(options.network),
    ...diskDevices(files.root),
    ...shareDevices(options.share),
    ...cableDevices(options.cable),
    ...(options.resume ? ['-incoming', 'defer'] : []),
  ]
}

function accelerator({ accel, arch }: CommandOptions): string[] {
  if (accel === 'kvm') return ['-accel', 'kvm', '-cpu', 'host']
  const { cpu } = ARCHITECTURES[arch]
  return ['-accel', 'tcg,thread=multi,tb-size=256', '-cpu', cpu]
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

function consoleDevices({
  sockets,
  consoleLog,
}: Pick<CommandOptions, 'sockets' | 'consoleLog'>): string[] {
  const path = `path=${sockets}/con,server=on,wait=off`
  return [
    ...['-chardev', `socket,id=con,${path},logfile=${consoleLog},logappend=on`],
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

/**
 * A hub port with nothing behind it, or a stream to the hub of a cluster: both
 * are nothing that would be saved, so one can become the other.
 */
function cableDevices(cable: string | null): string[] {
  const netdev =
    cable === null
      ? 'hubport,id=n1,hubid=1'
      : `stream,id=n1,server=off,addr.type=unix,addr.path=${cable}`
  const card = 'virtio-net-pci,netdev=n1,romfile=,addr=6'
  return ['-netdev', netdev, '-device', card]
}

/**
 * The arguments of an emulator that is no machine but a hub: a server for each
 * port, all of them on one hub.
 */
export function hubCommandLine({
  sockets,
  consoleLog,
  ports,
}: Pick<CommandOptions, 'sockets' | 'consoleLog'> & {
  readonly ports: number
}): string[] {
  const numbers = Array.from({ length: ports }, (_, index) => index + 1)
  return [
    ...[...BARE, '-name', 'container-labs-hub', '-sandbox', SANDBOX],
    ...['-M', 'none'],
    ...consoleDevices({ sockets, consoleLog }),
    ...numbers.flatMap((port) => hubPort(port, `${sockets}/${port}`)),
  ]
}

function hubPort(port: number, socket: string): string[] {
  const server = `stream,id=s${port},server=on`
  return [
    ...['-netdev', `${server},addr.type=unix,addr.path=${socket}`],
    ...['-netdev', `hubport,id=h${port},hubid=1,netdev=s${port}`],
  ]
}
