import { errnoOf } from '../errno.ts'
import { ARCH, syscall } from '../libc.ts'
import { ScratchMemory } from '../scratch-memory.ts'
import { syscallNumber } from '../syscall-numbers.ts'

const SECCOMP_SET_MODE_FILTER = 1
const SECCOMP_RET_ALLOW = 0x7fff0000
const SECCOMP_RET_ERRNO = 0x00050000
const LOAD_WORD = 0x20
const JUMP_IF_EQUAL = 0x15
const RETURN = 0x06
/** Offsets in `struct seccomp_data`. */
const NUMBER = 0
const SECOND_ARGUMENT = 24

type Instruction = [code: number, jt: number, jf: number, k: number]

/**
 * Let the kernel do for this thread as one before 5.7 does: it finds a
 * `struct clone_args` with a `cgroup` in it too big.
 *
 * @see seccomp(2)
 */
export function forgetCgroupsAtBirth(): void {
  const size = 88
  const tooBig = SECCOMP_RET_ERRNO | errnoOf('E2BIG')
  restrict([
    [LOAD_WORD, 0, 0, NUMBER],
    [JUMP_IF_EQUAL, 0, 3, syscallNumber('clone3', ARCH)],
    [LOAD_WORD, 0, 0, SECOND_ARGUMENT],
    [JUMP_IF_EQUAL, 0, 1, size],
    [RETURN, 0, 0, tooBig],
    [RETURN, 0, 0, SECCOMP_RET_ALLOW],
  ])
}

function restrict(filter: readonly Instruction[]): void {
  const code = Buffer.alloc(filter.length * 8)
  for (const [index, [operation, jt, jf, k]] of filter.entries()) {
    code.writeUInt16LE(operation, index * 8)
    code.writeUInt8(jt, index * 8 + 2)
    code.writeUInt8(jf, index * 8 + 3)
    code.writeUInt32LE(k, index * 8 + 4)
  }
  const memory = new ScratchMemory(4096)
  const program = Buffer.alloc(16)
  program.writeUInt16LE(filter.length, 0)
  program.writeBigUInt64LE(memory.store(code), 8)
  try {
    syscall('seccomp', SECCOMP_SET_MODE_FILTER, 0, program)
  } finally {
    memory.release()
  }
}
