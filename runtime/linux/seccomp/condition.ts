// A condition on one argument. Arguments have 64 bits, the machine's register
// has 32, so each is compared in two halves:
//
//     offset 16 + 8 × index      + 4                  (both processors of ours
//            │ lower half        │ upper half │        are little-endian)
import type { SeccompArg } from '../../spec/seccomp-spec.ts'
import type { Assembler, Mark } from './cbpf.ts'

/** Offset of `args` in `struct seccomp_data`. @see linux/seccomp.h */
const ARGUMENTS = 16

/** The machine's own words for an operator, and whether they say the opposite. */
const WORDS = {
  SCMP_CMP_EQ: ['jeq', false],
  SCMP_CMP_NE: ['jeq', true],
  SCMP_CMP_GT: ['jgt', false],
  SCMP_CMP_LE: ['jgt', true],
  SCMP_CMP_GE: ['jge', false],
  SCMP_CMP_LT: ['jge', true],
  SCMP_CMP_MASKED_EQ: ['jeq', false],
} as const

/** A condition, cut in halves. */
interface Halves {
  readonly jump: 'jeq' | 'jgt' | 'jge'
  readonly isOpposite: boolean
  readonly offset: number
  readonly low: number
  readonly high: number
  /** Bits to be looked at. */
  readonly mask?: { readonly low: number; readonly high: number }
}

/**
 * Go on at one of two marks, by whether an argument is as wanted.
 *
 * @param isNarrow The upper half says nothing: a program of 32 bits.
 * @see seccomp_rule_add(3)
 */
export function addCondition(
  filter: Assembler,
  condition: SeccompArg,
  isNarrow: boolean,
  yes: Mark,
  no: Mark,
): void {
  const { jump, isOpposite, offset, low, high, mask } = halvesOf(condition)
  // #region lab-07-filter
  const [met, unmet] = isOpposite ? [no, yes] : [yes, no]
  if (!isNarrow) {
    const [notMore, lower] = [filter.ahead(), filter.ahead()]
    filter.load(offset + 4)
    if (mask) filter.and(mask.high)
    if (jump !== 'jeq') filter.jgt(high, met, notMore)
    filter.place(notMore)
    // The lower halves matter only if the upper ones are equal.
    filter.jeq(high, lower, unmet)
    filter.place(lower)
  }
  filter.load(offset)
  if (mask) filter.and(mask.low)
  filter[jump](low, met, unmet)
  // #endregion lab-07-filter
}

function halvesOf({ index, op, value, valueTwo = 0 }: SeccompArg): Halves {
  const [jump, isOpposite] = WORDS[op]
  const common = { jump, isOpposite, offset: ARGUMENTS + 8 * index }
  const first = halves(value)
  if (op !== 'SCMP_CMP_MASKED_EQ') return { ...common, ...first }
  // Bits that nobody looks at cannot be wrong, as with libseccomp.
  const { low, high } = halves(valueTwo)
  const wanted = { low: low & first.low, high: high & first.high }
  return { ...common, ...wanted, mask: first }
}

function halves(value: number | string) {
  const bits = BigInt(value)
  return {
    low: Number(BigInt.asUintN(32, bits)),
    high: Number(bits >> 32n),
  }
}
