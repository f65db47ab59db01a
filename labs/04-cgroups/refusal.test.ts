import t from 'tap'
import { whyRefused } from './refusal.ts'

const saying = (stderr: string) => ({
  code: 1,
  signal: null,
  timedOut: false,
  flooded: false,
  stdout: '',
  stderr,
})
const why = (stderr: string) => whyRefused(saying(stderr), 'CPU_REFUSED')

t.test(
  'whyRefused() tells what was refused by the name of the file',
  async (t) => {
    t.equal(
      why('write "cpu" to "/sys/fs/cgroup/a/cgroup.subtree_control": EINVAL'),
      'CONTROLLERS_REFUSED',
    )
    t.equal(
      why('openat "9" to "/sys/fs/cgroup/a/cpu.cfs_quota_us": ENOENT: no such'),
      'V1_FILE',
    )
    t.equal(
      why('openat "9" to "/sys/fs/cgroup/a/pids.max": ENOENT: no such file'),
      'CONTROLLER_MISSING',
    )
  },
)

t.test(
  'whyRefused() leaves a value that the kernel does not take',
  async (t) => {
    t.equal(
      why('write "-1" to "/sys/fs/cgroup/a/pids.max": EINVAL'),
      'CPU_REFUSED',
    )
  },
)

t.test('whyRefused() says first what every lab says', async (t) => {
  t.equal(why('TODO(lab-04-cpu) in cgroup.subtree_control'), 'TODO_LEFT')
})
