import t from 'tap'
import type { DeviceRule } from '../../spec/runtime-spec.ts'
import { DEFAULT_RULES, deviceFilter } from './device-filter.ts'
import { runProgram } from './test/ebpf-machine.ts'

interface Question {
  readonly type: 'b' | 'c'
  readonly major: number
  readonly minor: number
  readonly access: string
}

const BITS = { m: 1, r: 2, w: 4 }

/** What the kernel would be told. */
function ask(
  rules: readonly DeviceRule[],
  { type, major, minor, access }: Question,
): boolean {
  const bits = [...access].map((letter) => BITS[letter as 'r'])
  const asked = bits.reduce((all, bit) => all | bit, 0)
  const memory = Buffer.alloc(12)
  memory.writeUInt32LE((asked << 16) | (type === 'b' ? 1 : 2), 0)
  memory.writeUInt32LE(major, 4)
  memory.writeUInt32LE(minor, 8)
  return runProgram(deviceFilter(rules), memory) === 1
}

const disk = (access: string, minor = 0): Question => ({
  ...{ type: 'b', major: 7, minor },
  access,
})
const allow = (rule: Partial<DeviceRule> = {}) => ({ allow: true, ...rule })
const deny = (rule: Partial<DeviceRule> = {}) => ({ allow: false, ...rule })
const LOOP = { type: 'b', major: 7 } as const

t.test('what no rule is about is denied', async (t) => {
  t.notOk(ask([], disk('r')))
  t.notOk(ask([deny()], disk('r')))
  t.notOk(ask([allow({ ...LOOP, minor: 1 })], disk('r')))
})

t.test(
  'a rule is about a type and two numbers, each of them or any',
  async (t) => {
    t.ok(ask([allow()], disk('rw')))
    t.ok(ask([allow({ type: 'a' })], disk('rw')))
    t.ok(ask([allow(LOOP)], disk('rw', 3)))
    t.ok(ask([allow({ ...LOOP, major: -1, minor: 3 })], disk('rw', 3)))
    t.ok(ask([allow({ ...LOOP, minor: -1 })], disk('rw', 3)))
    t.notOk(ask([allow({ ...LOOP, type: 'c' })], disk('r')))
    t.notOk(ask([allow({ ...LOOP, major: 8 })], disk('r')))
    t.notOk(
      ask([allow({ ...LOOP, minor: 0 })], disk('r', 3)),
      'minor 0 is not any',
    )
    t.ok(
      ask([allow({ major: 0xfff, minor: 0xfffff })], {
        ...{ type: 'c', major: 0xfff, minor: 0xfffff },
        access: 'r',
      }),
    )
  },
)

t.test('the last rule counts', async (t) => {
  t.ok(ask([deny(), allow(LOOP)], disk('rw')))
  t.notOk(ask([allow(LOOP), deny()], disk('rw')))
  t.notOk(ask([allow(), deny(LOOP)], disk('rw')))
  t.ok(ask([allow(LOOP), deny({ ...LOOP, minor: 1 })], disk('rw')))
  t.notOk(ask([allow(LOOP), deny({ ...LOOP, minor: 1 })], disk('rw', 1)))
})

t.test('each kind of access is decided on its own', async (t) => {
  const readable = [allow({ ...LOOP, access: 'r' })]
  t.ok(ask(readable, disk('r')))
  t.notOk(ask(readable, disk('w')))
  t.notOk(ask(readable, disk('rw')), 'both at once')
  const both = [...readable, allow({ ...LOOP, access: 'w' })]
  t.ok(ask(both, disk('rw')), 'by two rules')
  const notWritable = [allow(LOOP), deny({ ...LOOP, access: 'w' })]
  t.ok(ask(notWritable, disk('r')))
  t.notOk(ask(notWritable, disk('rw')), 'a no to one of two is enough')
  t.ok(ask([deny({ access: 'w' }), allow(LOOP)], disk('rw')))
})

t.test('default devices are allowed, whatever the rules say', async (t) => {
  const names = { null: 3, zero: 5, full: 7, random: 8, urandom: 9 }
  for (const [name, minor] of Object.entries(names)) {
    const device = { type: 'c', major: 1, minor, access: 'rwm' } as const
    t.ok(ask([deny()], device), name)
  }
  const memory = { type: 'c', major: 1, minor: 1, access: 'r' } as const
  t.notOk(ask([deny()], memory), '/dev/mem')
  for (const [major, minor] of [
    [5, 0],
    [5, 2],
    [136, 0],
    [136, 77],
  ] as const)
    t.ok(ask([], { type: 'c', major, minor, access: 'rw' }))
  t.notOk(ask([], { type: 'c', major: 5, minor: 1, access: 'rw' }))
})

t.test('every node may be made, though not be opened', async (t) => {
  t.ok(ask([deny()], disk('m')))
  t.notOk(ask([deny()], disk('rm')))
})

/** The same, said without a machine. */
function expected(rules: readonly DeviceRule[], question: Question): boolean {
  const about = [...rules, ...DEFAULT_RULES].filter((rule) => {
    const { type = 'a', major = -1, minor = -1 } = rule
    return (
      (type === 'a' || type === question.type) &&
      (major === -1 || major === question.major) &&
      (minor === -1 || minor === question.minor)
    )
  })
  return [...question.access].every((letter) =>
    Boolean(
      about.findLast(({ access = 'rwm' }) => access.includes(letter))?.allow,
    ),
  )
}

t.test('2000 random lists are decided as the rules say', async (t) => {
  let state = 1
  const draw = <T>(choices: readonly T[]): T => {
    state = (state * 48271) % 0x7fffffff
    return choices[state % choices.length] as T
  }
  const accesses = ['r', 'w', 'm', 'rw', 'rm', 'wm', 'rwm']
  const rule = (): DeviceRule => ({
    allow: draw([true, false]),
    type: draw(['a', 'b', 'c'] as const),
    major: draw([-1, 1, 7]),
    minor: draw([-1, 0, 3]),
    access: draw(accesses),
  })
  const yes = new Set<boolean>()
  for (let round = 0; round < 2000; round++) {
    const rules = Array.from({ length: draw([0, 1, 2, 5, 9]) }, rule)
    const question: Question = {
      type: draw(['b', 'c'] as const),
      major: draw([1, 7]),
      minor: draw([0, 3]),
      access: draw(accesses),
    }
    const answer = ask(rules, question)
    yes.add(answer)
    if (answer !== expected(rules, question))
      t.fail(JSON.stringify({ rules, question, answer }))
  }
  t.equal(yes.size, 2, 'both answers were given')
})
