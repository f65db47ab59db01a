/** The `labs` command as a student meets it: a real checkout, a real VM. */
import { execFileSync } from 'node:child_process'
import { appendFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { CheckoutCopy } from './test/checkout-copy.ts'

t.test('from start to done', async (t) => {
  const copy = new CheckoutCopy(t)
  const work = join(copy.root, 'labs/work/runtime')

  await t.test('start ends well, and shows red', async (t) => {
    const { code, out, err } = await copy.labs('start', '01-chroot')
    t.equal(code, 0, err)
    t.match(out, '### Step 1: exec', 'the task')
    t.match(out, /labs\/work\/runtime\/linux\/rootfs\.ts:\d+ +lab-01-root/)
    t.match(out, /✗ .*exec\.starts/)
    t.match(out, 'TODO(lab-01-')
    t.match(readFileSync(join(work, 'linux/rootfs.ts'), 'utf8'), 'TODO(lab-01-')
  })

  await t.test('check is red, in every form', async (t) => {
    const { code, out } = await copy.labs('check', '--json')
    t.equal(code, 1)
    const report = JSON.parse(out)
    t.equal(report.schema, 'labs.result/v1')
    t.equal(report.checks[0].verdict, 'fail')
    const tap = await copy.labs('check', '--reporter', 'tap')
    t.equal(tap.code, 1)
    t.match(tap.out, /^TAP version 14\n/)
  })

  await t.test('hints grow stronger', async (t) => {
    for (const level of [1, 2, 3, 3]) {
      const hint = JSON.parse((await copy.labs('hint', '--json')).out)
      t.equal(hint.level, level)
      t.equal(hint.hints.length, level)
    }
  })

  await t.test('a syntax error is red, with its place', async (t) => {
    appendFileSync(join(work, 'linux/rootfs.ts'), 'syntax error (\n')
    const { code, err } = await copy.labs('check')
    t.equal(code, 1)
    t.match(err, 'labs/work/runtime/linux/rootfs.ts:')
  })

  await t.test('solve makes it green, and is in the history', async (t) => {
    t.equal((await copy.labs('solve')).code, 2, 'nobody there to ask')
    t.equal((await copy.labs('solve', '--yes')).code, 0)
    const { code, out, err } = await copy.labs('check')
    t.equal(code, 0, out)
    t.match(err, '01-chroot')
    const log = execFileSync(
      'git',
      ['--git-dir', join(copy.root, '.cache/work.git'), 'log', '--format=%s'],
      { encoding: 'utf8' },
    )
    t.same(log.trim().split('\n'), ['solve 01-chroot', 'start 01-chroot'])
  })

  await t.test('starting again keeps what is written', async (t) => {
    const { code, out } = await copy.labs('start', '1', '--no-check')
    t.equal(code, 0)
    t.match(out, 'linux/rootfs.ts')
    t.notMatch(readFileSync(join(work, 'linux/rootfs.ts'), 'utf8'), 'TODO')
  })

  await t.test('reset and its undo', async (t) => {
    t.equal((await copy.labs('reset', '--yes')).code, 0)
    t.match(readFileSync(join(work, 'linux/rootfs.ts'), 'utf8'), 'TODO')
    t.equal((await copy.labs('reset', '--undo')).code, 0)
    t.notMatch(readFileSync(join(work, 'linux/rootfs.ts'), 'utf8'), 'TODO')
  })

  await t.test('next knows whether the lab is done', async (t) => {
    t.equal((await copy.labs('next')).code, 1)
    t.equal((await copy.labs('check')).code, 0)
    t.equal((await copy.labs('next')).code, 0)
  })

  await t.test('other programs are judged the same way', async (t) => {
    t.equal((await copy.labs('check', '--solution')).code, 0)
    t.equal((await copy.labs('check', '--runtime', '/usr/sbin/runc')).code, 0)
  })

  await t.test('vm ssh ends as its command does', async (t) => {
    const { code, out } = await copy.labs('vm', 'ssh', '--', 'uname; exit 7')
    t.equal(code, 7)
    t.match(out, 'Linux')
  })
})

t.test('exit codes of what cannot be', async (t) => {
  const copy = new CheckoutCopy(t)
  for (const args of [
    ['nonsense'],
    ['check'],
    ['check', '99'],
    ['check', '1', '--only', 'no.such'],
    ['check', '1', '--reporter', 'xml'],
    ['check', '1', '--nonsense'],
    ['check', '1', '--solution', '--runtime', '/usr/sbin/runc'],
    ['list', 'extra'],
    ['vm', 'sideways'],
    ['watch', '1'],
    ['--lang', 'tlh', 'list'],
    [],
  ]) {
    const { code, out, err } = await copy.labs(...args)
    t.equal(code, 2, `labs ${args.join(' ')}`)
    t.equal(out, '', 'nothing on stdout')
    t.match(err, /^labs: /, 'and the fact on stderr')
  }
  const child = copy.spawn(['vm', 'up'], { LABS_PROVIDER: 'nonsense' })
  const code = await new Promise((resolve) => child.on('close', resolve))
  t.equal(code, 3)
})
