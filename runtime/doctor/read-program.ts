// Why the kernel refuses a file as a program: what it needs is named in its
// first bytes. @see elf(5), execve(2), "Interpreter scripts"
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { O_PATH } from '../sys/constants/files.ts'
import type { ProgramFact } from './facts.ts'
import { type Origin, walkPath } from './walk-path.ts'

const HEADER_SIZE = 4096
const PT_INTERP = 3

/** The processors we can name; others are `machine 243`. */
const MACHINES: Readonly<Record<number, string>> = {
  3: 'i386',
  40: 'arm',
  62: 'x86-64',
  183: 'arm64',
  243: 'riscv64',
}

/**
 * Read the head of a program of another process.
 *
 * @throws {Error} Where we may not look.
 */
export function readProgram(path: string, origin: Origin): ProgramFact {
  const { walk, place } = walkPath(path, origin)
  const head = walk.end === 'found' ? headOf(place) : Buffer.alloc(0)
  const format = formatOf(head)
  const interpreter = format && INTERPRETER[format](head)
  return {
    format,
    interpreter,
    interpreterWalk:
      interpreter === undefined
        ? undefined
        : walkPath(interpreter, { ...origin, follow: true }).walk,
    machine: format === 'elf' ? machineOf(head) : undefined,
  }
}

// Looked at before it is opened: a device does something when it is, and a
// FIFO waits.
function headOf(place: string): Buffer {
  const seen = openSync(place, O_PATH | constants.O_NOFOLLOW)
  try {
    if (!fstatSync(seen).isFile()) return Buffer.alloc(0)
    return headOfFile(`/proc/self/fd/${seen}`)
  } finally {
    closeSync(seen)
  }
}

function headOfFile(path: string): Buffer {
  const fd = openSync(path, 'r')
  try {
    const head = Buffer.alloc(HEADER_SIZE)
    return head.subarray(0, readSync(fd, head, 0, HEADER_SIZE, 0))
  } finally {
    closeSync(fd)
  }
}

function formatOf(head: Buffer): 'elf' | 'script' | undefined {
  if (head.toString('latin1', 0, 4) === '\x7fELF') return 'elf'
  return head.toString('latin1', 0, 2) === '#!' ? 'script' : undefined
}

const INTERPRETER = { elf: loaderOf, script: scriptInterpreter }

function scriptInterpreter(head: Buffer): string | undefined {
  const [line = ''] = head.toString('utf8', 2).split('\n')
  return line.trim().split(/[ \t]/)[0] || undefined
}

function machineOf(head: Buffer): string {
  const machine = head.readUInt16LE(18)
  return MACHINES[machine] ?? `machine ${machine}`
}

/** The loader that a 64 bit program names, in what was read of it. */
function loaderOf(head: Buffer): string | undefined {
  const is64 = head[4] === 2
  if (!is64 || head.length < 64) return undefined
  const start = Number(head.readBigUInt64LE(32))
  const size = head.readUInt16LE(54)
  const count = head.readUInt16LE(56)
  for (let index = 0; index < count; index++) {
    const at = start + index * size
    if (at + 56 > head.length) return undefined
    if (head.readUInt32LE(at) !== PT_INTERP) continue
    const offset = Number(head.readBigUInt64LE(at + 8))
    const length = Number(head.readBigUInt64LE(at + 32))
    return head.toString('utf8', offset, offset + length - 1) || undefined
  }
  return undefined
}
