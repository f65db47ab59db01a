// The C structures that calls about terminals point to.
import { printAs } from './structs.ts'

/** How many characters a terminal shows. */
export interface WindowSize {
  readonly rows: number
  readonly columns: number
}

/** `struct winsize`. @see TIOCSWINSZ(2const) */
export function winsize({ rows, columns }: WindowSize): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeUInt16LE(rows, 0)
  bytes.writeUInt16LE(columns, 2)
  return printAs(bytes, `{ws_row=${rows}, ws_col=${columns}}`)
}

/** What a `struct winsize` says. */
export function readWinsize(bytes: Buffer): WindowSize {
  return { rows: bytes.readUInt16LE(0), columns: bytes.readUInt16LE(2) }
}

/** An `int` to which a call points. */
export function intAt(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32LE(value)
  return printAs(bytes, `[${value}]`)
}
