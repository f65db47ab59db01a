import t, { type Test } from 'tap'
import type { Lab } from '#checker/lab.ts'
import { findLab, labs } from '#labs/catalog.ts'
import { type Child, textOf } from '../web/page/element.ts'
import { joinView } from './page/join-view.ts'
import { mapView } from './page/map-view.ts'
import { stuckView } from './page/stuck-view.ts'
import { sumsView } from './page/sums-view.ts'
import { classIn, joined, MINUTE, report } from './test/class.ts'
import { viewOf } from './view.ts'

const HOSTILE = '<img src=x onerror=alert(1)>'

/** Ann and one with a hostile name, stuck; Bo has not begun. */
function stuckClass(t: Test, withPeople: boolean) {
  const { store, clock } = classIn(t)
  for (const name of ['Bo', HOSTILE, 'Ann']) {
    const secret = joined(store, name)
    if (name === 'Bo') continue
    report(store, secret, {
      'exec.argv': 'pass',
      'root.cwd': 'CHDIR_FORGOTTEN',
    })
  }
  clock.now += 12 * MINUTE
  const lab = findLab('01-chroot') as Lab
  return viewOf(store, { labs, lab, joinLine: 'labs join x', withPeople })
}

/** Every element below, with itself. */
function elementsIn(child: Child): Exclude<Child, string>[] {
  if (typeof child === 'string') return []
  return [child, ...child.children.flatMap(elementsIn)]
}

t.test('viewOf() has a cell for each student and check', async (t) => {
  const view = stuckClass(t, true)
  t.same(
    view.rows.map(({ name }) => name),
    [HOSTILE, 'Ann', 'Bo'],
  )
  const at = view.lab.checks.findIndex(({ id }) => id === 'root.cwd')
  t.same(
    view.rows.map(({ cells }) => cells[at]),
    [['fail', 'CHDIR_FORGOTTEN'], ['fail', 'CHDIR_FORGOTTEN'], null],
  )
  t.same(view.sums[at], { fail: 2 })
  t.match(view.stuck, [{ count: 2, people: [{ minutes: 12 }, {}] }])
})

t.test('a projector is sent nothing of any one person', async (t) => {
  const view = stuckClass(t, false)
  const sent = JSON.stringify(view)
  t.notMatch(sent, 'Ann')
  t.notMatch(sent, HOSTILE)
  t.same(view.rows, [])
  t.match(view.stuck, [{ diagnosis: 'CHDIR_FORGOTTEN', count: 2, people: [] }])
  t.equal(view.people, 3)
})

t.test('a name is a text wherever it is shown', async (t) => {
  const view = stuckClass(t, true)
  const shown = [...mapView('en', view), ...stuckView('en', view)]
  t.ok(
    shown.some((child) => textOf(child).includes(HOSTILE)),
    'it is shown',
  )
  for (const { tag, attributes, children } of shown.flatMap(elementsIn)) {
    t.notMatch(JSON.stringify(attributes), HOSTILE, `not as ${tag}'s attribute`)
    const isName = children.some((it) => it === HOSTILE)
    if (isName) t.equal(tag, 'bdi', 'which keeps its direction to itself')
  }
})

t.test('a cell says what it shows, without colour', async (t) => {
  const view = stuckClass(t, true)
  const cells = mapView('en', view)
    .flatMap(elementsIn)
    .filter(({ tag }) => tag === 'td')
  const ann = cells.slice(view.lab.checks.length, 2 * view.lab.checks.length)
  const at = view.lab.checks.findIndex(({ id }) => id === 'root.cwd')
  t.match(ann[at], {
    attributes: { class: 'fail', title: 'root.cwd · fail: CHDIR_FORGOTTEN' },
    children: [{ attributes: { role: 'img' }, children: ['✗'] }],
  })
})

t.test('who is stuck is said in the language of the page', async (t) => {
  const view = stuckClass(t, true)
  const said = (language: 'en' | 'zh') =>
    stuckView(language, view).map(textOf).join('\n')
  t.match(said('en'), /^Stuck for 10 minutes\nCHDIR_FORGOTTEN .*2 students/)
  t.match(said('en'), /Ann .*12 min/)
  t.match(said('zh'), /^卡住超过 10 分钟\nCHDIR_FORGOTTEN .*2 名学生/)
  t.not(said('en'), said('zh'))
  const alone = { ...view, stuck: [] }
  t.match(stuckView('en', alone).map(textOf), [/^Nobody has been stuck/])
})

t.test('a projector shows a square for each student', async (t) => {
  const view = stuckClass(t, false)
  const at = view.lab.checks.findIndex(({ id }) => id === 'root.cwd')
  const row = sumsView('en', view)
    .flatMap(elementsIn)
    .filter(({ tag }) => tag === 'tr')[at + 1]
  t.ok(row)
  t.match(textOf(row ?? ''), /✗ ✗ · fail 2 · not yet 1$/)
})

t.test('while nobody is there, the page says how to join', async (t) => {
  const empty = { ...stuckClass(t, true), people: 0 }
  const text = joinView('en', empty).map(textOf).join('\n')
  t.match(text, /^Nobody is here yet.*\nlabs join x\n.*pseudonym/)
})
