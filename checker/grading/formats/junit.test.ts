import t from 'tap'
import { sampleLab, sampleReport } from '../../reporters/sample.ts'
import { judgementOf } from '../from-report.ts'
import {
  gradedRecord,
  hostileRecord,
  rejectedRecord,
  ungradableRecord,
  unstartedRecord,
} from '../sample.ts'
import { renderJunit } from './junit.ts'
import { element, xmlText } from './xml.ts'

interface Element {
  readonly name: string
  readonly attributes: Record<string, string>
  readonly children: Element[]
  text: string
}

const TOKEN =
  /<\?xml [^?]*\?>|<(\/?)([\w-]+)((?: [\w-]+="[^"<]*")*)(\/?)>|([^<]+)/y
const CHAR = /^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u
const CODES: Record<string, string> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"' },
  ...{ '#10': '\n', '#13': '\r', '#9': '\t' },
}

/** The root of a document, read strictly: what is not understood is an error. */
function parse(document: string): Element {
  if (!CHAR.test(document)) throw new Error('A character that XML forbids')
  const top: Element = { name: '', attributes: {}, children: [], text: '' }
  const open = [top]
  const token = new RegExp(TOKEN)
  while (token.lastIndex < document.length) {
    const at = token.lastIndex
    const match = token.exec(document)
    if (match === null)
      throw new Error(`No token: ${document.slice(at, at + 80)}`)
    read(match, open)
  }
  if (open.length !== 1) throw new Error(`${open.at(-1)?.name} is not closed`)
  return top.children[0] as Element
}

function read(match: RegExpExecArray, open: Element[]): void {
  const [, end, name, attributes = '', empty, text] = match
  const parent = open.at(-1) as Element
  if (text !== undefined) parent.text += decode(text)
  if (name === undefined) return
  if (end === '/') {
    if (open.pop()?.name !== name) throw new Error(`</${name}> closes nothing`)
    return
  }
  const pairs = [...attributes.matchAll(/([\w-]+)="([^"]*)"/g)]
  const child: Element = {
    name,
    attributes: Object.fromEntries(
      pairs.map(([, key = '', value = '']) => [key, decode(value)]),
    ),
    ...{ children: [], text: '' },
  }
  parent.children.push(child)
  if (empty !== '/') open.push(child)
}

function decode(text: string): string {
  if (text.includes(']]>')) throw new Error(']]> in a text')
  return text.replace(/&([^;]*);?/g, (all, name) => {
    const character = CODES[name]
    if (character === undefined) throw new Error(`Unknown entity ${all}`)
    return character
  })
}

const suiteOf = (document: string) => parse(document).children[0] as Element
const casesOf = ({ children }: Element) =>
  children.filter(({ name }) => name === 'testcase')

t.test('a hostile record is XML still', async (t) => {
  const suite = suiteOf(renderJunit(hostileRecord(), sampleLab))
  t.equal(casesOf(suite).length, gradedRecord.checks.length)
  const texts = casesOf(suite).flatMap(({ children }) => children)
  t.match(texts[0]?.text, /␛\[31mred/)
  t.match(texts[0]?.text, /<\/failure>\]\]><script>/)
})

t.test('the sums are those of the testcases', async (t) => {
  for (const record of [
    ...[gradedRecord, rejectedRecord, ungradableRecord, unstartedRecord],
  ]) {
    const suite = suiteOf(renderJunit(record, sampleLab))
    const count = (name: string) =>
      casesOf(suite).filter(({ children }) => children[0]?.name === name).length
    const { tests, failures, errors, skipped } = suite.attributes
    t.same(
      [tests, failures, errors, skipped],
      [
        casesOf(suite).length,
        ...['failure', 'error', 'skipped'].map(count),
      ].map(String),
      record.status,
    )
  }
})

t.test('each verdict is what consumers take it for', async (t) => {
  const suite = suiteOf(renderJunit(ungradableRecord, sampleLab))
  const outcomes = casesOf(suite).map(({ children: [outcome] }) => [
    outcome?.name,
    outcome?.attributes.type,
  ])
  t.same(outcomes, [
    [undefined, undefined],
    ['failure', 'ENV_FROM_HOST'],
    ['failure', 'ENV_FROM_HOST'],
    ['skipped', undefined],
    ['skipped', undefined],
    ['error', 'KIT_BROKE'],
  ])
})

t.test('points are properties, after what lateness costs', async (t) => {
  const suite = suiteOf(renderJunit(gradedRecord, sampleLab))
  const [properties] = suite.children
  const values = Object.fromEntries(
    (properties?.children ?? []).map(({ attributes: { name, value } }) => [
      name,
      value,
    ]),
  )
  t.match(values, {
    ...{ score: '3.6', max: '14', 'points.exec.starts': '1.8/2' },
    ...{ 'points.hidden.1': '1.8/2', 'points.hidden.2': '0/2' },
  })
})

t.test('a rejected submission fails as a whole', async (t) => {
  const suite = suiteOf(renderJunit(rejectedRecord, sampleLab))
  const [failure] = casesOf(suite)[0]?.children ?? []
  t.equal(failure?.attributes.type, 'SUBMISSION_REJECTED')
  t.match(failure?.text, /"\.\.\/\.\.\/etc\/passwd"/)
})

t.test('a run without a submission is a suite as well', async (t) => {
  const report = sampleReport(gradedRecord.checks)
  const suite = suiteOf(renderJunit(judgementOf(report), sampleLab))
  t.match(suite.attributes, { name: '00-sample', package: 'labs', tests: '7' })
})

t.test('Chinese is Chinese', async (t) => {
  const text = renderJunit(gradedRecord, sampleLab, { language: 'zh' })
  t.match(text, /期望|环境变量泄漏/)
  t.notMatch(text, /wanted:|likely:/)
})

t.test('xmlText() and element() escape what has a meaning', async (t) => {
  t.equal(
    xmlText('<a> & "b" ]]>\u0000\ufffe'),
    '&lt;a&gt; &amp; &quot;b&quot; ]]&gt;',
  )
  t.equal(element('a', { b: '"\n<' }), '<a b="&quot;&#10;&lt;"/>')
})
