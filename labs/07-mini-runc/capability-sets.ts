/** Capabilities by name and number, and the five sets of a process. */
import type { Bench } from '#checker/bench.ts'
import type { Observation } from '#checker/evidence/process.ts'

/** In the order of their numbers, without the `CAP_`. @see capabilities(7) */
const NAMES =
  `CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID
SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK
IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT
SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL
SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON
BPF CHECKPOINT_RESTORE`
    .split(/\s+/)
    .map((name) => `CAP_${name}`)

/** As `config.json` has them. */
export type SetName =
  | 'bounding'
  | 'effective'
  | 'inheritable'
  | 'permitted'
  | 'ambient'

export type Sets = Readonly<Record<SetName, readonly string[]>>

/** How `/proc/<pid>/status` calls them. */
const FIELDS: Readonly<Record<SetName, string>> = {
  inheritable: 'CapInh',
  permitted: 'CapPrm',
  effective: 'CapEff',
  bounding: 'CapBnd',
  ambient: 'CapAmb',
}

/** The sets that a process has. */
export function setsOf({ status }: Pick<Observation, 'status'>): Sets {
  const names = (set: SetName) => namesIn(status[FIELDS[set]] ?? '0')
  return {
    bounding: names('bounding'),
    effective: names('effective'),
    inheritable: names('inheritable'),
    permitted: names('permitted'),
    ambient: names('ambient'),
  }
}

/** Names of the bits of a hexadecimal number. */
function namesIn(hex: string): string[] {
  const bits = BigInt(`0x${hex.trim()}`)
  return NAMES.filter((_, number) => (bits >> BigInt(number)) & 1n)
}

/** `CAP_CHOWN CAP_KILL`, in the order of their numbers, or `none`. */
export function told(names: readonly string[]): string {
  const sorted = NAMES.filter((name) => names.includes(name))
  return sorted.length === 0 ? 'none' : sorted.join(' ')
}

/** `too many: CAP_CHOWN; missing: CAP_KILL`, of what was found. */
export function difference(
  found: readonly string[],
  wanted: readonly string[],
): string {
  const extra = found.filter((name) => !wanted.includes(name))
  const missing = wanted.filter((name) => !found.includes(name))
  const parts = [
    ...(extra.length > 0 ? [`too many: ${told(extra)}`] : []),
    ...(missing.length > 0 ? [`missing: ${told(missing)}`] : []),
  ]
  return parts.join('; ') || 'as asked'
}

/** The line of `/proc/<pid>/status`, for capsh(1) to decode. */
export function statusLine(
  { status }: Pick<Observation, 'status'>,
  set: SetName,
): string {
  return `${FIELDS[set]}: ${status[FIELDS[set]]?.trim()}`
}

export function isSame(some: readonly string[], others: readonly string[]) {
  return told(some) === told(others)
}

/** Capabilities that anybody on this machine can have. */
export async function grantable(bench: Bench): Promise<readonly string[]> {
  const agent = await bench.call('observe', { pid: bench.hello.pid })
  return agent === null ? [] : setsOf(agent).bounding
}

/** As many as a coin decides; another part each time. */
export function drawPart(
  { seed }: Bench,
  name: string,
  all: readonly string[],
): string[] {
  return all.filter((one) => seed.int(`${name}: ${one}`, 0, 1) === 1)
}
