import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { checkoutRoot } from '#checker/checkout.ts'
import { LANGUAGES, languageOf, say } from './i18n.ts'
import { MESSAGES, type MessageKey } from './messages.ts'

const messages = Object.entries(MESSAGES)
const namesIn = (text: string) =>
  [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort()

t.test('every message is there in every language', async (t) => {
  for (const [key, text] of messages) {
    for (const language of LANGUAGES) t.ok(text[language], `${key} ${language}`)
    t.same(namesIn(text.zh), namesIn(text.en), `${key}: the same names`)
    t.match(text.zh, /\p{Script=Han}|^lesson、/u, `${key} is Chinese`)
  }
})

t.test('every message is said by somebody', async (t) => {
  const folder = join(checkoutRoot(), 'labs/cli')
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.ts$/.test(path) && !/messages|\.test\./.test(path))
    .map((path) => readFileSync(join(folder, path), 'utf8'))
    .join('\n')
  const unsaid = messages
    .map(([key]) => key)
    .filter((key) => !sources.includes(`'${key}'`))
  t.same(unsaid, [])
})

t.test('say() fills in values and leaves unknown names', async (t) => {
  const key: MessageKey = 'list.passed'
  t.equal(say({ language: 'en' }, key, { passed: 3, total: 7 }), '3 of 7')
  t.equal(say({ language: 'zh' }, key, { passed: 3 }), '通过 3 / {total}')
})

t.test('languageOf() asks the person first, then the locale', async (t) => {
  t.equal(languageOf({}), 'en')
  t.equal(languageOf({ LANG: 'zh_CN.UTF-8' }), 'zh')
  t.equal(languageOf({ LANG: 'zh_CN.UTF-8', LC_ALL: 'C' }), 'en')
  t.equal(languageOf({ LANG: 'en_US', LABS_LANG: 'zh' }), 'zh')
  t.equal(languageOf({ LABS_LANG: 'zh' }, 'en'), 'en')
  t.equal(languageOf({ LANG: 'zhu' }), 'en')
})
