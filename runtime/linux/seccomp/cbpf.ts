// An assembler for classic BPF, which has been in the kernel since tcpdump
// needed it, and is what seccomp(2) takes. The machine has one register to
// calculate with, A, and instructions of 8 bytes each:
//
//     byte  0 ─ 1     2          3          4 ─ 7
//           opcode    jt         jf         k
//                     how many to skip      a number
//                     if so      if not
//
// It reads a question (`struct seccomp_data`) that it cannot change, has no
// loops, since jumps only go ahead, and ends with an answer. A condition skips
// at most 255 instructions, so one that leads further takes two more:
//
//     jeq #k, far, near     ──▶     jeq #k, 0, 1
//                                   ja far
//                                   ja near
//
// See the kernel's Documentation/networking/filter.rst, whose words the listing
// has too.

/** A place further on to which one can jump. */
export interface Mark {
  /** How many lines come before it, once that is known. */
  position: number | undefined
}

/** One instruction, and its line in a listing. */
export interface Instruction {
  readonly bytes: Buffer
  readonly text: string
}

type Line =
  | { readonly kind: 'plain'; readonly opcode: number; readonly k: number }
  | {
      readonly kind: 'jump'
      readonly opcode: number
      readonly k: number
      readonly yes: Mark
      readonly no: Mark
    }

const SIZE = 8

/** Opcodes: what kind of instruction, which one, and where its operand is. */
const LOAD_WORD = 0x20
const AND = 0x54
const GO = 0x05
const JEQ = 0x15
const JGT = 0x25
const JGE = 0x35
const RETURN = 0x06

const LONGEST_JUMP = 255

/** What one jump takes if both ways are short, and if one is not. */
const SHORT = 1
const LONG = 3

/** As many as the kernel takes. @see linux/bpf_common.h, BPF_MAXINSNS */
const MOST = 4096

/** Records instructions; `assemble` makes bytes of them. */
export class Assembler {
  readonly #lines: Line[] = []

  /** Load 32 bits of the question into A. */
  load(offset: number): void {
    this.#lines.push({ kind: 'plain', opcode: LOAD_WORD, k: offset })
  }

  /** Keep those bits of A and clear all others. */
  and(k: number): void {
    this.#lines.push({ kind: 'plain', opcode: AND, k })
  }

  /** Go on at one of two marks: is A equal to that? */
  jeq(k: number, yes: Mark, no: Mark): void {
    this.#lines.push({ kind: 'jump', opcode: JEQ, k, yes, no })
  }

  /** Is A greater than that, without a sign? */
  jgt(k: number, yes: Mark, no: Mark): void {
    this.#lines.push({ kind: 'jump', opcode: JGT, k, yes, no })
  }

  /** Is A greater than that or equal, without a sign? */
  jge(k: number, yes: Mark, no: Mark): void {
    this.#lines.push({ kind: 'jump', opcode: JGE, k, yes, no })
  }

  /** End with an answer. */
  ret(answer: number): void {
    this.#lines.push({ kind: 'plain', opcode: RETURN, k: answer })
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
   * @throws {Error} If a mark was never placed, or before its jump.
   * @throws {RangeError} If there are more than the kernel takes.
   */
  assemble(): Instruction[] {
    const starts = layOut(this.#lines)
    const size = starts.at(-1) ?? 0
    if (size > MOST)
      throw new RangeError(
        `Expected at most ${MOST} instructions but found ${size}`,
      )
    return this.#lines.flatMap((line, index) => encodeLine(line, index, starts))
  }
}

/** The bytes as seccomp(2) wants them. */
export function bytesOf(program: readonly Instruction[]): Buffer {
  return Buffer.concat(program.map(({ bytes }) => bytes))
}

/**
 * Where each line starts, and where the last one ends. All jumps go ahead, so
 * who comes from the end knows how long everything is that a jump leads over.
 */
function layOut(lines: readonly Line[]): number[] {
  /** What there is from each line to the end. */
  const rest = new Array<number>(lines.length + 1).fill(0)
  for (let index = lines.length - 1; index >= 0; index--) {
    const line = lines[index] as Line
    const after = rest[index + 1] ?? 0
    rest[index] = after + (isFar(line, index, rest) ? LONG : SHORT)
  }
  const size = rest[0] ?? 0
  return rest.map((left) => size - left)
}

function isFar(line: Line, index: number, rest: readonly number[]): boolean {
  if (line.kind !== 'jump') return false
  const after = rest[index + 1] ?? 0
  const over = (mark: Mark) => after - (rest[indexOf(mark, index)] ?? 0)
  return Math.max(over(line.yes), over(line.no)) > LONGEST_JUMP
}

/** The line to which one jumps. */
function indexOf({ position }: Mark, from: number): number {
  if (position === undefined)
    throw new Error(
      'Expected every mark to be placed but found one that is not',
    )
  if (position <= from)
    throw new Error('Expected a mark further on but found one behind')
  return position
}

function encodeLine(
  line: Line,
  index: number,
  starts: readonly number[],
): Instruction[] {
  const at = starts[index] ?? 0
  if (line.kind === 'plain') return [encodePlain(line)]
  const startOf = (mark: Mark) => starts[indexOf(mark, index)] ?? 0
  const [yes, no] = [startOf(line.yes), startOf(line.no)]
  if (starts[index + 1] === at + SHORT) return [encodeJump(line, at, yes, no)]
  const [over, beyond] = [at + 1, at + 2]
  return [
    encodeJump(line, at, over, beyond),
    encodeGo(over, yes),
    encodeGo(beyond, no),
  ]
}

function encodePlain({ opcode, k }: Extract<Line, { kind: 'plain' }>) {
  if (opcode === LOAD_WORD) return encode({ opcode, k }, `ld [${k}]`)
  const name = opcode === AND ? 'and' : 'ret'
  return encode({ opcode, k }, `${name} ${hex(k)}`)
}

function encodeJump(
  { opcode, k }: Pick<Line, 'opcode' | 'k'>,
  at: number,
  yes: number,
  no: number,
): Instruction {
  const name = { [JEQ]: 'jeq', [JGT]: 'jgt' }[opcode] ?? 'jge'
  const text = `${name} ${hex(k)}, l${yes}, l${no}`
  return encode({ opcode, k, jt: yes - at - 1, jf: no - at - 1 }, text)
}

function encodeGo(at: number, to: number): Instruction {
  return encode({ opcode: GO, k: to - at - 1 }, `ja l${to}`)
}

interface Fields {
  readonly opcode: number
  readonly k: number
  readonly jt?: number
  readonly jf?: number
}

/** `struct sock_filter`. @see linux/filter.h */
function encode({ opcode, k, jt = 0, jf = 0 }: Fields, text: string) {
  // All of it is written. There are hundreds, and this way they share memory.
  const bytes = Buffer.allocUnsafe(SIZE)
  bytes.writeUInt16LE(opcode, 0)
  bytes.writeUInt8(jt, 2)
  bytes.writeUInt8(jf, 3)
  bytes.writeUInt32LE(unsigned(k), 4)
  return { bytes, text }
}

const hex = (k: number) => `#0x${unsigned(k).toString(16)}`

/** 32 bits, of which the machine knows no sign; a wider number is refused. */
function unsigned(k: number): number {
  const isFitting = k >= -(2 ** 31) && k < 2 ** 32
  if (Number.isInteger(k) && isFitting) return k >>> 0
  throw new RangeError(`Expected a number of 32 bits but found ${k}`)
}
