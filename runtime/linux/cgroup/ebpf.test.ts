import t from 'tap'
import { Assembler, bytesOf } from './ebpf.ts'

/** Bytes in hexadecimal, and the text, of what a recording has. */
function assembled(record: (code: Assembler) => void): string[][] {
  const code = new Assembler()
  record(code)
  return code.assemble().map(({ bytes, text }) => [bytes.toString('hex'), text])
}

// The left column is what llvm-mc -triple=bpfel makes of the right one.
t.test(
  'instructions have the bytes that other assemblers give them',
  async (t) => {
    const code = assembled((code) => {
      const end = code.ahead()
      code.ldxw('r2', 'r1', 4)
      code.ldxw('r5', 'r0', 0)
      code.mov('r0', 1)
      code.and('r3', 0xffff)
      code.and('r3', ~6)
      code.rsh('r3', 16)
      code.jeq('r3', 0, end)
      code.jne('r4', 136, end)
      code.jset('r3', 5, end)
      code.place(end)
      code.exit()
    })
    t.same(code, [
      ['6112040000000000', 'r2 = *(u32 *)(r1 +4)'],
      ['6105000000000000', 'r5 = *(u32 *)(r0 +0)'],
      ['b400000001000000', 'w0 = 1'],
      ['54030000ffff0000', 'w3 &= 65535'],
      ['54030000f9ffffff', 'w3 &= -7'],
      ['7403000010000000', 'w3 >>= 16'],
      ['1603020000000000', 'if w3 == 0x0 goto pc+2'],
      ['5604010088000000', 'if w4 != 0x88 goto pc+1'],
      ['4603000005000000', 'if w3 & 0x5 goto pc+0'],
      ['9500000000000000', 'exit'],
    ])
  },
)

t.test('numbers have 32 bits, with a sign or without', async (t) => {
  const [[large], [small]] = assembled((code) => {
    code.mov('r0', 0xffff_ffff)
    code.mov('r0', -1)
  }) as [string[], string[]]
  t.equal(large, small)
  for (const number of [2 ** 32, -(2 ** 31) - 1, 0.5, Number.NaN])
    t.throws(() => assembled((code) => code.mov('r0', number)), RangeError)
})

t.test('a jump goes to its mark, and to one at most', async (t) => {
  const code = new Assembler()
  const mark = code.ahead()
  code.jeq('r0', 0, mark)
  t.throws(() => code.assemble(), /placed/)
  for (let count = 0; count < 0x7fff; count++) code.exit()
  code.place(mark)
  t.equal(code.assemble()[0]?.bytes.readInt16LE(2), 0x7fff)
  t.throws(() => code.place(mark), /without a place/)
})

t.test('a jump has 16 bits', async (t) => {
  const code = new Assembler()
  const mark = code.ahead()
  code.jeq('r0', 0, mark)
  for (let count = 0; count <= 0x7fff; count++) code.exit()
  code.place(mark)
  t.throws(() => code.assemble(), /^Expected a jump over at most 32767/)
})

t.test('bytesOf() puts instructions one after the other', async (t) => {
  const code = new Assembler()
  code.mov('r0', 0)
  code.exit()
  const bytes = bytesOf(code.assemble()).toString('hex')
  t.equal(bytes, 'b4000000000000009500000000000000')
})
