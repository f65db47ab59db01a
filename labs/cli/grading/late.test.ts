import t from 'tap'
import { latenessOf } from './late.ts'

const DUE = '2026-12-01T12:00:00.000Z'
const RULE = { graceMinutes: 30, perDay: 0.1, floor: 0.5 }

const after = (ms: number) => new Date(Date.parse(DUE) + ms).toISOString()
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

t.test('who is in time is not late', async (t) => {
  t.equal(latenessOf(RULE, DUE, after(-1)), null)
  t.equal(latenessOf(RULE, DUE, after(0)), null)
  t.equal(latenessOf(RULE, null, after(DAY)), null, 'it is never due')
  t.equal(latenessOf(RULE, DUE, null), null, 'nobody knows')
})

t.test(
  'grace costs nothing, and the day counts from the moment it was due',
  async (t) => {
    t.same(latenessOf(RULE, DUE, after(1)), { minutes: 1, kept: 1 })
    t.same(latenessOf(RULE, DUE, after(30 * MINUTE)), { minutes: 30, kept: 1 })
    t.same(latenessOf(RULE, DUE, after(30 * MINUTE + 1)), {
      minutes: 31,
      kept: 0.9,
    })
    t.same(latenessOf(RULE, DUE, after(DAY)), { minutes: 1440, kept: 0.9 })
    t.same(latenessOf(RULE, DUE, after(DAY + 1)), { minutes: 1441, kept: 0.8 })
    t.same(latenessOf(RULE, DUE, after(3 * DAY)), { minutes: 4320, kept: 0.7 })
  },
)

t.test('something is kept, however late it is', async (t) => {
  t.match(latenessOf(RULE, DUE, after(90 * DAY)), { kept: 0.5 })
  const hard = { graceMinutes: 0, perDay: 0.4, floor: 0 }
  t.match(latenessOf(hard, DUE, after(3 * DAY)), { kept: 0 })
})
