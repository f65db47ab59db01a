import t from 'tap'
import { bytesText, percentText, timeText } from './figures.ts'

t.test('numbers are short, and what nobody knows is a dash', async (t) => {
  const { NaN: unknown, POSITIVE_INFINITY: none } = Number
  t.same(
    [0, 1023, 1024, 1536, 67108864, 1.5 * 2 ** 30, unknown, none].map(
      bytesText,
    ),
    ['0 B', '1023 B', '1 KiB', '1.5 KiB', '64 MiB', '1.5 GiB', '–', '–'],
  )
  t.same([0, 7.53, 100, unknown].map(percentText), [
    '0 %',
    '7.5 %',
    '100 %',
    '–',
  ])
  t.same([0.24, 812, 12826, 3.4e6, unknown].map(timeText), [
    ...['0.2 µs', '812 µs', '13 ms', '3.4 s', '–'],
  ])
})
