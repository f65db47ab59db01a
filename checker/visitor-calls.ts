import type {
  Program,
  Result,
  StepOptions,
  Word,
} from '#runtime/sys/program.ts'
import type { Answer, CallResult } from './answers.ts'
import { AT_FDCWD, O_RDONLY } from './kernel.ts'

const CHUNK = 4096
const STDOUT = 1
/** Six fields of `struct utsname`. @see uname(2) */
const UTS_FIELD = 65
const UTS_FIELDS = 6
const NODENAME = 1
const DOMAINNAME = 5

/** The questions a visitor can be asked, each by calls recorded for it. */
export class Visitor {
  /** Calls recorded here are made in turn with the questions; one that fails ends the visit. */
  readonly program: Program
  readonly #proc: Result

  /** @param proc Descriptor of the host's `/proc`, opened before it went in. */
  constructor(program: Program, proc: Result) {
    this.program = program
    this.#proc = proc
  }

  /** What a call returns; the visit goes on whatever that is. */
  result(record: (options: StepOptions) => void): Answer<CallResult> {
    const bytes = Buffer.alloc(8)
    record({ ignore: true, resultAt: { bytes, offset: 0 } })
    this.program.write(STDOUT, bytes)
    return { take: (answers) => answers.takeResult() }
  }

  /** What a call writes into a buffer; `null` when it fails. */
  filled(
    size: number,
    record: (buffer: Buffer, options: StepOptions) => void,
  ): Answer<Buffer | null> {
    const buffer = Buffer.alloc(size)
    const result = this.result((options) => record(buffer, options))
    this.program.write(STDOUT, buffer)
    return {
      take: (answers) => {
        const { error } = result.take(answers)
        const bytes = answers.take(size)
        return error === null ? bytes : null
      },
    }
  }

  /** Text of a file, as it is to be found and read there. */
  text(path: string): Answer<string | null> {
    return this.#textAt(AT_FDCWD, path)
  }

  /**
   * Text of a file of the host's `/proc`, as it reads to who is inside: much of
   * it depends on the reader. So `self/mountinfo` is the mount table of the
   * namespace, even where nobody has mounted a `/proc`.
   */
  procText(path: string): Answer<string | null> {
    return this.#textAt(this.#proc, path)
  }

  #textAt(directory: Word, path: string): Answer<string | null> {
    const { program } = this
    const opened = Buffer.alloc(8)
    const resultAt = { bytes: opened, offset: 0 }
    const options = { ignore: true, resultAt }
    const fd = program.openat(directory, path, O_RDONLY, 0, options)
    program.write(STDOUT, opened)
    this.#copy(fd)
    program.write(STDOUT, Buffer.alloc(1))
    program.close(fd, { ignore: true })
    return {
      take: (answers) => {
        const { error } = answers.takeResult()
        const text = answers.takeText()
        return error === null ? text : null
      },
    }
  }

  /** Copy a file to standard output; an error, as of a bad descriptor, is its end. */
  #copy(fd: Result): void {
    const { program } = this
    const end = program.ahead()
    const buffer = Buffer.alloc(CHUNK)
    const again = program.mark()
    const count = program.read(fd, buffer, CHUNK, { ifZero: end, ifError: end })
    program.write(STDOUT, buffer, count)
    program.jump(again)
    program.place(end)
  }

  /** The names of the machine. @see uname(2) */
  hostNames(): Answer<{
    readonly hostname: string
    readonly domainname: string
  } | null> {
    const answer = this.filled(UTS_FIELD * UTS_FIELDS, (buffer, options) => {
      this.program.syscall('uname', [buffer], options)
    })
    const field = (bytes: Buffer, index: number) => {
      const text = bytes.subarray(index * UTS_FIELD, (index + 1) * UTS_FIELD)
      return text.toString('utf8', 0, text.indexOf(0))
    }
    return {
      take: (answers) => {
        const bytes = answer.take(answers)
        return (
          bytes && {
            hostname: field(bytes, NODENAME),
            domainname: field(bytes, DOMAINNAME),
          }
        )
      },
    }
  }

  /** What a clock shows, in nanoseconds. @see clock_gettime(2) */
  clock(id: number): Answer<bigint | null> {
    const answer = this.filled(16, (buffer, options) => {
      this.program.clock_gettime(id, buffer, options)
    })
    return {
      take: (answers) => {
        const bytes = answer.take(answers)
        if (bytes === null) return null
        const SECOND = 1_000_000_000n
        return bytes.readBigInt64LE() * SECOND + bytes.readBigInt64LE(8)
      },
    }
  }
}
