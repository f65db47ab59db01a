import t from 'tap'
import { Assembler, bytesOf, type Mark } from './cbpf.ts'
import { runFilter } from './test/cbpf-machine.ts'

/** Bytes in hexadecimal, and the text, of what a recording has. */
function assembled(record: (code: Assembler) => void): string[][] {
  const code = new Assembler()
  record(code)
  return code.assemble().map(({ bytes, text }) => [bytes.toString('hex'), text])
}

const ANY = { nr: 0, arch: 0 }

// The left column is what a C compiler makes of the macros of linux/filter.h.
t.test('instructions have the bytes of the kernel’s macros', async (t) => {
  const code = assembled((code) => {
    const [one, two, end] = [code.ahead(), code.ahead(), code.ahead()]
    code.load(4)
    code.and(0xffff_ff00)
    code.jeq(0xc000_003e, two, end)
    code.place(one)
    code.jgt(5, two, end)
    code.place(two)
    code.jge(6, end, end)
    code.place(end)
    code.ret(0x7fff_0000)
  })
  t.same(code, [
    ['2000000004000000', 'ld [4]'],
    ['5400000000ffffff', 'and #0xffffff00'],
    ['150001023e0000c0', 'jeq #0xc000003e, l4, l5'],
    ['2500000105000000', 'jgt #0x5, l4, l5'],
    ['3500000006000000', 'jge #0x6, l5, l5'],
    ['060000000000ff7f', 'ret #0x7fff0000'],
  ])
})

t.test('numbers have 32 bits, with a sign or without', async (t) => {
  const [[large], [small]] = assembled((code) => {
    code.ret(0xffff_ffff)
    code.ret(-1)
  }) as [string[], string[]]
  t.equal(large, small)
  for (const number of [2 ** 32, -(2 ** 31) - 1, 0.5, Number.NaN])
    t.throws(() => assembled((code) => code.ret(number)), RangeError)
})

/** A program that goes over so many instructions, if A is 0. */
function over(count: number): Assembler {
  const code = new Assembler()
  const [far, near] = [code.ahead(), code.ahead()]
  code.load(0)
  code.jeq(0, far, near)
  code.place(near)
  for (let left = count; left > 0; left--) code.ret(1)
  code.place(far)
  code.ret(2)
  return code
}

t.test('a jump over 255 is short, one over 256 takes three', async (t) => {
  t.equal(over(255).assemble().length, 258)
  const long = over(256).assemble()
  t.equal(long.length, 261)
  t.same(
    long.slice(1, 4).map(({ text }) => text),
    ['jeq #0x0, l2, l3', 'ja l260', 'ja l4'],
  )
  t.equal(long[2]?.bytes.toString('hex'), '0500000001010000')
  for (const count of [1, 254, 255, 256, 257, 3000])
    for (const nr of [0, 7]) {
      const answer = runFilter(over(count).assemble(), { nr, arch: 0 })
      t.equal(answer, nr === 0 ? 2 : 1, `${nr} over ${count}`)
    }
})

t.test('a jump that becomes longer makes others longer', async (t) => {
  const code = new Assembler()
  const [outer, inner, on, then] = [1, 2, 3, 4].map(() => code.ahead()) as [
    Mark,
    Mark,
    Mark,
    Mark,
  ]
  code.load(0)
  code.jeq(1, outer, on)
  code.place(on)
  code.jeq(2, inner, then)
  code.place(then)
  // With both of them short the outer one goes over 255.
  for (let left = 254; left > 0; left--) code.ret(0)
  code.place(outer)
  code.ret(1)
  code.ret(0)
  code.place(inner)
  code.ret(2)
  const program = code.assemble()
  t.equal(program.length, 1 + 3 + 3 + 254 + 3)
  for (const nr of [0, 1, 2])
    t.equal(runFilter(program, { nr, arch: 0 }), nr === 0 ? 0 : nr)
})

t.test('a mark is placed once, and further on', async (t) => {
  const code = new Assembler()
  const mark = code.ahead()
  code.jeq(0, mark, mark)
  t.throws(() => code.assemble(), /placed/)
  code.place(mark)
  t.throws(() => code.place(mark), /without a place/)
  const back = new Assembler()
  const start = back.ahead()
  back.place(start)
  back.jeq(0, start, start)
  t.throws(() => back.assemble(), /further on/)
})

t.test('4096 instructions are enough for the kernel', async (t) => {
  const many = (count: number) => () =>
    assembled((code) => {
      for (let left = count; left > 0; left--) code.ret(0)
    })
  t.equal(many(4096)().length, 4096)
  t.throws(many(4097), /^Expected at most 4096 instructions but found 4097/)
})

t.test('bytesOf() puts instructions one after the other', async (t) => {
  const code = new Assembler()
  code.load(0)
  code.ret(0)
  const program = code.assemble()
  t.equal(bytesOf(program).toString('hex'), '20000000000000000600000000000000')
  t.equal(runFilter(program, ANY), 0)
})
