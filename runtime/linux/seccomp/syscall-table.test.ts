import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { SYSCALL_NAMES, syscallNumber } from '../../sys/syscall-numbers.ts'
import { type Abi, syscallNumbers, X32_BIT } from './syscall-table.ts'

const ABIS: readonly Abi[] = ['x86_64', 'x86', 'x32', 'arm64', 'arm']

// From the kernel's unistd.h of each.
const KNOWN = {
  read: [0, 3, X32_BIT, 63, 3],
  open: [2, 5, X32_BIT + 2, undefined, 5],
  socketcall: [undefined, 102, undefined, undefined, undefined],
  socket: [41, 359, X32_BIT + 41, 198, 281],
  execve: [59, 11, X32_BIT + 520, 221, 11],
  arch_prctl: [158, 384, X32_BIT + 158, undefined, undefined],
  seccomp: [317, 354, X32_BIT + 317, 277, 383],
  clock_gettime64: [undefined, 403, undefined, undefined, 403],
  clone3: [435, 435, X32_BIT + 435, 435, 435],
  fchmodat2: [452, 452, X32_BIT + 452, 452, 452],
  _sysctl: [156, 149, undefined, undefined, 149],
  set_tls: [undefined, undefined, undefined, undefined, 983045],
}

t.test('syscallNumbers() knows every ABI', async (t) => {
  for (const [name, numbers] of Object.entries(KNOWN))
    for (const [index, abi] of ABIS.entries())
      t.equal(syscallNumbers(abi).get(name), numbers[index], `${abi} ${name}`)
})

t.test('every number is one, and stands for one call', async (t) => {
  for (const abi of ABIS) {
    const numbers = syscallNumbers(abi)
    t.ok(numbers.size > 300, abi)
    const distinct = new Set(numbers.values())
    for (const number of distinct) t.ok(Number.isInteger(number))
    // Two names of one call: sync_file_range2, arm_sync_file_range.
    t.equal(numbers.size - distinct.size, abi === 'arm' ? 1 : 0, abi)
  }
})

t.test('it agrees with the numbers that programs are made of', async (t) => {
  const both = { x64: syscallNumbers('x86_64'), arm64: syscallNumbers('arm64') }
  for (const name of SYSCALL_NAMES)
    for (const arch of ['x64', 'arm64'] as const) {
      const number = both[arch].get(name)
      if (number !== undefined) t.equal(number, syscallNumber(name, arch), name)
    }
})

const PLAIN = /^#define __NR(?:3264)?_(\w+) (\d+)$/gm
const X32 = /^#define __NR_(\w+) \(__X32_SYSCALL_BIT \+ (\d+)\)$/gm
const ARM = /^#define __NR_(\w+) \(__NR_SYSCALL_BASE\s*\+\s*(\d+)\)$/gm

/** Headers of Debian: whose, where below the include directory, in what form. */
const HEADERS: readonly (readonly [Abi, string, string, RegExp])[] = [
  ['x86_64', 'x86_64-linux-gnu', 'asm/unistd_64.h', PLAIN],
  ['x86', 'x86_64-linux-gnu', 'asm/unistd_32.h', PLAIN],
  ['x32', 'x86_64-linux-gnu', 'asm/unistd_x32.h', X32],
  ['arm64', 'aarch64-linux-gnu', 'asm-generic/unistd.h', PLAIN],
  ['arm', 'arm-linux-gnueabihf', 'asm/unistd-eabi.h', ARM],
]

/** What the generic header has for others than arm64. */
const isForeign = (name: string) =>
  /_time64|^clock_.*64|^timer.*64|^fstatat$|^sync_file_range2$|^arch_|^syscalls$/.test(
    name,
  )

function differences([abi, triple, file, line]: (typeof HEADERS)[number]) {
  const paths = [`/usr/include/${triple}`, `/usr/${triple}/include`]
  const numbers = syscallNumbers(abi)
  const bit = abi === 'x32' ? X32_BIT : 0
  return paths
    .map((directory) => join(directory, file))
    .filter((path) => existsSync(path))
    .flatMap((path) => [...readFileSync(path, 'utf8').matchAll(line)])
    .map(([, name = '', number]) => ({ name, number: Number(number) + bit }))
    .filter(({ name, number }) => numbers.get(name) !== number)
    .filter(({ name }) => abi !== 'arm64' || !isForeign(name))
}

for (const header of HEADERS)
  t.test(`${header[0]} is as its header has it, if there is one`, async (t) => {
    t.same(differences(header), [])
  })
