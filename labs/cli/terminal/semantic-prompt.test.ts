import t from 'tap'
import { PromptMarks, type PromptPart } from './semantic-prompt.ts'

const ESCAPE = '\u001b'
const mark = (text: string) => `${ESCAPE}]133;${text}\u0007`

/** One command, from prompt to prompt. */
const SESSION =
  `${mark('D;0')}${mark('A')}# ${mark('B')}false\r\n${mark('C')}` +
  `out ${ESCAPE}[31mred${ESCAPE}[m\r\n${mark('D;1')}${mark('A')}# ${mark('B')}`

const PARTS: readonly PromptPart[] = [
  { kind: 'ended', status: 0 },
  { kind: 'prompt' },
  { kind: 'text', text: '# ' },
  { kind: 'input' },
  { kind: 'text', text: 'false\r\n' },
  { kind: 'begins' },
  { kind: 'text', text: `out ${ESCAPE}[31mred${ESCAPE}[m\r\n` },
  { kind: 'ended', status: 1 },
  { kind: 'prompt' },
  { kind: 'text', text: '# ' },
  { kind: 'input' },
]

/** Texts that came in pieces, in one. */
function joined(parts: readonly PromptPart[]): PromptPart[] {
  const result: PromptPart[] = []
  for (const part of parts) {
    const last = result.at(-1)
    if (part.kind === 'text' && last?.kind === 'text')
      result.splice(-1, 1, { kind: 'text', text: last.text + part.text })
    else result.push(part)
  }
  return result
}

t.test('PromptMarks takes a session apart at its marks', async (t) => {
  t.same(new PromptMarks().push(SESSION), PARTS)
})

t.test('PromptMarks does not mind where pieces end', async (t) => {
  for (const size of [1, 2, 3, 5, 7]) {
    const marks = new PromptMarks()
    const parts: PromptPart[] = []
    for (let at = 0; at < SESSION.length; at += size)
      parts.push(...marks.push(SESSION.slice(at, at + size)))
    t.same(joined(parts), PARTS, `pieces of ${size}`)
  }
})

t.test('PromptMarks keeps nothing back that is no mark', async (t) => {
  const marks = new PromptMarks()
  t.same(marks.push(`a${ESCAPE}`), [{ kind: 'text', text: 'a' }])
  t.same(marks.push('[0m'), [{ kind: 'text', text: `${ESCAPE}[0m` }])
  const endless = `${ESCAPE}]133;A${'x'.repeat(200)}`
  t.same(marks.push(endless), [{ kind: 'text', text: endless }])
})

t.test('PromptMarks takes both ends of a mark, and options', async (t) => {
  const marks = new PromptMarks()
  t.same(marks.push(`${ESCAPE}]133;D;130;aid=7${ESCAPE}\\`), [
    { kind: 'ended', status: 130 },
  ])
  t.same(marks.push(`${ESCAPE}]133;D\u0007`), [{ kind: 'ended', status: 0 }])
})
