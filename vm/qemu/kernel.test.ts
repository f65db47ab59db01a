import { join } from 'node:path'

import t from 'tap'

import { findKernel, kernelParts, parseDepends } from './kernel.ts'

t.test('parseDepends() takes exact versions', async (t) => {
  const record = `Package: linux-image-amd64
Depends: linux-image-6.1.0-56-amd64 (= 6.1.192-2), kmod, linux-base (>= 4.3~)
Description: Linux
`
  t.same(parseDepends(record), [
    { name: 'linux-image-6.1.0-56-amd64', version: '6.1.192-2' },
  ])
  t.same(parseDepends('Package: bash\n'), [])
})

t.test('kernelParts() follows images and modules, each once', async (t) => {
  const part = (name: string) => ({ name, version: '1' })
  const depends: Record<string, string[]> = {
    'linux-image-6.8': ['linux-modules-6.8', 'kmod'],
    'linux-modules-6.8': [],
    'linux-modules-extra-6.8': ['linux-modules-6.8', 'linux-firmware'],
  }
  const first = ['linux-image-6.8', 'linux-modules-extra-6.8'].map(part)
  const parts = await kernelParts(first, async (name) =>
    (depends[name] ?? []).map(part),
  )
  t.same(
    parts.map(({ name }) => name),
    ['linux-image-6.8', 'linux-modules-extra-6.8', 'linux-modules-6.8'],
  )
})

t.test('findKernel() passes over kernels without modules', async (t) => {
  const root = t.testdir({ boot: { 'vmlinuz-6.1.0': Buffer.alloc(4096) } })
  t.equal(await findKernel(root), null)
  t.equal(await findKernel(join(root, 'nothing')), null)
})
