import t from 'tap'
import {
  flatKeyed,
  maxOr,
  nestedKeyed,
  numbersOf,
  quotaAndPeriod,
  wordsOf,
} from './cgroup-files.ts'

t.test(
  'flatKeyed() reads cpu.stat, and a file that is not there',
  async (t) => {
    t.same(flatKeyed('usage_usec 4711\nnr_periods 0\n'), {
      usage_usec: 4711,
      nr_periods: 0,
    })
    t.same(flatKeyed('hugetlb max\n'), { hugetlb: Number.POSITIVE_INFINITY })
    t.same(flatKeyed(''), {})
    t.same(flatKeyed(null), {})
  },
)

t.test('nestedKeyed() reads io.max, io.stat and a pressure file', async (t) => {
  const limits = '7:0 rbps=1048576 wbps=max\n7:1 riops=5\n'
  t.same(nestedKeyed(limits), {
    '7:0': { rbps: 1048576, wbps: Number.POSITIVE_INFINITY },
    '7:1': { riops: 5 },
  })
  t.same(nestedKeyed('some avg10=1.50 total=7\n'), {
    some: { avg10: 1.5, total: 7 },
  })
  // A device that was never used stands there alone, in some kernels.
  t.same(nestedKeyed('7:2\n'), { '7:2': {} })
  t.same(nestedKeyed(null), {})
})

t.test('maxOr() tells a number, no limit, and no file apart', async (t) => {
  t.equal(maxOr('7\n'), 7)
  t.equal(maxOr('0\n'), 0)
  t.equal(maxOr('max\n'), Number.POSITIVE_INFINITY)
  t.ok(Number.isNaN(maxOr('7\n1\n')))
  t.ok(Number.isNaN(maxOr('')))
  t.ok(Number.isNaN(maxOr(null)))
})

t.test('quotaAndPeriod() reads cpu.max', async (t) => {
  t.same(quotaAndPeriod('20000 100000\n'), { quotaUs: 20000, periodUs: 100000 })
  const { quotaUs } = quotaAndPeriod('max 100000\n')
  t.equal(quotaUs, Number.POSITIVE_INFINITY)
  t.same(quotaAndPeriod(null), { quotaUs: Number.NaN, periodUs: Number.NaN })
})

t.test('wordsOf() and numbersOf() read lists', async (t) => {
  t.same(wordsOf('12\n13\n'), ['12', '13'])
  t.same(wordsOf('cpu memory\n'), ['cpu', 'memory'])
  t.same(wordsOf(null), [])
  t.same(numbersOf('0-2,4\n'), [0, 1, 2, 4])
  t.same(numbersOf('\n'), [])
  t.same(numbersOf(null), [])
})
