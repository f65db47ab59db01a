import t from 'tap'
import { gradedRecord, sampleBook } from '../sample.ts'
import { renderCsv } from './csv.ts'

/** Rows of cells, read strictly by the grammar of RFC 4180. */
function parse(text: string): string[][] {
  const rows: string[][] = [[]]
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/gy
  while (cell.lastIndex < text.length) {
    const match = cell.exec(text)
    if (match === null) throw new Error(`No cell at ${cell.lastIndex}`)
    const [, inQuotes, plain = '', end] = match
    rows.at(-1)?.push(inQuotes?.replaceAll('""', '"') ?? plain)
    if (end === '\r\n') rows.push([])
  }
  if (rows.pop()?.length !== 0) throw new Error('The last row is not ended')
  return rows
}

const rowOf = (changes: object) => {
  const records = [{ ...gradedRecord, ...changes }]
  const [head = [], row = []] = parse(renderCsv({ ...sampleBook, records }))
  return Object.fromEntries(head.map((name, index) => [name, row[index]]))
}

t.test('every row has every column', async (t) => {
  const rows = parse(renderCsv(sampleBook))
  t.equal(rows.length, 1 + sampleBook.records.length)
  for (const row of rows) t.equal(row.length, rows[0]?.length)
})

t.test('a class without records has a head', async (t) => {
  t.equal(parse(renderCsv({ ...sampleBook, records: [] })).length, 1)
})

t.test('commas, quotes and line breaks stay in their cell', async (t) => {
  t.match(rowOf({ reason: 'a "b", c\r\nd' }), { reason: 'a "b", c d' })
})

t.test('no cell is a formula', async (t) => {
  const formulas = [
    ...['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r\n=1', ' =1', '"=1', "'=1"],
    ...['\uff1d1', '\uff0b1', '\uff0d1', '\uff201', '|calc'],
  ]
  for (const formula of formulas) {
    const { student, reason } = rowOf({ student: formula, reason: formula })
    t.match(student, /^'/, JSON.stringify(formula))
    t.match(reason, /^'/, JSON.stringify(formula))
  }
})

t.test('what is none stays as it is', async (t) => {
  const row = rowOf({ student: 'a+b@c', reason: 'it failed - twice' })
  t.match(row, { student: 'a+b@c', reason: 'it failed - twice' })
})

t.test('the student is told apart from who only says so', async (t) => {
  const attempt = { ...gradedRecord.attempt, agrees: true }
  t.match(rowOf({ attempt: null }), { attempt: '' })
  t.match(rowOf({ attempt }), { attempt: 'agrees' })
  t.match(rowOf({}), { attempt: 'disagrees' })
  const forged = { ...attempt, signature: 'invalid' }
  t.match(rowOf({ attempt: forged }), { attempt: 'forged' })
})
