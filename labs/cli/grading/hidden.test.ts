import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { checksOf } from '#checker/lab.ts'
import { recordingIo } from '../test/recording-io.ts'
import { courseOf } from './course.ts'
import { hiddenFacts, loadHidden } from './hidden.ts'
import { announceCourse, tellCourse } from './public-course.ts'
import { parseSettings } from './settings.ts'

const EXAMPLE = join(import.meta.dirname, 'example')

type Change = readonly [from: string | RegExp, to: string]

/** The example in a folder outside of the checkout's sources, changed a little. */
function changed(t: Test, file: string, ...changes: readonly Change[]): string {
  const folder = t.testdir({})
  cpSync(EXAMPLE, folder, { recursive: true })
  const path = join(folder, file)
  const text = readFileSync(path, 'utf8')
  const after = changes.reduce((all, [from, to]) => all.replace(from, to), text)
  t.not(after, text, 'something was changed')
  writeFileSync(path, after)
  return folder
}

t.test('loadHidden() loads the example', async (t) => {
  const hidden = (await loadHidden(EXAMPLE)).get('01-chroot')
  if (hidden === undefined) return t.fail('it is there')
  t.same(
    checksOf(hidden.lab).map(({ id }) => id),
    ['hidden.many-arguments', 'hidden.strange-directory'],
  )
  t.hasOwnProps(hidden.lab.diagnoses, ['ARGUMENTS_LOST', 'ROOT_UNCHANGED'])
  t.match(hidden.sha256, /^[0-9a-f]{64}$/)
  t.equal((await loadHidden(null)).size, 0)
})

t.test('its hash changes with checks and parameters', async (t) => {
  const hashOf = async (folder: string) =>
    (await loadHidden(folder)).get('01-chroot')?.sha256
  const [one, same] = [await hashOf(EXAMPLE), await hashOf(EXAMPLE)]
  t.equal(one, same)
  const more = changed(t, 'hidden.yaml', ['arguments: 300', 'arguments: 301'])
  t.not(await hashOf(more), one)
})

t.test('a folder may hold one for each lab', async (t) => {
  const folder = t.testdir({ first: {} })
  cpSync(EXAMPLE, join(folder, 'first'), { recursive: true })
  t.same([...(await loadHidden(folder)).keys()], ['01-chroot'])
})

t.test('what does not fit is told with its place', async (t) => {
  const count = changed(t, 'hidden.yaml', ['count: 2', 'count: 3'])
  await t.rejects(loadHidden(count), {
    message: /count: .*3, 2 in checks.ts/,
  })
  const lab = changed(t, 'hidden.yaml', ['01-chroot', '01-magic'])
  await t.rejects(loadHidden(lab), { message: /3: lab: / })
  const theme = changed(t, 'hidden.yaml', [/ {2}zh.*\n/, ''])
  await t.rejects(loadHidden(theme), { message: /: theme.zh: / })
  const id = changed(t, 'checks.ts', ['hidden.many-arguments', 'exec.argv'])
  await t.rejects(loadHidden(id), { message: /wantsNewIds.*"exec.argv"/ })
  const need = changed(t, 'checks.ts', ['needs: []', "needs: ['exec.argv']"])
  await t.rejects(loadHidden(need), { message: /"exec.argv"/ })
  const none = t.testdir({})
  await t.rejects(loadHidden(none), { message: /wantsFile/ })
})

t.test('students are told that there are some, and how many', async (t) => {
  const root = t.testdir({})
  mkdirSync(join(root, 'x'))
  const course = courseOf(
    parseSettings(
      join(root, 'course.yaml'),
      'course: C\nkey: k\nlabs:\n  01-chroot: { due: 2026-12-01T12:00:00Z }\n  02-namespaces:\n',
    ),
  )
  const file = join(root, '.labs-course.yaml')
  announceCourse(file, course, hiddenFacts(EXAMPLE))
  t.notMatch(readFileSync(file, 'utf8'), /parameters|arguments: /)
  const told = (lab: string) => {
    const { io, err } = recordingIo({})
    tellCourse(io, root, lab)
    return err()
  }
  t.match(
    told('01-chroot'),
    /C: due 2026-12-01 12:00.*\n.* 2 more checks.*names and lists/,
  )
  t.equal(told('02-namespaces'), '')
  t.equal(told('03-rootfs'), '')
  writeFileSync(file, 'course: C\nlabs: { 01-chroot: { due: soon } }')
  t.match(
    told('01-chroot'),
    /labs\.01-chroot\.due/,
    'and a wrong file stops nobody',
  )
})
