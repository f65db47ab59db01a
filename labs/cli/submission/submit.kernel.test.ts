/** `labs submit` as a student meets it: a checkout and a terminal, no machine. */
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { type AttemptFacts, readState, record } from '../state.ts'
import { CheckoutCopy } from '../test/checkout-copy.ts'
import { workOf } from '../work-paths.ts'
import { isSignatureValid } from './attempt.ts'
import { workTree } from './files.ts'
import { readSubmission } from './read.ts'

// Two dozen starts of the command, on a computer that may be busy.
t.setTimeout(10 * 60_000)

const LAB = '01-chroot'
const NAME = `ada-${LAB}.labs.tgz`

t.test('labs submit', async (t) => {
  // Commands inherit it: nobody's own key is used, or made.
  process.env.XDG_CONFIG_HOME = t.testdir({})
  const keys = join(process.env.XDG_CONFIG_HOME, 'container-labs')
  const copy = new CheckoutCopy(t)
  const work = workOf(copy.root)
  const path = (name: string) => join(copy.root, name)
  const mine = join(work.runtime, 'linux/mine.ts')

  /** What `labs check` would have written, had it judged the files as they are. */
  function checkIsOnRecord(): AttemptFacts {
    const attempt: AttemptFacts = {
      ...{ tree: workTree(work) ?? '', seed: '00ff', evidence: 'e'.repeat(64) },
      verdicts: { 'exec.starts': 'pass', 'root.cwd': 'fail' },
      at: '2026-11-22T09:00:00.000Z',
    }
    const { seed, verdicts: results } = attempt
    const checked = { event: 'checked', lab: LAB, failure: null } as const
    record(copy.root, { ...checked, seed, results, attempt })
    return attempt
  }

  await t.test('needs a lab that is started, and a student', async (t) => {
    t.match(await copy.labs('submit'), { code: 2, out: '' })
    t.match(await copy.labs('submit', '1'), { code: 2, err: 'labs start' })
    t.equal((await copy.labs('start', '1', '--no-check')).code, 0)
    const nobody = await copy.labs('submit')
    t.match(nobody, { code: 2, out: '', err: '--student ID' })
    const odd = await copy.labs('submit', '--student', '../ada')
    t.match(odd, { code: 2, out: '', err: '"../ada"' })
    t.equal(existsSync(keys), false, 'nothing is made yet')
  })

  await t.test('shows what goes, and packs that', async (t) => {
    writeFileSync(mine, 'export const mine = 1\n')
    appendFileSync(join(work.runtime, 'linux/rootfs.ts'), '// mine\n')
    writeFileSync(join(work.runtime, 'linux/helper.js'), '')
    mkdirSync(join(work.dir, '.git'))
    const { code, out, err } = await copy.labs('submit', '--student', 'ada')
    t.equal(code, 0, err)
    t.match(out, '01-chroot, handed in by ada')
    t.match(out, /new +runtime\/linux\/mine\.ts +22 B/)
    t.match(out, /changed +runtime\/linux\/rootfs\.ts +\d+ B/)
    t.match(out, /as given +runtime\/cli\/mini-runc\.ts/)
    t.match(out, /not below runtime\/ +\.git\/\n/)
    t.match(out, /not below runtime\/ +tsconfig\.json\n/)
    t.match(out, /no \.ts file +runtime\/linux\/helper\.js\n/)
    t.match(out, /1 changed, 1 new\n/)
    t.match(out, /! Only \.ts files go.*linux\/helper\.js/)
    t.match(out, /! No whole labs check of 01-chroot is on record/)
    t.match(out, `\n${path(NAME)}\n`)

    const { manifest, files, sha256 } = await readSubmission(path(NAME))
    t.match(out, sha256)
    t.match(manifest, { student: 'ada', lab: LAB, attempt: null })
    t.equal(manifest.tree, workTree(work))
    t.equal(`${files.get('runtime/linux/mine.ts')}`, 'export const mine = 1\n')
    const names = [...files.keys()]
    t.same(
      names,
      names.filter((name) => /^runtime\/[^.].*\.ts$/.test(name)),
    )
    rmSync(join(work.runtime, 'linux/helper.js'))
  })

  await t.test('signs the last labs check', async (t) => {
    const { verdicts } = checkIsOnRecord()
    const hint = { lab: LAB, check: 'root.cwd', diagnosis: 'X' } as const
    record(copy.root, { event: 'hinted', level: 1, ...hint })
    record(copy.root, { event: 'solved', lab: '02-namespaces' })
    const { code, out } = await copy.labs('submit', '--json')
    t.equal(code, 0)
    const told = JSON.parse(out)
    t.match(told, {
      ...{ schema: 'labs.submit/v1', file: path(NAME), attemptIs: 'current' },
      warnings: [/already and will be replaced/],
    })
    const { manifest, sha256 } = await readSubmission(path(NAME))
    t.equal(told.sha256, sha256)
    t.equal(manifest.student, 'ada', 'remembered')
    const signed = manifest.attempt
    t.match(signed?.attempt, {
      ...{ tree: manifest.tree, lab: LAB, verdicts, seed: '00ff' },
      ...{ solved: true, caughtUp: [], hints: 1 },
    })
    t.equal(signed && isSignatureValid(signed), true)
    t.equal(statSync(join(keys, 'key.pem')).mode & 0o777, 0o600)
    const again = JSON.parse((await copy.labs('submit', '--json')).out)
    t.equal(again.manifest.attempt.publicKey, signed?.publicKey)
  })

  await t.test('hides no change since', async (t) => {
    appendFileSync(mine, '// later\n')
    const { code, out } = await copy.labs('submit', '--yes')
    t.equal(code, 0)
    t.match(out, /goes along, signed: 1 of 2 checks passed/)
    t.match(out, /labs solve: yes .* hints read: 1\n/)
    t.match(out, /! You changed files after that labs check/)
    const { manifest } = await readSubmission(path(NAME))
    t.equal(manifest.tree, workTree(work))
    t.not(manifest.attempt?.attempt.tree, manifest.tree)
    const { out: json } = await copy.labs('submit', '--json')
    t.match(JSON.parse(json), { attemptIs: 'older' })
  })

  await t.test('asks in a terminal, and no is no', async (t) => {
    rmSync(path(NAME))
    const no = await copy.inTerminal(['submit'], async (terminal) => {
      await terminal.sees('Pack them with a labs check of older files?')
      terminal.types('\r')
    })
    t.match(no, { code: 0, out: 'Nothing was packed' })
    t.equal(existsSync(path(NAME)), false)

    checkIsOnRecord()
    const yes = await copy.inTerminal(['submit'], async (terminal) => {
      await terminal.sees('Pack these files?')
      terminal.types('\u001b[B\r')
    })
    t.match(yes, { code: 0, out: 'Hand in this file' })
    t.equal((await readSubmission(path(NAME))).manifest.student, 'ada')

    rmSync(path(NAME))
    const interrupted = await copy.inTerminal(['submit'], async (terminal) => {
      await terminal.sees('Pack these files?')
      terminal.types('\u0003')
    })
    t.equal(interrupted.code, 130)
    t.equal(existsSync(path(NAME)), false)
  })

  await t.test('asks who it is', async (t) => {
    rmSync(join(keys, 'student'))
    const asked = await copy.inTerminal(
      ['submit', '--yes'],
      async (terminal) => {
        await terminal.sees('Your student id')
        terminal.types('grace\r')
      },
    )
    t.equal(asked.code, 0)
    const file = path(`grace-${LAB}.labs.tgz`)
    t.equal((await readSubmission(file)).manifest.student, 'grace')
    rmSync(file)
  })

  await t.test('writes where it is told, or nothing', async (t) => {
    const before = readdirSync(copy.root)
    const out = path('.cache/here/mine.tgz')
    t.equal((await copy.labs('submit', '--out', out)).code, 0)
    t.equal((await readSubmission(out)).manifest.student, 'grace')
    const folder = await copy.labs('submit', '--out', path('labs'))
    t.match(folder, { code: 2, err: 'EISDIR' })
    const below = await copy.labs('submit', '--out', path('package.json/x'))
    t.match(below, { code: 2, err: /package\.json\/x" \(E/ })
    t.same(readdirSync(copy.root), before)
    t.same(readdirSync(path('.cache/here')), ['mine.tgz'])
  })

  await t.test('refuses links, in the language of the student', async (t) => {
    const link = join(work.runtime, 'linux/link.ts')
    symlinkSync('/etc/hostname', link)
    const { code, out, err } = await copy.labs('submit', '--lang', 'zh')
    t.match(
      { code, out, err },
      { code: 1, out: '', err: /link\.ts" 应为普通文件/ },
    )
    rmSync(link)
  })

  await t.test('refuses a key that others may read', async (t) => {
    chmodSync(join(keys, 'key.pem'), 0o644)
    const { code, err } = await copy.labs('submit')
    t.match({ code, err }, { code: 3, err: 'chmod 600' })
    t.equal(existsSync(path(`grace-${LAB}.labs.tgz`)), false)
  })

  t.equal(readState(copy.root).current, LAB)
})
