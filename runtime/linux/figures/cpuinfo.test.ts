import t from 'tap'
import { cpuinfoFor, cpuList, cpusWithin, onlineFor } from './cpuinfo.ts'

// Of x86-64 and of arm64, shortened.
const block = (number: number) => `processor\t: ${number}
vendor_id\t: AuthenticAMD
model name\t: processor ${number} of the host
flags\t\t: fpu vme
power management:

`
const X64 = [0, 1, 2, 10].map(block).join('')
const ARM64 = `processor\t: 0
BogoMIPS\t: 50.00

processor\t: 1
BogoMIPS\t: 50.00

Hardware\t: a board
Serial\t\t: 0000

`

const numbers = (text: string) =>
  [...text.matchAll(/^processor\s*: (\d+)$/gm)].map(([, number]) => number)

const names = (text: string) =>
  [...text.matchAll(/processor (\d+) of/g)].map(([, number]) => number)

t.test('there are so many blocks, counted from 0', async (t) => {
  const text = cpuinfoFor(X64, [1, 10])
  t.same(numbers(text), ['0', '1'])
  t.same(names(text), ['1', '10'], 'what stands in them is true')
  t.equal(text.match(/fpu vme/g)?.length, 2)
  t.match(text, /power management:\n\n$/)
})

t.test('with all of them nothing changes', async (t) => {
  t.equal(
    cpuinfoFor(X64.replace(': 10', ': 3'), [0, 1, 2, 3]),
    X64.replace(': 10', ': 3'),
  )
  t.equal(cpuinfoFor(ARM64, [0, 1]), ARM64)
})

t.test('what is about the whole machine stays', async (t) => {
  const text = cpuinfoFor(ARM64, [1])
  t.same(numbers(text), ['0'])
  t.match(text, /Hardware\t: a board/)
})

t.test('a quota counts as processors, rounded up', async (t) => {
  const all = [0, 1, 2, 3]
  t.same(cpusWithin(all, 0.2), [0])
  t.same(cpusWithin(all, 1), [0])
  t.same(cpusWithin(all, 1.5), [0, 1])
  t.same(cpusWithin(all, 8), all)
  t.same(cpusWithin(all, Number.POSITIVE_INFINITY), all)
  t.same(cpusWithin([2, 3], 1), [2])
})

t.test('cpuList() reads the lists of the kernel', async (t) => {
  t.same(cpuList('0-1\n'), [0, 1])
  t.same(cpuList('0-2,5,7-8'), [0, 1, 2, 5, 7, 8])
  t.same(cpuList('3'), [3])
  t.same(cpuList('\n'), [])
})

t.test('onlineFor() is one', async (t) => {
  t.equal(onlineFor(1), '0\n')
  t.same(cpuList(onlineFor(3)), [0, 1, 2])
})
