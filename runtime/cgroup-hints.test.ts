import t from 'tap'
import { CGROUP_HINTS, cgroupHintFor } from './cgroup-hints.ts'

const FOUND = [
  [
    '/cg/a/cgroup.subtree_control',
    'write',
    'EBUSY',
    'cgroup.subtree_control:EBUSY',
  ],
  ['/cg/a/memory.max', 'openat', 'ENOENT', '*:ENOENT'],
  ['/cg/a', 'rmdir', 'EBUSY', 'rmdir:EBUSY'],
  ['/cg/a/cgroup.subtree_control', 'openat', 'EACCES', '*:EACCES'],
] as const

for (const [path, syscall, code, key] of FOUND)
  t.test(`${code} of ${syscall} "${path}"`, async (t) => {
    t.equal(cgroupHintFor({ path, syscall, code }), CGROUP_HINTS[key])
  })

t.test('for others there is none', async (t) => {
  const error = { path: '/cg/a/memory.max', syscall: 'write', code: 'EIO' }
  t.equal(cgroupHintFor(error), undefined)
})
