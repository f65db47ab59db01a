import type { Instruction } from '../ebpf.ts'

const MOST_STEPS = 100_000

/**
 * Run a program as the kernel would, over what r1 points to. It knows what the
 * assembler knows.
 *
 * @returns What is in r0 at the end.
 * @throws {Error} For an unknown instruction, or without an end.
 */
export function runProgram(
  program: readonly Instruction[],
  memory: Buffer,
): number {
  const registers = new Uint32Array(11)
  for (let at = 0, steps = 0; steps < MOST_STEPS; at++, steps++) {
    const { bytes } = program[at] ?? { bytes: Buffer.alloc(8) }
    if (bytes[0] === 0x95) return registers[0] ?? 0
    at += step(bytes, registers, memory)
  }
  throw new Error('Expected an end but found none')
}

/** Do one instruction, and return how many to skip. */
function step(bytes: Buffer, registers: Uint32Array, memory: Buffer): number {
  const dst = bytes.readUInt8(1) & 15
  const offset = bytes.readInt16LE(2)
  const immediate = bytes.readInt32LE(4)
  const value = registers[dst] ?? 0
  switch (bytes[0]) {
    case 0x61:
      registers[dst] = memory.readUInt32LE(offset)
      return 0
    case 0xb4:
      registers[dst] = immediate
      return 0
    case 0x54:
      registers[dst] = value & immediate
      return 0
    case 0x74:
      registers[dst] = value >>> immediate
      return 0
    case 0x16:
      return value === immediate >>> 0 ? offset : 0
    case 0x56:
      return value !== immediate >>> 0 ? offset : 0
    case 0x46:
      return value & immediate ? offset : 0
    default:
      throw new Error(`Expected an instruction but found ${bytes[0]}`)
  }
}
