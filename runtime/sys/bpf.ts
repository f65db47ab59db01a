// bpf(2), as far as it takes to have a program decide for a cgroup. Its
// arguments are one structure for each command, which points to more memory.
import {
  BPF_PROG_ATTACH,
  BPF_PROG_DETACH,
  BPF_PROG_GET_FD_BY_ID,
  BPF_PROG_LOAD,
  BPF_PROG_QUERY,
} from './constants/bpf.ts'
import { SyscallError } from './errors.ts'
import { syscall, syscallNumeric } from './libc.ts'
import { ScratchMemory } from './scratch-memory.ts'
import { printAs } from './structs.ts'

/** Size of the parts of `union bpf_attr` that we use. */
const ATTR_SIZE = 72

const INSTRUCTION_SIZE = 8
const MEMORY_SIZE = 2 << 20
const LOG_SIZE = 256 << 10
/** As many as the kernel takes for one cgroup. */
const MOST_PROGRAMS = 64

/** How much of a log stands in a message: its end, where the reason is. */
const SHOWN_LINES = 8

/** A program that the verifier refused. */
export class VerifierError extends SyscallError {
  /** What it had to say: each path it walked, and where it stopped. */
  readonly log: string

  constructor({ syscall, errno, args }: SyscallError, log: string) {
    super(syscall, -errno, args)
    const end = log.trimEnd().split('\n').slice(-SHOWN_LINES).join('\n')
    this.message += `\n${end}`
    this.name = 'VerifierError'
    this.log = log
  }
}

/** A program for the kernel. */
export interface BpfProgram {
  /** BPF_PROG_TYPE_… */
  readonly type: number
  /** As bpftool(8) shows it; up to 15 letters, digits and `_`. */
  readonly name: string
  readonly instructions: Uint8Array
}

/**
 * Give a program to the kernel.
 *
 * @returns A descriptor, without which it is gone unless it is attached.
 * @throws {VerifierError} If it does not pass the verifier.
 * @throws {SyscallError} EPERM without CAP_BPF, or without CAP_PERFMON and its
 *   like for some types.
 * @see bpf(2), BPF_PROG_LOAD
 */
export function loadProgram(program: BpfProgram): number {
  const memory = new ScratchMemory(MEMORY_SIZE)
  try {
    return load(memory, program)
  } finally {
    memory.release()
  }
}

function load(memory: ScratchMemory, program: BpfProgram): number {
  const attr = loadAttr(memory, program)
  try {
    return bpf(BPF_PROG_LOAD, attr)
  } catch (error) {
    if (!(error instanceof SyscallError)) throw error
    // To write a log takes time, so it is asked for when there is one to write.
    const log = logOf(memory, attr)
    throw log === '' ? error : new VerifierError(error, log)
  }
}

function loadAttr(
  memory: ScratchMemory,
  { type, name, instructions }: BpfProgram,
): Buffer {
  const count = instructions.length / INSTRUCTION_SIZE
  const text = `{prog_type=${type}, insn_cnt=${count}, prog_name="${name}"}`
  const attr = makeAttr(text)
  attr.writeUInt32LE(type, 0)
  attr.writeUInt32LE(count, 4)
  attr.writeBigUInt64LE(memory.store(instructions), 8)
  attr.writeBigUInt64LE(memory.store(Buffer.from('MIT\0')), 16)
  attr.write(name, 48, 15, 'latin1')
  return attr
}

function logOf(memory: ScratchMemory, attr: Buffer): string {
  const LEVEL = 1
  const log = memory.store(Buffer.alloc(LOG_SIZE))
  attr.writeUInt32LE(LEVEL, 24)
  attr.writeUInt32LE(LOG_SIZE, 28)
  attr.writeBigUInt64LE(log, 32)
  try {
    syscall('close', bpf(BPF_PROG_LOAD, attr))
  } catch {
    const bytes = memory.read(log, LOG_SIZE)
    return bytes.toString('latin1', 0, bytes.indexOf(0))
  }
  return ''
}

/** Where programs are attached. */
export interface BpfTarget {
  /** Descriptor of a cgroup's directory. */
  readonly cgroup: number
  /** BPF_CGROUP_… */
  readonly type: number
}

/**
 * Attach a program to a cgroup, which keeps it: the descriptor can be closed.
 *
 * @see bpf(2), BPF_PROG_ATTACH
 */
export function attachProgram(
  { cgroup, type }: BpfTarget,
  program: number,
  flags: number,
): void {
  bpf(BPF_PROG_ATTACH, attachAttr(cgroup, program, type, flags))
}

/** Take a program off a cgroup. @see bpf(2), BPF_PROG_DETACH */
export function detachProgram(
  { cgroup, type }: BpfTarget,
  program: number,
): void {
  bpf(BPF_PROG_DETACH, attachAttr(cgroup, program, type, 0))
}

function attachAttr(...words: [number, number, number, number]): Buffer {
  const [cgroup, program, type, flags] = words
  const attr = makeAttr(
    `{target_fd=${cgroup}, attach_bpf_fd=${program}, attach_type=${type}, attach_flags=${flags}}`,
  )
  for (const [index, word] of words.entries())
    attr.writeUInt32LE(word, index * 4)
  return attr
}

/**
 * The programs that are attached to a cgroup itself, as new descriptors.
 *
 * @see bpf(2), BPF_PROG_QUERY, BPF_PROG_GET_FD_BY_ID
 */
export function attachedPrograms(target: BpfTarget): number[] {
  const memory = new ScratchMemory(4096)
  try {
    return idsOf(memory, target).map(openProgram)
  } finally {
    memory.release()
  }
}

function idsOf(memory: ScratchMemory, { cgroup, type }: BpfTarget): number[] {
  const room = Buffer.alloc(MOST_PROGRAMS * 4)
  const ids = memory.store(room)
  const attr = makeAttr(`{target_fd=${cgroup}, attach_type=${type}}`)
  attr.writeUInt32LE(cgroup, 0)
  attr.writeUInt32LE(type, 4)
  attr.writeBigUInt64LE(ids, 16)
  attr.writeUInt32LE(MOST_PROGRAMS, 24)
  bpf(BPF_PROG_QUERY, attr)
  const found = memory.read(ids, attr.readUInt32LE(24) * 4)
  return Array.from({ length: found.length / 4 }, (_, index) =>
    found.readUInt32LE(index * 4),
  )
}

function openProgram(id: number): number {
  const attr = makeAttr(`{prog_id=${id}}`)
  attr.writeUInt32LE(id, 0)
  return bpf(BPF_PROG_GET_FD_BY_ID, attr)
}

function makeAttr(text: string): Buffer {
  return printAs(Buffer.alloc(ATTR_SIZE), text)
}

function bpf(command: number, attr: Buffer): number {
  return syscallNumeric('bpf', command, attr, attr.length)
}
