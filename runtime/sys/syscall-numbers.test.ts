import t from 'tap'
import { SYSCALL_NAMES, syscallNumber } from './syscall-numbers.ts'

// From the kernel's unistd.h of each architecture.
const KNOWN = {
  read: [0, 63],
  openat: [257, 56],
  clone: [56, 220],
  execve: [59, 221],
  exit_group: [231, 94],
  mount: [165, 40],
  pivot_root: [155, 41],
  umount2: [166, 39],
  chroot: [161, 51],
  newfstatat: [262, 79],
  setns: [308, 268],
  seccomp: [317, 277],
  clone3: [435, 435],
  mount_setattr: [442, 442],
} as const

t.test('syscallNumber() knows both architectures', async (t) => {
  for (const [name, [x64, arm64]] of Object.entries(KNOWN)) {
    t.equal(syscallNumber(name, 'x64'), x64, name)
    t.equal(syscallNumber(name, 'arm64'), arm64, name)
  }
})

t.test('no number is given twice', async (t) => {
  for (const arch of ['x64', 'arm64'] as const) {
    const numbers = SYSCALL_NAMES.map((name) => syscallNumber(name, arch))
    t.equal(new Set(numbers).size, SYSCALL_NAMES.length)
    t.ok(numbers.every((number) => Number.isInteger(number)))
  }
})
