import t from 'tap'
import type { CgroupError } from '../../errors.ts'
import { findHierarchy, requireControllers } from './hierarchy.ts'

const VERSION_ONE = `\
31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime - cgroup cgroup rw,cpu,cpuacct
35 31 0:32 / /sys/fs/cgroup/my\\040memory rw,relatime shared:5 - cgroup cgroup rw,memory
40 31 0:37 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,xattr,name=systemd
`

function errorOf(act: () => unknown): CgroupError {
  try {
    act()
  } catch (error) {
    return error as CgroupError
  }
  throw new Error('nothing was thrown')
}

t.test('without version 2, it tells where version 1 is', async (t) => {
  const error = errorOf(() => findHierarchy(VERSION_ONE))
  t.equal(error.name, 'CgroupError')
  t.equal(
    error.message,
    'Expected a mount of type "cgroup2" in "/proc/self/mountinfo" but found none (version 1 has "cpu" at "/sys/fs/cgroup/cpu,cpuacct", "cpuacct" at "/sys/fs/cgroup/cpu,cpuacct", "memory" at "/sys/fs/cgroup/my memory"); labs vm ssh opens a machine that has all of them in version 2',
  )
  t.match(errorOf(() => findHierarchy('')).message, /but found none; labs vm/)
})

t.test('a controller that is missing is told by where it is', async (t) => {
  const hierarchy = {
    mountPoint: '/cg',
    controllers: ['hugetlb', 'cpu'],
    versionOne: new Map([['memory', '/v1/memory']]),
  }
  t.doesNotThrow(() => requireControllers(hierarchy, ['cpu']))
  const error = errorOf(() =>
    requireControllers(hierarchy, ['cpu', 'memory', 'pids']),
  )
  t.match(error, { path: '/cg/cgroup.controllers', code: 'ENOENT' })
  t.match(
    error.message,
    'Expected "memory pids" in "/cg/cgroup.controllers" but found hugetlb cpu (version 1 has "memory" at "/v1/memory"); labs vm ssh',
  )
})
