import t from 'tap'
import { mergeSpec } from './spec-patch.ts'

const CONFIG = {
  root: { path: 'rootfs' },
  mounts: [
    { destination: '/proc', type: 'proc' },
    { destination: '/dev', type: 'tmpfs' },
  ],
  linux: { namespaces: [{ type: 'mount' }] },
}

t.test('objects are merged member by member', async (t) => {
  const patch = { hostname: 'a', root: { readonly: true } }
  t.match(mergeSpec(CONFIG, patch), {
    hostname: 'a',
    root: { path: 'rootfs', readonly: true },
    linux: CONFIG.linux,
  })
  t.same(CONFIG.root, { path: 'rootfs' }, 'the one before is as it was')
})

t.test('namespaces are merged by type, mounts by destination', async (t) => {
  const patch = {
    mounts: [{ destination: '/proc', type: 'proc', options: ['ro'] }],
    linux: { namespaces: [{ type: 'uts' }, { type: 'mount', path: '/x' }] },
  }
  t.same(mergeSpec(CONFIG, patch), {
    root: CONFIG.root,
    mounts: [
      { destination: '/dev', type: 'tmpfs' },
      { destination: '/proc', type: 'proc', options: ['ro'] },
    ],
    linux: { namespaces: [{ type: 'uts' }, { type: 'mount', path: '/x' }] },
  })
})

t.test(
  'other lists, and what is not there yet, are taken as given',
  async (t) => {
    const patch = { linux: { maskedPaths: ['/a'] }, process: { args: ['x'] } }
    const merged = mergeSpec(
      { ...CONFIG, process: { args: ['a', 'b'] } },
      patch,
    )
    t.match(merged, {
      process: { args: ['x'] },
      linux: { maskedPaths: ['/a'], namespaces: [{ type: 'mount' }] },
    })
    t.same(mergeSpec({}, { mounts: [1] }), { mounts: [1] })
  },
)
