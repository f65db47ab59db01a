import t from 'tap'

import { canBoot, dependsOf, loadOrder, moduleReader } from './modules.ts'

/** What of a module is read here. */
function module(depends: string): Buffer {
  return Buffer.from(`\x7fELF…\0license=GPL\0depends=${depends}\0retpoline=Y\0`)
}

t.test(
  'dependsOf() reads the list, none, and a file without one',
  async (t) => {
    t.same(dependsOf(module('9pnet,nf-conntrack')), ['9pnet', 'nf_conntrack'])
    t.same(dependsOf(module('')), [])
    t.same(dependsOf(Buffer.from('text')), [])
  },
)

t.test('loadOrder() puts dependencies first and each once', async (t) => {
  const modules: Record<string, string> = {
    a: 'b,c',
    b: 'd',
    c: 'd',
    d: '',
  }
  const order = await loadOrder(['a', 'c'], async (name) =>
    module(modules[name] ?? ''),
  )
  t.same(
    order.map(({ name }) => name),
    ['d', 'b', 'c', 'a'],
  )
})

t.test('loadOrder() leaves out what is built in', async (t) => {
  const order = await loadOrder(['a', 'b'], async (name) =>
    name === 'b' ? null : module('b'),
  )
  t.same(
    order.map(({ name }) => name),
    ['a'],
  )
})

t.test('moduleReader() finds files by either spelling', async (t) => {
  const dir = t.testdir({
    'modules.builtin': 'kernel/fs/overlayfs/overlay.ko\n',
    kernel: { net: { 'nft-nat.ko': 'elf' } },
  })
  const read = await moduleReader(dir, ['vrf'])
  t.equal(String(await read('nft_nat')), 'elf')
  t.equal(await read('overlay'), null)
  t.equal(await read('vrf'), null)
  await t.rejects(read('9p'), { message: /Cannot find the module "9p"/ })
})

t.test('canBoot() wants 9p, which cloud kernels lack', async (t) => {
  const names = 'virtio_pci 9pnet_virtio squashfs virtio_blk overlay virtio_net'
  const builtin = names.replaceAll(/(\S+) ?/g, 'kernel/$1.ko\n')
  const cloud = t.testdir({ 'modules.builtin': builtin, kernel: {} })
  t.equal(await canBoot(cloud), false)
  t.equal(await canBoot('/no/such/folder'), false)
})

t.test('canBoot() takes a driver as a module or built in', async (t) => {
  const names = 'virtio_pci 9pnet_virtio squashfs virtio_blk overlay virtio_net'
  const builtin = names.replaceAll(/(\S+) ?/g, 'kernel/$1.ko\n')
  const generic = t.testdir({
    'modules.builtin': builtin,
    kernel: { fs: { '9p.ko.xz': '' } },
  })
  t.equal(await canBoot(generic), true)
})
