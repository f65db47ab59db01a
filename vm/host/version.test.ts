import t from 'tap'

import { atLeast } from './version.ts'

t.test('atLeast() compares numbers, not letters', async (t) => {
  t.ok(atLeast('10.0.2', '10'))
  t.ok(atLeast('10.0.2', '9.0'))
  t.ok(atLeast('8.2.0', '8.2'))
  t.notOk(atLeast('7.2.15', '10'))
  t.notOk(atLeast('8.1.9', '8.2'))
})

t.test('atLeast() takes what is left out for 0', async (t) => {
  t.ok(atLeast('8', '8.0'))
  t.notOk(atLeast('8', '8.1'))
  t.notOk(atLeast('', '1'))
})

t.test('atLeast() minds only what is asked for', async (t) => {
  t.ok(atLeast('6.1.0-41-amd64', '5.12'))
  t.ok(atLeast('6.12+deb13-cloud', '6.12'))
  t.notOk(atLeast('5.11.0-rc1', '5.12'))
})

t.test('atLeast() refuses a word where a number is wanted', async (t) => {
  t.notOk(atLeast('unknown', '1'))
  t.notOk(atLeast('2.x.9', '2.0.0'))
})
