import t from 'tap'
import {
  MOUNT_ATTR__ATIME,
  MOUNT_ATTR_NOATIME,
  MOUNT_ATTR_RDONLY,
  MS_PRIVATE,
} from './constants/mounts.ts'
import {
  ifreqFlags,
  mountAttr,
  openHow,
  pollfds,
  rlimit,
  sigaction,
  sigset,
  textOfStruct,
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

t.test('a set of most signals prints those that are missing', async (t) => {
  const all = Array.from({ length: 64 }, (_, index) => index + 1)
  const CHLD = 17
  const text = (signals: (string | number)[]) => textOfStruct(sigset(signals))
  t.equal(text(['SIGHUP', 'SIGINT']), '[SIGHUP SIGINT]')
  t.equal(text([]), '[]')
  t.equal(text(all), '~[]')
  t.equal(text(all.filter((number) => number !== CHLD)), '~[SIGCHLD]')
})

t.test('sigset() refuses what is no signal', async (t) => {
  t.throws(() => sigset(['SIGNONE']), RangeError)
  t.throws(() => sigset([65]), RangeError)
})

t.test('mount_attr has flags to set, to clear, and a descriptor', async (t) => {
  const propagation = MS_PRIVATE
  const attr = mountAttr({ set: 1, clear: 2, propagation, usernsFd: 7 })
  t.same(words(attr), [1n, 2n, BigInt(MS_PRIVATE), 7n])
  const set = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOATIME
  t.equal(
    textOfStruct(mountAttr({ set, clear: MOUNT_ATTR__ATIME })),
    '{attr_set=MOUNT_ATTR_RDONLY|MOUNT_ATTR_NOATIME, attr_clr=MOUNT_ATTR__ATIME}',
  )
})

t.test('ifreq has a name and flags', async (t) => {
  const bytes = ifreqFlags('lo', 1)
  t.equal(bytes.length, 40)
  t.equal(bytes.toString('latin1', 0, 3), 'lo\0')
  t.equal(bytes.readInt16LE(16), 1)
  t.equal(textOfStruct(bytes), '{ifr_name="lo", ifr_flags=IFF_UP}')
})
