// What is left when a container with mapped owners does not come to be.
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { plainSpec } from '../spec/default-spec.ts'
import type { Mount, Spec } from '../spec/runtime-spec.ts'
import { Descriptor } from '../sys/descriptor.ts'
import type { Bundle } from './bundle.ts'
import { makeIdMapped } from './id-mapped-mount.ts'
import { makeMounts } from './make-mounts.ts'
import { runContainer } from './run.ts'
import { mountinfo, newDirectory } from './test/own-root.ts'
import { newUserNamespace } from './user-namespace.ts'

const MAP = [{ containerID: 0, hostID: 100_000, size: 65536 }]
const MAPS = { uidMappings: MAP, gidMappings: MAP }

const mapped = (source: string, more: Partial<Mount> = {}): Mount => ({
  destination: '/data',
  source,
  options: ['bind', 'idmap'],
  ...MAPS,
  ...more,
})

/** A container whose program is not there. */
function bundleOf(t: Test, ...mounts: Mount[]): Bundle {
  const rootfs = join(newDirectory(t), 'rootfs')
  mkdirSync(rootfs)
  const plain = plainSpec()
  const process = { ...plain.process, args: ['/nothing'] }
  const linux = { namespaces: [{ type: 'mount' }] as const }
  const spec: Spec = { ...plain, process, mounts, linux }
  return { spec, rootfs, config: join(rootfs, '../config.json') }
}

const descriptors = () => readdirSync('/proc/self/fd').length

const children = () =>
  readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim()

const settled = () => new Promise((resolve) => setTimeout(resolve, 50))

t.test('40 failures leave no process, descriptor or mount', async (t) => {
  const source = newDirectory(t)
  const late = bundleOf(t, mapped(source), mapped(source))
  const foreign = bundleOf(t, mapped(source), mapped('/proc/sys'))
  const twice = { uidMappings: [...MAP, ...MAP] }
  const refused = bundleOf(t, mapped(source), mapped(source, twice))
  const absent = bundleOf(t, mapped(source), mapped('/nothing'))
  const round = async () => {
    await t.rejects(runContainer(late), { name: 'ProgramError' })
    await t.rejects(runContainer(foreign), { code: 'EINVAL' })
    await t.rejects(runContainer(refused), { code: 'EINVAL' })
    await t.rejects(runContainer(absent), { code: 'ENOENT' })
  }
  await round()
  await settled()
  const before = [descriptors(), children(), mountinfo()]
  for (let n = 0; n < 10; n++) await round()
  await settled()
  t.same([descriptors(), children(), mountinfo()], before)
})

t.test('containers at the same time do not mix', async (t) => {
  const bundle = bundleOf(t, mapped(newDirectory(t)))
  const all = Array.from({ length: 10 }, () => runContainer(bundle))
  for (const result of await Promise.allSettled(all))
    t.match(result, { reason: { name: 'ProgramError' } })
  t.equal(children(), '')
})

t.test('an error names the mount and the map', async (t) => {
  const mount = mapped('/nothing', {
    gidMappings: [{ containerID: 5, hostID: 6, size: 7 }],
  })
  await t.rejects(makeIdMapped(mount, bundleOf(t).spec), {
    name: 'SyscallError',
    syscall: 'open_tree',
    code: 'ENOENT',
    errno: -2,
    message:
      /^Mount "\/nothing" at "\/data" with the map u:0:100000:65536 g:5:6:7: open_tree\(.*ENOENT: /,
  })
})

t.test('a mount that has a map already gets no other', async (t) => {
  const bundle = bundleOf(t, mapped(newDirectory(t)))
  const made = await makeMounts(bundle)
  t.teardown(() => made.close())
  const [first] = [...made.ready.values()]
  const again = mapped(`/proc/self/fd/${first?.fd}`)
  // Only since Linux 6.15 can what is attached nowhere be copied.
  await t.rejects(makeIdMapped(again, bundle.spec), { code: /EPERM|EINVAL/ })
})

t.test('a user namespace stays as long as it is open', async (t) => {
  const namespace = await newUserNamespace({ uids: MAP, gids: MAP })
  t.ok(namespace instanceof Descriptor)
  t.equal(children(), '', 'nobody is in it')
  const link = readdirSync('/proc/self/fd').includes(`${namespace.fd}`)
  t.ok(link)
  namespace.close()
})
