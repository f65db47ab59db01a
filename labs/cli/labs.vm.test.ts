/** The `labs` command as a student meets it: a real checkout, a real VM. */
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import t from 'tap'
import { CheckoutCopy } from './test/checkout-copy.ts'
import { EventLines } from './web/page/event-lines.ts'

// The emulated guest is slow, and on a busy computer very slow.
t.setTimeout(10 * 60_000)

/** `labs class` of a checkout, and what it says of itself. */
async function openClass(copy: CheckoutCopy) {
  const child = copy.spawn(['class', '--json', '--lab', '01'])
  const input = child.stdout as NodeJS.ReadableStream
  const [line] = await once(createInterface({ input }), 'line')
  return { child, ...JSON.parse(line) }
}

/** What its page is sent first. */
async function viewOf(url: string) {
  const [page = '', secret] = url.split('#')
  const headers = { authorization: `Bearer ${secret}` }
  const { body } = await fetch(new URL('api/view', page), { headers })
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader()
  const lines = new EventLines()
  for (;;) {
    const { value = '' } = (await reader?.read()) ?? {}
    const [first] = lines.add(value)
    if (first === undefined) continue
    await reader?.cancel()
    return JSON.parse(first)
  }
}

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

  await t.test(
    'a check tells the class, and is signed when handed in',
    async (t) => {
      const { child, joinLine, viewUrl } = await openClass(copy)
      t.teardown(() => child.kill('SIGINT'))
      const [, link = ''] = /'(\S+)'/.exec(joinLine) ?? []
      t.equal((await copy.labs('join', link, '--name', 'Ann')).code, 0)
      const { err } = await copy.labs('check')
      t.match(err, /Verdicts sent/)
      const { rows } = await viewOf(viewUrl)
      t.match(rows, [{ name: 'Ann' }])
      const [{ cells }] = rows
      t.ok(cells.every(([verdict]: [string]) => verdict === 'pass'))
      const out = join(copy.root, 'ann.tgz')
      const args = ['--student', 'ann', '--out', out, '--json']
      const handedIn = await copy.labs('submit', ...args)
      const { attemptIs, manifest } = JSON.parse(handedIn.out)
      t.equal(attemptIs, 'current')
      t.match(manifest.attempt, { signature: String })
      t.equal((await copy.labs('join', '--leave')).code, 0)
    },
  )

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

  await t.test('the next lab arrives around what is written', async (t) => {
    const { labs } = JSON.parse((await copy.labs('list', '--json')).out)
    t.match(labs[0], { id: '01-chroot', current: false, done: true })
    t.match(labs[1], { id: '02-namespaces', current: true, done: false })
    const rootfs = readFileSync(join(work, 'linux/rootfs.ts'), 'utf8')
    t.match(rootfs, 'child.chroot(')
    const uts = readFileSync(join(work, 'linux/uts.ts'), 'utf8')
    t.match(uts, 'TODO(lab-02-uts)')
    t.equal((await copy.labs('check', 'chroot')).code, 0, 'still green')
  })

  await t.test('a lab left open is told, and filled if wanted', async (t) => {
    const open = await copy.labs('start', '3', '--no-check')
    t.match(open.out, /lab-02-uts.*\n.*labs start 03-rootfs --catch-up/)
    const filled = await copy.labs('start', '3', '--no-check', '--catch-up')
    t.match(filled.out, 'lab-02-uts')
    t.notMatch(filled.out, 'labs start 03-rootfs --catch-up')
    const log = readFileSync(join(copy.root, '.cache/state.jsonl'), 'utf8')
    t.match(log, /"caught-up","lab":"02-namespaces","regions":\["lab-02-/)
    t.equal(
      (await copy.labs('check', 'namespaces', '--only', 'uts.own')).code,
      0,
    )
  })

  await t.test('the programs are there for root and for a user', async (t) => {
    t.equal((await copy.labs('solve', '--yes')).code, 0)
    const command = 'su student -c "mini-runc spec && mini-runc --help"'
    const { code, out } = await copy.labs(
      'vm',
      'ssh',
      '--',
      `cd /home/student; ${command}`,
    )
    t.equal(code, 0)
    t.match(out, 'mini-runc')
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
