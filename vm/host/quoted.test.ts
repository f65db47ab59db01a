import { execFileSync } from 'node:child_process'

import t from 'tap'

import { quoted, quotedIfNeeded } from './quoted.ts'

const WORDS = [
  ...['a', 'two words', "it's", "'''", '$(id)', '`id`', '\\', '*', '', 'a"b'],
  ...['$HOME `id` "x"', 'two\nlines\\', '~', 'a=b', '#'],
]

for (const quote of [quoted, quotedIfNeeded]) {
  t.test(`${quote.name}() is one word, whatever is in it`, async (t) => {
    const script = `for word in ${WORDS.map(quote).join(' ')}; do printf '%s\\0' "$word"; done`
    const said = execFileSync('sh', ['-c', script], { encoding: 'utf8' })
    t.same(said.split('\0').slice(0, -1), WORDS)
  })
}

t.test('quotedIfNeeded() leaves alone what people can read', async (t) => {
  t.equal(quotedIfNeeded('/srv/in/a-b_c.tgz'), '/srv/in/a-b_c.tgz')
  t.equal(quotedIfNeeded('a\n'), "'a\n'")
})
