import type { SeccompArchitecture } from '../../spec/seccomp-spec.ts'
import type { Arch } from '../../sys/syscall-numbers.ts'
import { type Abi, syscallNumbers } from './syscall-table.ts'

/** A way to enter the kernel, as a filter can tell it. */
export interface Entry {
  readonly abi: Abi
  /** `AUDIT_ARCH_…` @see linux/audit.h */
  readonly token: number
  /** Whether arguments have 32 bits. */
  readonly isNarrow: boolean
}

const X86_64 = 0xc000_003e

const ENTRIES: { readonly [name in SeccompArchitecture]?: Entry } = {
  SCMP_ARCH_X86_64: { abi: 'x86_64', token: X86_64, isNarrow: false },
  SCMP_ARCH_X86: { abi: 'x86', token: 0x4000_0003, isNarrow: true },
  // Told apart by a bit in the number alone; its registers have 64 bits.
  SCMP_ARCH_X32: { abi: 'x32', token: X86_64, isNarrow: true },
  SCMP_ARCH_AARCH64: { abi: 'arm64', token: 0xc000_00b7, isNarrow: false },
  SCMP_ARCH_ARM: { abi: 'arm', token: 0x4000_0028, isNarrow: true },
}

/** What programs a machine can run, its own kind first. */
const RUNS: { readonly [arch in Arch]: readonly SeccompArchitecture[] } = {
  x64: ['SCMP_ARCH_X86_64', 'SCMP_ARCH_X86', 'SCMP_ARCH_X32'],
  arm64: ['SCMP_ARCH_AARCH64', 'SCMP_ARCH_ARM'],
}

/**
 * The ways to enter the kernel of a machine that a profile is about: always the
 * machine's own, as with libseccomp. A profile may list processors that this
 * one is not; no call ever comes from them.
 */
export function entriesOf(
  listed: readonly SeccompArchitecture[],
  machine: Arch,
): Entry[] {
  const [own, ...others] = RUNS[machine]
  const names = [own, ...others.filter((name) => listed.includes(name))]
  return names.flatMap((name) => (name && ENTRIES[name]) ?? [])
}

/** Calls that x86 programs make through another one, and the number of each. */
const THROUGH_SOCKETCALL = `
socket 1, bind 2, connect 3, listen 4, accept 5, getsockname 6, getpeername 7,
socketpair 8, send 9, recv 10, sendto 11, recvfrom 12, shutdown 13,
setsockopt 14, getsockopt 15, sendmsg 16, recvmsg 17, accept4 18, recvmmsg 19,
sendmmsg 20
`
const THROUGH_IPC = `
semop 1, semget 2, semctl 3, semtimedop 4, msgsnd 11, msgrcv 12, msgget 13,
msgctl 14, shmat 21, shmdt 22, shmget 23, shmctl 24
`

/** One number to make a call by, and what its first argument has to be then. */
export interface CallNumber {
  readonly number: number
  readonly selector?: number
}

/**
 * Looks up all numbers by which a call can be made; there are none if there is
 * no such call.
 *
 * @see socketcall(2), ipc(2)
 */
export function callNumbers(abi: Abi): (name: string) => CallNumber[] {
  const numbers = syscallNumbers(abi)
  const direct = (name: string) => {
    const number = numbers.get(name)
    return number === undefined ? [] : [{ number }]
  }
  if (abi !== 'x86') return direct
  const sockets = selectors(THROUGH_SOCKETCALL, numbers.get('socketcall'))
  const ipc = selectors(THROUGH_IPC, numbers.get('ipc'))
  return (name) => {
    const through = sockets.get(name) ?? ipc.get(name)
    return through ? [...direct(name), through] : direct(name)
  }
}

function selectors(table: string, number = 0): Map<string, CallNumber> {
  const rows = table.trim().split(/,\s+/)
  return new Map(
    rows.map((row) => {
      const [name = '', selector] = row.split(' ')
      return [name, { number, selector: Number(selector) }]
    }),
  )
}
