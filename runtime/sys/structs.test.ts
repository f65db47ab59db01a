import t from 'tap'
import {
  openHow,
  pollfds,
  rlimit,
  sigaction,
  sigset,
  timespec,
} from './structs.ts'

const words = (bytes: Buffer) =>
  Array.from({ length: bytes.length / 8 }, (_, index) =>
    bytes.readBigUInt64LE(index * 8),
  )

t.test('structures are packed as the kernel reads them', async (t) => {
  t.same(words(timespec(1.25)), [1n, 250_000_000n])
  t.same(words(rlimit(512, -1)), [512n, 2n ** 64n - 1n])
  t.same(words(sigaction(1)), [1n, 0n, 0n, 0n])
  t.same(words(sigset(['SIGHUP', 64])), [1n | (1n << 63n)])
  t.same(words(openHow({ flags: 1, mode: 2, resolve: 3 })), [1n, 2n, 3n])
  const fds = pollfds([5])
  t.same([fds.readInt32LE(0), fds.readInt16LE(4)], [5, 1])
})

t.test('sigset() refuses what is no signal', async (t) => {
  t.throws(() => sigset(['SIGNONE']), RangeError)
  t.throws(() => sigset([65]), RangeError)
})
