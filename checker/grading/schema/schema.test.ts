import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import t from 'tap'
import {
  gradedRecord,
  hostileRecord,
  rejectedRecord,
  sampleBook,
  ungradableRecord,
  unstartedRecord,
} from '../sample.ts'

const read = (name: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, name), 'utf8'))

const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true })
addFormats.default(ajv)
ajv.addSchema(read('grade.v1.schema.json'))
const isBook = ajv.compile(read('grades.v1.schema.json'))
const isRecord = ajv.getSchema('urn:labs:grade:v1')
if (isRecord === undefined) throw new Error('Expected a schema for one record')

/** Through JSON, as it is written to disk. */
const written = (value: unknown) => JSON.parse(JSON.stringify(value))

t.test('every record is valid', async (t) => {
  const records = { gradedRecord, rejectedRecord, ungradableRecord }
  const more = { unstartedRecord, hostile: hostileRecord() }
  for (const [name, record] of Object.entries({ ...records, ...more })) {
    t.ok(isRecord(written(record)), name)
    t.same(isRecord.errors, null)
  }
  t.ok(isBook(written(sampleBook)))
})

t.test('no field may be missing, none may be new', async (t) => {
  const record = written(gradedRecord)
  for (const key of Object.keys(record)) {
    const { [key]: _, ...rest } = record
    t.notOk(isRecord(rest), `without ${key}`)
  }
  t.notOk(isRecord({ ...record, extra: 1 }), 'one more')
  for (const key of Object.keys(record.checks[0])) {
    const { [key]: _, ...check } = record.checks[0]
    t.notOk(isRecord({ ...record, checks: [check] }), `a check without ${key}`)
  }
})

const WRONG: Record<string, object> = {
  'a version to come': { schema: 'labs.grade/v2' },
  'a student that is a path': { student: '../eve' },
  'a student that hides': { student: '.eve' },
  'a student who is too long': { student: 'e'.repeat(65) },
  'a lab that is a path': { lab: '01-chroot/..' },
  'points below 0': { score: -1 },
  'points that are a text': { score: '3' },
  'a moment that is none': { gradedAt: 'yesterday' },
  'more than all points kept': { late: { minutes: 1, kept: 1.1 } },
  'a status that nobody knows': { status: 'fine' },
  'no grade, and no reason': { status: 'ungradable', reason: null, score: 0 },
  'no grade, but points': { status: 'ungradable', reason: 'x', score: 3 },
  'rejected, but points': { status: 'rejected', reason: 'x', score: 3 },
  'graded without a machine': { vm: null },
}

for (const [name, change] of Object.entries(WRONG)) {
  t.test(`invalid: ${name}`, async (t) => {
    t.notOk(isRecord({ ...written(gradedRecord), ...change }))
  })
}

t.test('a class is not valid with a record that is not', async (t) => {
  const records = [{ ...gradedRecord, student: '../eve' }]
  t.notOk(isBook(written({ ...sampleBook, records })))
})
