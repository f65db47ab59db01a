// The modes and the size of a terminal, as this process finds and sets them.
import {
  BRKINT,
  CS8,
  CSIZE,
  ECHO,
  ECHONL,
  ICANON,
  ICRNL,
  IEXTEN,
  IGNBRK,
  IGNCR,
  INLCR,
  ISIG,
  ISTRIP,
  IXON,
  OPOST,
  PARENB,
  PARMRK,
  TCGETS,
  TCSETS,
  TIOCGWINSZ,
  TIOCSWINSZ,
  VMIN,
  VTIME,
} from './constants/terminals.ts'
import { syscall } from './libc.ts'
import { readWinsize, type WindowSize, winsize } from './terminal-structs.ts'

/** Of `struct termios` as the kernel has it: four words, `c_line`, `c_cc`. */
const TERMIOS_SIZE = 36
const FIELD = { iflag: 0, oflag: 4, cflag: 8, lflag: 12, cc: 17 }

/**
 * The modes of a terminal.
 *
 * @throws {SyscallError} ENOTTY if the descriptor is none.
 * @see tcgetattr(3), TCGETS(2const)
 */
export function tcgetattr(fd: number): Buffer {
  const termios = Buffer.alloc(TERMIOS_SIZE)
  syscall('ioctl', fd, TCGETS, termios)
  return termios
}

/** Set the modes of a terminal. @see tcsetattr(3), TCSETS(2const) */
export function tcsetattr(fd: number, termios: Buffer): void {
  syscall('ioctl', fd, TCSETS, termios)
}

/** Modes in which all bytes go through as they are. @see termios(3) */
export function cfmakeraw(termios: Buffer): Buffer {
  const raw = Buffer.from(termios)
  const input = IGNBRK | BRKINT | PARMRK | ISTRIP | INLCR | IGNCR | ICRNL
  clear(raw, FIELD.iflag, input | IXON)
  clear(raw, FIELD.oflag, OPOST)
  clear(raw, FIELD.lflag, ECHO | ECHONL | ICANON | ISIG | IEXTEN)
  clear(raw, FIELD.cflag, CSIZE | PARENB)
  raw.writeUInt32LE(raw.readUInt32LE(FIELD.cflag) | CS8, FIELD.cflag)
  raw[FIELD.cc + VMIN] = 1
  raw[FIELD.cc + VTIME] = 0
  return raw
}

function clear(termios: Buffer, field: number, bits: number): void {
  const rest = BigInt(termios.readUInt32LE(field)) & ~BigInt(bits)
  termios.writeUInt32LE(Number(rest), field)
}

/** How large a terminal is. @see TIOCGWINSZ(2const) */
export function windowSize(fd: number): WindowSize {
  const size = Buffer.alloc(8)
  syscall('ioctl', fd, TIOCGWINSZ, size)
  return readWinsize(size)
}

/** Say how large a terminal is; those in front of it get SIGWINCH. */
export function setWindowSize(fd: number, size: WindowSize): void {
  syscall('ioctl', fd, TIOCSWINSZ, winsize(size))
}
