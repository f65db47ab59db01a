// The machine code for x86-64. See machine-code.ts for what it does; a test
// assembles the right column and compares it with the left one.
import { type Listing, littleEndian } from './listing.ts'

/**
 * Makes the call that gives birth to the child (rdi, rsi: its two arguments,
 * r8: its number) and returns in the parent. The child takes the table (rdx)
 * and the control block (rcx) along, in registers that system calls keep.
 */
export const SPAWN: Listing = [
  ['', 'spawn:'],
  ['4989ca', 'mov r10, rcx'],
  ['4c89c0', 'mov rax, r8'],
  ['0f05', 'syscall'],
  ['4885c0', 'test rax, rax'],
  ['7401', 'jz child'],
  ['c3', 'ret'],
  ['', 'child:'],
  ['4889d3', 'mov rbx, rdx'],
  ['4d89d4', 'mov r12, r10'],
]

/** Walks the table: rbx is the record, r12 the control block. */
export const WALK: Listing = [
  ['', 'step:'],
  ['488b03', 'mov rax, [rbx]'],
  ['488b7b08', 'mov rdi, [rbx+8]'],
  ['488b7310', 'mov rsi, [rbx+16]'],
  ['488b5318', 'mov rdx, [rbx+24]'],
  ['4c8b5320', 'mov r10, [rbx+32]'],
  ['4c8b4328', 'mov r8, [rbx+40]'],
  ['4c8b4b30', 'mov r9, [rbx+48]'],
  ['0f05', 'syscall'],
  ['48894338', 'mov [rbx+56], rax'],
  ['483d01f0ffff', 'cmp rax, -4095'],
  ['7326', 'jae failed'],
  ['', 'store:'],
  ['488b4b40', 'mov rcx, [rbx+64]'],
  ['', 'again:'],
  ['488b11', 'mov rdx, [rcx]'],
  ['4883c108', 'add rcx, 8'],
  ['4885d2', 'test rdx, rdx'],
  ['7405', 'jz stored'],
  ['488902', 'mov [rdx], rax'],
  ['ebef', 'jmp again'],
  ['', 'stored:'],
  ['4885c0', 'test rax, rax'],
  ['7406', 'jz zero'],
  ['488b5b48', 'mov rbx, [rbx+72]'],
  ['ebb7', 'jmp step'],
  ['', 'zero:'],
  ['488b5b50', 'mov rbx, [rbx+80]'],
  ['ebb1', 'jmp step'],
  ['', 'failed:'],
  ['4889c1', 'mov rcx, rax'],
  ['48f7d9', 'neg rcx'],
  ['4881f9bf000000', 'cmp rcx, 191'],
  ['7707', 'ja fatal'],
  ['480fa34b60', 'bt [rbx+96], rcx'],
  ['72c4', 'jc store'],
  ['', 'fatal:'],
  ['49891c24', 'mov [r12], rbx'],
  ['4989442408', 'mov [r12+8], rax'],
  ['488b5b58', 'mov rbx, [rbx+88]'],
  ['eb8c', 'jmp step'],
]

/** Starts a program that is an executable of its own. */
export function entry(table: bigint, control: bigint): Listing {
  return [
    [`48bb${littleEndian(table)}`, `movabs rbx, ${table}`],
    [`49bc${littleEndian(control)}`, `movabs r12, ${control}`],
  ]
}
