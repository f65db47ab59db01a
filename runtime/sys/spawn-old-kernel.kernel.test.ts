// The tests about cgroups once more, for a kernel in which nobody is born into
// one. The filter that makes it old is for good, so it has a process of its own.
import { execPath } from 'node:process'
import t from 'tap'
import { bundleScript } from './test/bundle.ts'

t.test('a child goes where it cannot be born', async (t) => {
  const source = `
    import { forgetCgroupsAtBirth } from './test/old-kernel.ts'
    forgetCgroupsAtBirth()
    await import('./cgroup.kernel.test.ts')
  `
  const script = bundleScript(t.testdir(), source)
  await t.spawn(execPath, [script], {
    env: { ...process.env, OLD_KERNEL: '5.6', NODE_OPTIONS: '' },
  })
})
