import t from 'tap'
import { SpecError } from '../errors.ts'
import { plainSpec } from './default-spec.ts'
import { parseSpec } from './parse-spec.ts'

function parseText(seccomp: string) {
  const spec = JSON.stringify({ ...plainSpec(), linux: { seccomp: 'HERE' } })
  return parseSpec(spec.replace('"HERE"', seccomp), '/box/config.json').linux
    ?.seccomp
}

const parse = (seccomp: unknown) => parseText(JSON.stringify(seccomp))

const arg = { index: 0, value: 1, op: 'SCMP_CMP_EQ' }
const rule = { names: ['kill'], action: 'SCMP_ACT_ALLOW', args: [arg] }
const profile = { defaultAction: 'SCMP_ACT_ERRNO', syscalls: [rule] }

t.test('a profile reads back as it was written', async (t) => {
  const full = {
    ...profile,
    defaultErrnoRet: 38,
    architectures: ['SCMP_ARCH_X86_64', 'SCMP_ARCH_S390X'],
    flags: ['SECCOMP_FILTER_FLAG_LOG', 'SECCOMP_FILTER_FLAG_TSYNC'],
    listenerPath: '/run/agent.sock',
    listenerMetadata: 'any',
    syscalls: [
      rule,
      { names: ['a', 'b'], action: 'SCMP_ACT_TRACE', errnoRet: 0xffff },
      { ...rule, args: [{ ...arg, valueTwo: 7, op: 'SCMP_CMP_MASKED_EQ' }] },
    ],
  }
  t.same(parse(full), full)
  const least = { defaultAction: 'SCMP_ACT_ALLOW' }
  t.same(parse(least), least)
})

t.test('what a program in Go writes for nothing is nothing', async (t) => {
  for (const nothing of [null, {}, { defaultAction: '', syscalls: [] }])
    t.equal(parse(nothing), undefined)
  const empty = { architectures: null, flags: [], listenerPath: '' }
  t.same(parse({ ...profile, ...empty }), profile)
})

t.test('numbers of 64 bits are not rounded', async (t) => {
  const read = (value: string) =>
    parseText(
      `{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["kill"],"action":"SCMP_ACT_LOG","args":[{"index":0,"op":"SCMP_CMP_EQ","valueTwo" : ${value},"value":${value}}]}]}`,
    )?.syscalls?.[0]?.args?.[0]
  for (const value of [
    '18446744073709551615',
    '9223372036854775809',
    '9007199254740993',
  ])
    t.match(read(value), { value, valueTwo: value })
  t.match(read('4294967295'), { value: 4294967295 })
  for (const value of ['18446744073709551616', '99999999999999999999'])
    t.throws(() => read(value), /64 bits/)
})

t.test('a text that looks like a number is left alone', async (t) => {
  const listenerMetadata = '{"value": 12345678901234567890}'
  t.match(parse({ ...profile, listenerMetadata }), { listenerMetadata })
})

const withRule = (change: object) => ({
  ...profile,
  syscalls: [{ ...rule, ...change }],
})
const withArg = (change: object) => withRule({ args: [{ ...arg, ...change }] })

const WRONG: readonly (readonly [string, unknown, RegExp])[] = [
  ['', 'none', /an object/],
  ['/defaultAction', { syscalls: [rule] }, /one of SCMP_ACT_KILL, /],
  ['/defaultAction', { defaultAction: 'SCMP_ACT_NO' }, /one of/],
  ['/defaultAction', { defaultAction: 'SCMP_ACT_NOTIFY' }, /listener/],
  [
    '/defaultErrnoRet',
    { defaultAction: 'SCMP_ACT_KILL', defaultErrnoRet: 1 },
    /absent: "SCMP_ACT_KILL" has no errno/,
  ],
  ['/defaultErrnoRet', { ...profile, defaultErrnoRet: 4096 }, /0 to 4095/],
  ['/architectures/0', { ...profile, architectures: ['x86'] }, /SCMP_ARCH/],
  ['/flags/0', { ...profile, flags: ['LOG'] }, /SECCOMP_FILTER_FLAG_LOG/],
  ['/listenerPath', { ...profile, listenerPath: 'sock' }, /absolute/],
  ['/syscalls/0/names', withRule({ names: [] }), /at least one/],
  ['/syscalls/0/names', withRule({ names: undefined }), /a list/],
  ['/syscalls/0/names/0', withRule({ names: [1] }), /name of a system call/],
  ['/syscalls/0/action', withRule({ action: undefined }), /one of/],
  ['/syscalls/0/action', withRule({ action: 'SCMP_ACT_NOTIFY' }), /yet/],
  ['/syscalls/0/errnoRet', withRule({ errnoRet: 1 }), /has no errno/],
  [
    '/syscalls/0/errnoRet',
    withRule({ action: 'SCMP_ACT_TRACE', errnoRet: 65536 }),
    /0 to 65535/,
  ],
  ['/syscalls/0/args/0/index', withArg({ index: 6 }), /0 to 5/],
  ['/syscalls/0/args/0/index', withArg({ index: undefined }), /0 to 5/],
  ['/syscalls/0/args/0/value', withArg({ value: -1 }), /64 bits/],
  ['/syscalls/0/args/0/value', withArg({ value: '1' }), /64 bits/],
  ['/syscalls/0/args/0/value', withArg({ value: undefined }), /64 bits/],
  ['/syscalls/0/args/0/valueTwo', withArg({ valueTwo: 0.5 }), /64 bits/],
  ['/syscalls/0/args/0/op', withArg({ op: '==' }), /SCMP_CMP_NE/],
]

for (const [pointer, value, wanted] of WRONG)
  t.test(`${pointer} of ${JSON.stringify(value)}`, async (t) => {
    try {
      parse(value)
      t.fail('nothing was thrown')
    } catch (error) {
      if (!(error instanceof SpecError)) throw error
      t.equal(error.pointer, `/linux/seccomp${pointer}`)
      t.match(error.wanted, wanted)
    }
  })
