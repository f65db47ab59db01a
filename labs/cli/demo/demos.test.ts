/** What can be said of every demo without playing it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { checkoutRoot } from '#checker/checkout.ts'
import { checksOf } from '#checker/lab.ts'
import { structureDifference } from '#checker/text/structure.ts'
import { columnsOf } from '#checker/text/width.ts'
import { labs } from '#labs/catalog.ts'
import { readDemo } from './read-demo.ts'
import { commandsOf, type DemoScript } from './script.ts'

const root = checkoutRoot()

/** A terminal has eighty, and the prompt takes two. */
const WIDEST = 76

/** What both languages must have to the letter. */
const sameIn = ({ setup, steps }: DemoScript) => ({
  setup,
  steps: steps.map((step) => ({
    check: step.check,
    blocks: step.parts.map(({ commands }) =>
      commands.map(({ command, output }) => [command, output]),
    ),
  })),
})

for (const lab of labs) {
  t.test(lab.id, async (t) => {
    const [en, zh] = [readDemo(root, lab, 'en'), readDemo(root, lab, 'zh')]
    if (en === null || zh === null) return t.fail('Expected both languages')
    t.same(sameIn(zh), sameIn(en), 'the same commands, outputs and checks')
    const texts = (['en', 'zh'] as const).map((language) => {
      const path = join(root, 'labs', lab.id, `demo.${language}.md`)
      return readFileSync(path, 'utf8')
    })
    t.equal(structureDifference(texts[0] ?? '', texts[1] ?? ''), null)

    const ids = checksOf(lab).map(({ id }) => id)
    t.ok(en.steps.length >= 5 && en.steps.length <= 8, '5 to 8 steps')
    for (const step of en.steps) {
      t.ok(ids.includes(step.check), `${step.title}: ${step.check} is a check`)
      for (const { command } of commandsOf(step))
        t.ok(columnsOf(command) <= WIDEST, `short enough: ${command}`)
    }
    for (const { title, opening } of [en])
      t.notMatch(`${title}${opening}`, /\p{Script=Han}/u)
    for (const { title } of [zh, ...zh.steps])
      t.match(title, /\p{Script=Han}/u, 'in Chinese')
  })
}
