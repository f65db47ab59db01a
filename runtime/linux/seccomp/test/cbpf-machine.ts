import type { Instruction } from '../cbpf.ts'

/** What a filter is asked: `struct seccomp_data`. @see seccomp(2) */
export interface Question {
  readonly nr: number
  /** AUDIT_ARCH_… */
  readonly arch: number
  readonly args?: readonly bigint[]
}

/** The question as the kernel lays it out. */
export function encodeQuestion({ nr, arch, args = [] }: Question): Buffer {
  const data = Buffer.alloc(64)
  data.writeUInt32LE(nr >>> 0, 0)
  data.writeUInt32LE(arch >>> 0, 4)
  for (const [index, arg] of args.entries())
    data.writeBigUInt64LE(arg, 16 + index * 8)
  return data
}

/**
 * Run a filter as the kernel would. It knows what the assembler knows.
 *
 * @returns The answer.
 * @throws {Error} For an unknown instruction, or without an end.
 */
export function runFilter(
  filter: readonly Pick<Instruction, 'bytes'>[],
  question: Question,
): number {
  const data = encodeQuestion(question)
  let a = 0
  for (let at = 0; ; at++) {
    const { bytes } = filter[at] ?? {}
    if (!bytes) throw new Error('Expected an end but found none')
    const [opcode, k] = [bytes.readUInt16LE(0), bytes.readUInt32LE(4)]
    if (opcode === 0x06) return k
    if (opcode === 0x20) a = data.readUInt32LE(k)
    else if (opcode === 0x54) a = (a & k) >>> 0
    else if (opcode === 0x05) at += k
    else at += bytes.readUInt8(holds(opcode, a, k) ? 2 : 3)
  }
}

function holds(opcode: number, a: number, k: number): boolean {
  if (opcode === 0x15) return a === k
  if (opcode === 0x25) return a > k
  if (opcode === 0x35) return a >= k
  throw new Error(`Expected an instruction but found ${opcode}`)
}
