import t from 'tap'
import { bytes, digits } from './figures.ts'

const of = (value: string, limit: string) => `${value} of ${limit}`
const MIB = 1024 * 1024

t.test('bytes() puts value and limit into one unit', async (t) => {
  t.equal(bytes(10.4 * MIB, 64 * MIB, of), '10.4 of 64 MiB')
  t.equal(bytes(3000, MIB, of), '0 of 1 MiB')
  t.equal(bytes(1536, 4096, of), '1.5 of 4 KiB')
  t.equal(bytes(512, 0, of), '512 of 0 B')
})

t.test('bytes() without a limit takes the unit of the value', async (t) => {
  t.equal(bytes(0), '0 B')
  t.equal(bytes(1536), '1.5 KiB')
  t.equal(bytes(3 * 1024 ** 5), '3072 TiB')
  t.equal(bytes(Number.NaN), '– B')
})

t.test('digits() keeps one decimal of a small number', async (t) => {
  t.equal(digits(7.25), '7.3')
  t.equal(digits(64), '64')
  t.equal(digits(123.4), '123')
  t.equal(digits(Number.NaN), '–')
})
