import { symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import t, { type Test } from 'tap'
import { packSubmission } from '../submission/pack.ts'
import { recordingIo } from '../test/recording-io.ts'
import { collect, namedBy } from './collect.ts'
import { arrivalOf, parseArrivals } from './received.ts'

const { io } = recordingIo({})

interface Made {
  readonly student?: string
  readonly lab?: string
  readonly text?: string
  readonly createdAt?: string
}

function archive({
  student = 'ada',
  lab = '01-chroot',
  text = 'export {}',
  createdAt = '2026-11-20T12:00:00.000Z',
}: Made = {}): Promise<Buffer> {
  const files = [{ path: 'runtime/a.ts', bytes: Buffer.from(text) }]
  const who = { student, lab, createdAt, kit: '0.1.0', attempt: null }
  return packSubmission(who, files).then((packed) => packed.archive)
}

async function put(file: string, made: Made | string, arrived: string) {
  const content = typeof made === 'string' ? made : await archive(made)
  writeFileSync(file, content)
  utimesSync(file, new Date(arrived), new Date(arrived))
}

async function folderOf(
  t: Test,
  files: Readonly<Record<string, readonly [Made | string, string]>>,
) {
  const folder = t.testdir({ a: {}, b: { c: {} } })
  for (const [name, [made, arrived]] of Object.entries(files)) {
    await put(join(folder, name), made, arrived)
  }
  return folder
}

const shown = ({ submissions }: Awaited<ReturnType<typeof collect>>) =>
  submissions.map(({ student, lab, file, fault }) =>
    [student, lab, basename(file), fault === null ? 'ok' : 'no'].join(' '),
  )

const ONE = '2026-11-20T10:00:00.000Z'
const TWO = '2026-11-20T11:00:00.000Z'

t.test(
  'collect() finds submissions in folders, sorted by student and lab',
  async (t) => {
    const folder = await folderOf(t, {
      'b/c/x.tgz': [{ student: 'zoe' }, ONE],
      'a/y.tgz': [{ student: 'ada', lab: '02-namespaces' }, ONE],
      'z.tgz': [{ student: 'ada' }, ONE],
      '.hidden': ['not looked at', ONE],
      'table.csv': ['not a submission either', ONE],
    })
    const found = await collect(io, [folder], [], [join(folder, 'table.csv')])
    t.same(shown(found), [
      'ada 01-chroot z.tgz ok',
      'ada 02-namespaces y.tgz ok',
      'zoe 01-chroot x.tgz ok',
    ])
    t.equal(found.submissions[0]?.submittedAt, ONE, 'by the time of the file')
    const again = await collect(io, [join(folder, 'z.tgz'), folder], [], [])
    t.equal(again.superseded.length, 0, 'named twice is there once')
  },
)

t.test(
  'collect() takes the newest by the clock of the instructor',
  async (t) => {
    const folder = await folderOf(t, {
      'old.tgz': [{ text: '1', createdAt: '2030-01-01T00:00:00.000Z' }, ONE],
      'new.tgz': [{ text: '2' }, TWO],
    })
    const found = await collect(io, [folder], [], [])
    t.same(shown(found), ['ada 01-chroot new.tgz ok'])
    t.match(found.superseded, [{ old: { file: join(folder, 'old.tgz') } }])
  },
)

t.test(
  'collect() asks the student only where files arrived at once',
  async (t) => {
    const folder = await folderOf(t, {
      'x.tgz': [{ text: '1', createdAt: '2026-11-20T09:00:00.000Z' }, ONE],
      'y.tgz': [{ text: '2', createdAt: '2026-11-20T08:00:00.000Z' }, ONE],
    })
    t.same(shown(await collect(io, [folder], [], [])), [
      'ada 01-chroot x.tgz ok',
    ])
  },
)

t.test('collect() keeps what is no submission, and the reason', async (t) => {
  const folder = await folderOf(t, {
    'bob-01-chroot.labs.tgz': ['garbage', ONE],
    'my homework (2).zip': ['garbage', ONE],
    'ada-01-chroot.labs.tgz': ['newer garbage', TWO],
    'real.tgz': [{ student: 'ada' }, ONE],
  })
  symlinkSync('real.tgz', join(folder, 'link.tgz'))
  const found = await collect(io, [folder], [], [])
  t.same(shown(found), [
    'ada 01-chroot real.tgz ok',
    'bob 01-chroot bob-01-chroot.labs.tgz no',
    'link 00-unknown link.tgz no',
    'my_homework__2_ 00-unknown my homework (2).zip no',
  ])
  t.match(found.submissions[1]?.sha256, /^[0-9a-f]{64}$/)
})

t.test('collect() believes the table of arrivals', async (t) => {
  const folder = await folderOf(t, {
    'one.tgz': [{ student: 'ada' }, TWO],
    'two.tgz': [{ student: 'bob' }, TWO],
  })
  const arrivals = parseArrivals(
    'received.csv',
    `student,lab,time,file\nada,01-chroot,${ONE},one.tgz\nmallory,01-chroot,${ONE},two.tgz\n`,
  )
  const { submissions } = await collect(io, [folder], arrivals, [])
  t.match(submissions, [
    { student: 'ada', submittedAt: ONE, fault: null },
    { student: 'mallory', submittedAt: ONE, fault: /"mallory".*"bob"/ },
  ])
})

t.test('collect() names a path where nothing is', async (t) => {
  await t.rejects(collect(io, ['/no/such/place'], [], []), {
    name: 'UsageError',
    message: /no\/such\/place/,
  })
})

t.test('namedBy() reads the names that labs submit gives', async (t) => {
  const named = (name: string) => Object.values(namedBy(name)).join(' ')
  t.equal(named('ada-01-chroot.labs.tgz'), 'ada 01-chroot')
  t.equal(named('a.b@c-d-07-mini-runc.labs.tgz'), 'a.b@c-d 07-mini-runc')
  t.equal(named('ada.tgz'), 'ada 00-unknown')
  t.equal(named('...'), 'unknown 00-unknown')
  t.match(namedBy(`${'x'.repeat(300)}.tgz`).student, /^x{64}$/)
})

t.test('a table of arrivals has quotes and lines of any kind', async (t) => {
  const text =
    '\uFEFFlab,time,student\r\n"01-chroot",2026-11-20T11:00:00+01:00,"a""b"\r\n\r\n'
  t.same(parseArrivals('x.csv', text), [
    { student: 'a"b', lab: '01-chroot', time: ONE, file: null },
  ])
})

t.test('a table of arrivals is told what is wrong with it', async (t) => {
  const parse = (text: string) => () => parseArrivals('x.csv', text)
  t.throws(parse('student,lab\n'), { message: /^x.csv:1: time: / })
  t.throws(parse('student,lab,time\nada,01-chroot,tomorrow\n'), {
    message: /^x.csv:2: time: .*tomorrow/,
  })
  t.throws(parse('student,lab,time\n,01-chroot,x\n'), { message: /^x.csv:2: / })
  t.throws(parse('student,lab,time\na,01-chroot,"x\n'), {
    message: /^x.csv:2: /,
  })
})

t.test('arrivalOf() takes the latest arrival of a student', async (t) => {
  const text = `student,lab,time\nada,01-chroot,${TWO}\nada,01-chroot,${ONE}\n`
  const arrivals = parseArrivals('x.csv', text)
  const ada = { student: 'ada', lab: '01-chroot' }
  t.equal(arrivalOf(arrivals, 'any.tgz', ada)?.time, TWO)
  t.equal(arrivalOf(arrivals, 'any.tgz', { ...ada, lab: 'x' }), null)
})
