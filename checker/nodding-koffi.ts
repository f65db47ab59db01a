/**
 * A stand-in for koffi in a rehearsal: a kernel that agrees to everything and
 * does nothing. The child that is born there ends at once, with status 0.
 */

type Value = number | bigint | Uint8Array | null

/** Numbers of waitid(2), on x86-64 and on arm64. */
const WAITID = [247, 95]
/** Offsets in `siginfo_t`, and what stands there for a process that exited. */
const SIGINFO = { code: 8, pid: 16 }
const CLD_EXITED = 1

/** Any address will do, since nothing is written there. */
const ADDRESS = 4096

function syscall(number: Value, ...args: readonly Value[]): number {
  const info = args[2]
  if (WAITID.includes(Number(number)) && info instanceof Uint8Array) {
    const view = Buffer.from(info.buffer, info.byteOffset, info.length)
    view.writeInt32LE(CLD_EXITED, SIGINFO.code)
    view.writeInt32LE(process.pid, SIGINFO.pid)
  }
  return args.length > 0 && isMmap(args) ? ADDRESS : 0
}

/** Without a file, its fifth argument is -1, and nothing else has that. */
const isMmap = (args: readonly Value[]) => args[4] === -1

/** What `runtime/sys/libc.ts` wants of koffi. */
export const noddingKoffi = {
  load: () => ({
    func: (prototype: string) =>
      prototype.includes('syscall(') ? syscall : () => 0,
  }),
  errno: () => 0,
  proto: () => null,
  /** The machine code that gives birth: here, to ourselves. */
  decode: () => () => process.pid,
  view: (_address: bigint, size: number) => new ArrayBuffer(size),
  node: {
    /** Everything can be read soon. */
    poll(_fd: number, _events: object, callback: () => void) {
      const soon = setImmediate(callback)
      return { close: () => clearImmediate(soon) }
    },
  },
}
