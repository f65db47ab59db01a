/** What Gradescope gets, whatever becomes of the grading. It wants GNU `timeout`. */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'

const RUN_AUTOGRADER = join(import.meta.dirname, 'gradescope/run_autograder')

/** Stands where `npx` does: the grading itself is tested elsewhere. */
const NPX = {
  grades:
    'echo \'{"score": 3}\' > "$out/formats/ada-01-chroot.gradescope.json"',
  'fails after half a file': 'echo \'{"sco\' > "$out/formats/half"; exit 3',
  'is killed': 'kill -9 $$',
  'takes too long': 'exec sleep 60',
  /** Hands on the table that it is given. */
  reads: 'cp "$received" "$out/formats/a.gradescope.json"',
}

/** Of a group, on a clock in another zone. */
const METADATA = {
  created_at: '2026-11-30T09:03:00.000000-08:00',
  users: [{ email: 'ada@example.org' }, { email: 'eve@example.org' }],
}

interface Results {
  readonly score?: number
  readonly output?: string
}

interface Setting {
  readonly npx: string
  readonly files?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** What stands in `results.json` after a run. */
function runAutograder(
  t: Test,
  { npx, files = ['ada.labs.tgz'], env = {} }: Setting,
): string {
  const script = `#!/usr/bin/env bash
[ "$1 $2" = "labs grade" ] && [ -f "$3" ] || exit 9
while [ $# -gt 0 ]; do
  case $1 in --out) out=$2 ;; --received) received=$2 ;; esac
  shift
done
mkdir "$out/formats"
${npx}
`
  const root = t.testdir({
    ...{ bin: {}, kit: {} },
    submission: Object.fromEntries(files.map((name) => [name, ''])),
    'submission_metadata.json': JSON.stringify(METADATA),
  })
  writeFileSync(join(root, 'bin/npx'), script, { mode: 0o755 })
  execFileSync('bash', [RUN_AUTOGRADER], {
    env: {
      ...process.env,
      ...{ AUTOGRADER: root, KIT: join(root, 'kit'), TMPDIR: root },
      ...{ LABS_MINUTES: '0.02', PATH: `${root}/bin:${process.env.PATH}` },
      ...env,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  return readFileSync(join(root, 'results/results.json'), 'utf8')
}

const resultsOf = (t: Test, setting: Setting): Results =>
  JSON.parse(runAutograder(t, setting))

t.test('run_autograder hands on the grade', async (t) => {
  t.same(resultsOf(t, { npx: NPX.grades }), { score: 3 })
})

t.test('run_autograder knows whose file it is, and since when', async (t) => {
  const env = { IDS_ARE_EMAILS: '1' }
  const received = (file: string) =>
    runAutograder(t, { npx: NPX.reads, files: [file], env })
  t.equal(
    received('eve@example.org-01-chroot.labs.tgz'),
    'student,lab,time,file\n"eve@example.org","-","2026-11-30T17:03:00.000Z","eve@example.org-01-chroot.labs.tgz"\n',
  )
  t.match(received('joe@x.org-01-chroot.labs.tgz'), /\n"ada@example\.org","-"/)
  t.match(received('a",b.labs.tgz'), /"a"",b\.labs\.tgz"\n$/)
})

const BROKEN = [
  'fails after half a file',
  'is killed',
  'takes too long',
] as const

for (const name of BROKEN) {
  t.test(`run_autograder gives no points if labs ${name}`, async (t) => {
    const results = resultsOf(t, { npx: NPX[name] })
    t.notOk('score' in results, 'not even 0')
    t.match(results.output, /There is no grade yet.*\n还没有成绩/)
  })
}

t.test('run_autograder wants one file', async (t) => {
  for (const files of [[], ['a.labs.tgz', 'b.labs.tgz'], ['a.zip']]) {
    const results = resultsOf(t, { npx: NPX.grades, files })
    t.match(results, { score: 0, output: /Hand in exactly one file/ })
  }
})
