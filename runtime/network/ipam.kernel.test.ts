// Leases: files, a lock, and many who want one at once.
import { type ChildProcess, spawn } from 'node:child_process'
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { formatIp, parseIp } from '../linux/network/ip-address.ts'
import { directoryFor } from '../linux/network/test/own-network.ts'
import {
  type LeasedAddress,
  leaseAddresses,
  leasesOf,
  releaseAddresses,
} from './ipam.ts'
import { readLeases } from './lease-file.ts'
import { locked } from './lock.ts'
import { configWithIpam } from './test/config.ts'

const owner = (containerId: string, ifname = 'eth0') => ({
  containerId,
  ifname,
})
const texts = (leased: readonly LeasedAddress[]) =>
  leased.map(({ address }) => formatIp(address))

const SMALL = [[{ subnet: '10.1.0.0/29' }]]
const DUAL = [[{ subnet: '10.1.0.0/24' }], [{ subnet: 'fd00::/64' }]]

/** A place for leases, and a way to ask for one. */
function pool(t: Test, ranges: unknown = SMALL) {
  const directory = join(directoryFor(t), 'blue')
  const { sets } = configWithIpam({ ranges }).ipam
  const lease = (name: string, ...wanted: string[]) =>
    texts(leaseAddresses(directory, owner(name), sets, wanted.map(parseIp)))
  return { directory, lease }
}

t.test('each gets the next, and none gets one twice', async (t) => {
  const { directory, lease } = pool(t)
  const all = ['a', 'b', 'c', 'd', 'e'].flatMap((name) => lease(name))
  t.same(
    all,
    [2, 3, 4, 5, 6].map((host) => `10.1.0.${host}`),
  )
  t.throws(() => lease('f'), {
    code: 102,
    message: /10\.1\.0\.1-10\.1\.0\.6 but found none: 5 are leased/,
  })
  releaseAddresses(directory, owner('c'))
  t.same(lease('f'), ['10.1.0.4'])
})

t.test('one that was given back is not the next', async (t) => {
  const { directory, lease } = pool(t)
  lease('a')
  releaseAddresses(directory, owner('a'))
  t.same(lease('b'), ['10.1.0.3'])
})

t.test('an address of each set', async (t) => {
  const { directory, lease } = pool(t, DUAL)
  t.same(lease('a'), ['10.1.0.2', 'fd00::2'])
  t.same(leasesOf(directory, owner('a')), ['10.1.0.2', 'fd00::2'])
  releaseAddresses(directory, owner('a'))
  t.same(readLeases(directory), [])
})

t.test('a set that is exhausted leases nothing of others', async (t) => {
  const { directory, lease } = pool(t, [
    [{ subnet: '10.1.0.0/24' }],
    [{ subnet: '10.2.0.0/30' }],
  ])
  lease('a')
  t.throws(() => lease('b'), { code: 102 })
  t.same(leasesOf(directory, owner('b')), [])
})

t.test('an address that is asked for', async (t) => {
  const { lease } = pool(t, DUAL)
  t.same(lease('a', '10.1.0.9'), ['10.1.0.9', 'fd00::2'])
  t.same(lease('b', 'fd00::9'), ['10.1.0.2', 'fd00::9'])
  t.throws(() => lease('c', '10.1.0.9'), {
    code: 103,
    message: /10\.1\.0\.9 to be free but found it leased to container "a"/,
  })
  for (const wanted of ['10.2.0.9', '10.1.0.1', '10.1.0.255', 'fd01::1'])
    t.throws(() => lease('c', wanted), { code: 103 }, wanted)
  t.throws(() => lease('c', '10.1.0.10', '10.1.0.11'), { code: 103 })
})

t.test('a second lease for the same link is refused', async (t) => {
  const { directory, lease } = pool(t)
  lease('a')
  t.throws(() => lease('a'), { code: 105, message: /10\.1\.0\.2: call DEL/ })
  const { sets } = configWithIpam({ ranges: SMALL }).ipam
  const second = leaseAddresses(directory, owner('a', 'eth1'), sets)
  t.same(texts(second), ['10.1.0.3'])
  releaseAddresses(directory, owner('a'))
  t.same(leasesOf(directory, owner('a', 'eth1')), ['10.1.0.3'])
})

t.test('to give back what nobody has is no error', async (t) => {
  const { directory } = pool(t)
  releaseAddresses(directory, owner('nobody'))
  releaseAddresses(directory, owner('nobody'))
  t.same(readLeases(directory), [])
})

t.test('leases of an earlier start of the machine are none', async (t) => {
  const { directory, lease } = pool(t)
  const [address = ''] = lease('a')
  const file = join(directory, address)
  const old = { ...JSON.parse(readFileSync(file, 'utf8')), boot: 'before' }
  writeFileSync(file, JSON.stringify(old))
  t.same(readLeases(directory), [])
  for (const name of ['b', 'c', 'd', 'e', 'f']) lease(name)
  t.equal(readLeases(directory).length, 5)
})

t.test('what was torn by a crash is in nobody’s way', async (t) => {
  const { directory, lease } = pool(t)
  mkdirSync(directory)
  for (const [name, text] of [
    ['10.1.0.2', ''],
    ['10.1.0.3', '{"containerId":'],
    ['10.1.0.4', 'null'],
    ['.new', 'x'],
    ['last_reserved_ip.0', 'nonsense'],
  ] as const)
    writeFileSync(join(directory, name), text)
  t.same(lease('a'), ['10.1.0.2'])
})

t.test(
  'what somebody began who was killed goes with the next DEL',
  async (t) => {
    const { directory, lease } = pool(t)
    lease('a')
    writeFileSync(join(directory, '.new'), '{"containerId":')
    releaseAddresses(directory, owner('a'))
    t.same(readdirSync(directory), ['last_reserved_ip.0'])
  },
)

t.test('only root may look', async (t) => {
  const { directory, lease } = pool(t)
  lease('a')
  t.equal(statSync(directory).mode & 0o777, 0o700)
  for (const name of readdirSync(directory))
    t.equal(statSync(join(directory, name)).mode & 0o777, 0o600, name)
})

/** A program that has the lock of a directory. */
async function hold(t: Test, directory: string): Promise<ChildProcess> {
  const args = ['--no-fork', directory, '-c', 'echo held; read line']
  const child = spawn('flock', args, {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  t.teardown(() => child.kill('SIGKILL'))
  await new Promise((resolve) => child.stdout?.once('data', resolve))
  return child
}

t.test('who has the lock is waited for, unless he dies', async (t) => {
  const { directory, lease } = pool(t)
  mkdirSync(directory)
  const holder = await hold(t, directory)
  const ended = new Promise((resolve) => holder.once('exit', resolve))
  holder.kill('SIGKILL')
  await ended
  t.same(lease('a'), ['10.1.0.2'])
  t.throws(() =>
    locked(directory, () => {
      throw new Error('inside')
    }),
  )
  t.same(lease('b'), ['10.1.0.3'], 'an error unlocks as well')
})
