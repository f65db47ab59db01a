// An assembler for eBPF, as far as it takes to answer a question with yes or
// no. The machine is one the kernel has in it: eleven registers of 64 bits, r0
// to r10, and instructions of 8 bytes each:
//
//     byte  0         1           2 ─ 3        4 ─ 7
//           opcode    src │ dst   offset       immediate
//                     4 bits each (a jump's: how many to skip)
//
// Before the kernel takes a program, its verifier walks every path through it:
// each ends with `exit` and with a number in r0, none is out of reach, no
// memory is touched but what r1 points to at the start. There is nothing left
// to check when it runs, so it is compiled and runs at full speed.
//
// Here all is compared and counted with 32 bits: w2 is the lower half of r2.
// See bpf(2), and RFC 9669 for the instructions.

/** One of the machine's registers. */
export type Register = 'r0' | 'r1' | 'r2' | 'r3' | 'r4' | 'r5'

/** A place further on to which one can jump. */
export interface Mark {
  /** How many instructions come before it, once that is known. */
  position: number | undefined
}

/** One instruction, and how the log of the verifier shows it. */
export interface Instruction {
  readonly bytes: Buffer
  readonly text: string
}

interface Fields {
  readonly opcode: number
  readonly dst?: Register
  readonly src?: Register
  readonly offset?: number
  readonly immediate?: number
}

interface Line extends Fields {
  readonly text: (skipped: number) => string
  /** Where a jump goes. */
  readonly mark?: Mark
}

const SIZE = 8

/** Opcodes: what kind of instruction, which one, and where its operand is. */
const LOAD_WORD = 0x61
const MOV = 0xb4
const AND = 0x54
const RSH = 0x74
const JEQ = 0x16
const JNE = 0x56
const JSET = 0x46
const EXIT = 0x95

const LONGEST_JUMP = 0x7fff

/** Records instructions; `assemble` makes bytes of them. */
export class Assembler {
  readonly #lines: Line[] = []

  /** Load 32 bits from memory to which `src` points. */
  ldxw(dst: Register, src: Register, offset: number): void {
    const text = `${dst} = *(u32 *)(${src} +${offset})`
    this.#add({ opcode: LOAD_WORD, dst, src, offset, text: () => text })
  }

  /** Set a register. */
  mov(dst: Register, immediate: number): void {
    this.#calculate(MOV, dst, '=', immediate)
  }

  /** Keep those bits and clear all others. */
  and(dst: Register, immediate: number): void {
    this.#calculate(AND, dst, '&=', immediate)
  }

  /** Move all bits down. */
  rsh(dst: Register, immediate: number): void {
    this.#calculate(RSH, dst, '>>=', immediate)
  }

  /** Go on at a mark if the two are equal. */
  jeq(dst: Register, immediate: number, mark: Mark): void {
    this.#jump(JEQ, dst, '==', immediate, mark)
  }

  /** Go on at a mark if the two are not equal. */
  jne(dst: Register, immediate: number, mark: Mark): void {
    this.#jump(JNE, dst, '!=', immediate, mark)
  }

  /** Go on at a mark if any of those bits is set. */
  jset(dst: Register, immediate: number, mark: Mark): void {
    this.#jump(JSET, dst, '&', immediate, mark)
  }

  /** End with what is in r0. */
  exit(): void {
    this.#add({ opcode: EXIT, text: () => 'exit' })
  }

  /** A mark for a place further on, which `place` will fix. */
  ahead(): Mark {
    return { position: undefined }
  }

  /**
   * Put a mark here.
   *
   * @throws {Error} If it has its place already.
   */
  place(mark: Mark): void {
    if (mark.position !== undefined)
      throw new Error('Expected a mark without a place but found one with')
    mark.position = this.#lines.length
  }

  /**
   * The instructions, with every jump as long as it has to be.
   *
   * @throws {Error} If a mark was never placed.
   * @throws {RangeError} If a jump is longer than 32767 instructions.
   */
  assemble(): Instruction[] {
    return this.#lines.map(({ mark, text, ...fields }, index) => {
      const skipped = mark ? distance(index, mark) : 0
      const offset = mark ? skipped : fields.offset
      return {
        bytes: encode({ ...fields, ...(offset && { offset }) }),
        text: text(skipped),
      }
    })
  }

  #calculate(opcode: number, dst: Register, sign: string, immediate: number) {
    const text = `${lower(dst)} ${sign} ${signed(immediate)}`
    this.#add({ opcode, dst, immediate, text: () => text })
  }

  #jump(
    opcode: number,
    dst: Register,
    sign: string,
    immediate: number,
    mark: Mark,
  ): void {
    const hex = `0x${(signed(immediate) >>> 0).toString(16)}`
    const condition = `if ${lower(dst)} ${sign} ${hex}`
    const text = (skipped: number) => `${condition} goto pc+${skipped}`
    this.#add({ opcode, dst, immediate, mark, text })
  }

  #add(line: Line): void {
    this.#lines.push(line)
  }
}

/** The bytes as bpf(2) wants them. */
export function bytesOf(program: readonly Instruction[]): Buffer {
  return Buffer.concat(program.map(({ bytes }) => bytes))
}

/** How many instructions a jump leaves out. */
function distance(from: number, { position }: Mark): number {
  if (position === undefined)
    throw new Error(
      'Expected every mark to be placed but found one that is not',
    )
  const skipped = position - from - 1
  if (skipped > LONGEST_JUMP)
    throw new RangeError(
      `Expected a jump over at most ${LONGEST_JUMP} instructions but found ${skipped}`,
    )
  return skipped
}

function encode(fields: Fields): Buffer {
  const { opcode, dst = 'r0', src = 'r0', offset = 0, immediate = 0 } = fields
  const bytes = Buffer.alloc(SIZE)
  bytes.writeUInt8(opcode, 0)
  bytes.writeUInt8((numberOf(src) << 4) | numberOf(dst), 1)
  bytes.writeInt16LE(offset, 2)
  bytes.writeInt32LE(signed(immediate), 4)
  return bytes
}

const numberOf = (register: Register) => Number(register.slice(1))

const lower = (register: Register) => register.replace('r', 'w')

/** 32 bits, of which the instruction knows no sign; a wider number is refused. */
function signed(immediate: number): number {
  const isFitting = immediate >= -(2 ** 31) && immediate < 2 ** 32
  if (Number.isInteger(immediate) && isFitting) return immediate | 0
  throw new RangeError(`Expected a number of 32 bits but found ${immediate}`)
}
