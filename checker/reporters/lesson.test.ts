import stringWidth from 'string-width'
import t from 'tap'
import type { Language } from '../check.ts'
import { render } from './index.ts'
import { brokenCheck, sampleChecks, sampleLab, sampleReport } from './sample.ts'

const lesson = (
  checks: typeof sampleChecks,
  { columns = 80, color = false, language = 'en' as Language } = {},
) =>
  render(sampleReport(checks), sampleLab, {
    reporter: 'lesson',
    language,
    columns,
    color,
  })

for (const columns of [40, 80, 120]) {
  for (const language of ['en', 'zh'] as const) {
    t.test(
      `no line is wider than ${columns} columns in ${language}`,
      async (t) => {
        const page = lesson([...sampleChecks, brokenCheck], {
          columns,
          language,
        })
        const wide = page
          .split('\n')
          .filter((line) => stringWidth(line) > columns)
        t.same(wide, [])
      },
    )
  }
}

t.test('a very wide terminal does not make very long lines', async (t) => {
  const page = lesson(sampleChecks, { columns: 300 })
  const widths = page.split('\n').map((line) => stringWidth(line))
  t.equal(Math.max(...widths) <= 120, true)
})

t.test(
  'every check has a row, and only the first failure is explained',
  async (t) => {
    const page = lesson(sampleChecks)
    t.match(page, /✓ what exec\.starts/)
    t.match(page, /○ what root\.cwd/)
    t.match(page, /– what root\.is/)
    t.equal(page.split('wanted').length - 1, 1)
    t.match(page, /likely\s+The environment leaks/)
    t.match(page, /found\s+\+ HOST=2/)
    t.match(page, /read\s+environ\(7\)/)
    t.match(page, /standard error\n\s+\\ and # and "quotes": yes/)
  },
)

t.test('the sum counts verdicts and tells the seed', async (t) => {
  t.match(
    lesson(sampleChecks, { columns: 120 }),
    /1 passed · 2 failed · 1 waiting · 1 not to be judged here · 2 of 10 points · 4\.6 s · seed 0123456789abcdef/,
  )
  t.match(lesson(sampleChecks), /left behind: mount \/mnt \(tmpfs\)/)
})

t.test('Chinese is Chinese', async (t) => {
  const page = lesson(sampleChecks, { language: 'zh' })
  t.match(page, /期望/)
  t.match(page, /环境变量泄漏/)
  t.notMatch(page, /wanted|likely|passed/)
})

t.test('an error is never shown as a failure', async (t) => {
  const page = lesson([...sampleChecks.slice(0, 1), brokenCheck])
  t.match(page, /! what root\.broken/)
  t.match(page, /not your fault/)
  t.match(page, /root\.broken: The agent in the guest ended/)
  t.notMatch(page, /✗|wanted/)
})

t.test('when nothing failed it says so', async (t) => {
  t.match(
    lesson(sampleChecks.slice(0, 1)),
    /Everything that was judged is right/,
  )
})

t.test('colour only where it was asked for', async (t) => {
  const escapes = new RegExp(String.fromCharCode(27))
  t.notMatch(lesson(sampleChecks), escapes)
  t.match(lesson(sampleChecks, { color: true }), escapes)
})
