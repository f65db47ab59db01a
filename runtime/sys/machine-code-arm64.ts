// The machine code for arm64. See machine-code.ts for what it does; a test
// assembles the right column and compares it with the left one.
import { type Listing, littleEndian } from './listing.ts'

/**
 * Makes the call that gives birth to the child (x0, x1: its two arguments,
 * x4: its number) and returns in the parent. The child takes the table (x2)
 * and the control block (x3) along, in registers that system calls keep.
 */
export const SPAWN: Listing = [
  ['', 'spawn:'],
  ['e80304aa', 'mov x8, x4'],
  ['010000d4', 'svc #0'],
  ['400000b4', 'cbz x0, child'],
  ['c0035fd6', 'ret'],
  ['', 'child:'],
  ['e90302aa', 'mov x9, x2'],
  ['ea0303aa', 'mov x10, x3'],
]

/** Walks the table: x9 is the record, x10 the control block. */
export const WALK: Listing = [
  ['', 'step:'],
  ['280140a9', 'ldp x8, x0, [x9]'],
  ['210941a9', 'ldp x1, x2, [x9, #16]'],
  ['231142a9', 'ldp x3, x4, [x9, #32]'],
  ['251940f9', 'ldr x5, [x9, #48]'],
  ['010000d4', 'svc #0'],
  ['201d00f9', 'str x0, [x9, #56]'],
  ['1ffc3fb1', 'cmn x0, #4095'],
  ['62010054', 'b.cs failed'],
  ['', 'store:'],
  ['2b2140f9', 'ldr x11, [x9, #64]'],
  ['', 'again:'],
  ['6c8540f8', 'ldr x12, [x11], #8'],
  ['6c0000b4', 'cbz x12, stored'],
  ['800100f9', 'str x0, [x12]'],
  ['fdffff17', 'b again'],
  ['', 'stored:'],
  ['600000b4', 'cbz x0, zero'],
  ['292540f9', 'ldr x9, [x9, #72]'],
  ['f1ffff17', 'b step'],
  ['', 'zero:'],
  ['292940f9', 'ldr x9, [x9, #80]'],
  ['efffff17', 'b step'],
  ['', 'failed:'],
  ['eb0300cb', 'neg x11, x0'],
  ['7ffd02f1', 'cmp x11, #191'],
  ['c8000054', 'b.hi fatal'],
  ['6cfd46d3', 'lsr x12, x11, #6'],
  ['2d810191', 'add x13, x9, #96'],
  ['ac796cf8', 'ldr x12, [x13, x12, lsl #3]'],
  ['8c25cb9a', 'lsr x12, x12, x11'],
  ['ecfd0737', 'tbnz x12, #0, store'],
  ['', 'fatal:'],
  ['490100a9', 'stp x9, x0, [x10]'],
  ['292d40f9', 'ldr x9, [x9, #88]'],
  ['e4ffff17', 'b step'],
]

/** Starts a program that is an executable of its own. */
export function entry(table: bigint, control: bigint): Listing {
  return [
    ['89000058', 'ldr x9, table'],
    ['aa000058', 'ldr x10, control'],
    ['06000014', 'b step'],
    ['1f2003d5', 'nop'],
    ['', 'table:'],
    [littleEndian(table), `.quad ${table}`],
    ['', 'control:'],
    [littleEndian(control), `.quad ${control}`],
  ]
}
