import t from 'tap'
import { noteDiagnosis } from '../doctor/diagnoses.ts'
import {
  NetworkError,
  PluginError,
  ProgramError,
  SpecError,
  UsageError,
} from '../errors.ts'
import { HINTS } from '../hints.ts'
import { StepError, SyscallError } from '../sys/errors.ts'
import { TodoError } from '../todo.ts'
import { describeError } from './report.ts'

const text = (error: unknown) => describeError('mini-runc', error)

t.test('a failed call comes with a hint and where to read', async (t) => {
  const error = new SyscallError('chroot', 1, ['/srv/box'])
  const lines = text(error).split('\n')
  t.match(lines[0], /^mini-runc: chroot\("\/srv\/box"\): EPERM: /)
  t.match(lines[1], /^ {2}hint {2}Only root/)
  t.match(lines[2], /^ {2}read {2}chroot\(2\) · capabilities\(7\)/)
})

t.test('errors of node:fs are read like those of calls', async (t) => {
  const error = Object.assign(new Error('EACCES: permission denied'), {
    code: 'EACCES',
    syscall: 'open',
  })
  t.equal(text(error), 'mini-runc: EACCES: permission denied\n')
})

t.test('an overlay of ours is no mount of a container', async (t) => {
  const args = ['a', '/srv/box', 'overlay', 0, 'lowerdir=/a:/b']
  const own = new SyscallError('mount', 40, args)
  t.match(
    text(own),
    /ELOOP.*\n {2}hint {2}One of the directories lies in another/,
  )
  const step = new StepError(1, { name: 'mount', args }, 22)
  t.notMatch(text(step), /upperdir/)
})

t.test('what a plugin has said is told in full', async (t) => {
  const facts = { plugin: 'p', command: 'ADD', code: 104, details: 'a\nb' }
  t.equal(
    text(new PluginError('no', facts)),
    'mini-runc: CNI plugin "p" failed at ADD: no (code 104)\n  said  a\n        b\n',
  )
})

t.test('expected errors have no stack', async (t) => {
  const place = { file: 'config.json', pointer: '/root' }
  const errors = [
    new SpecError(place, 'an object', 'nothing'),
    new UsageError('Expected one container ID but found 0'),
    new ProgramError('Expected', { program: 'nope', code: 'ENOENT' }),
    new TodoError('lab-01-root'),
    new NetworkError('link "a"', 'there', 'nothing', 'ENODEV'),
  ]
  for (const error of errors) t.notMatch(text(error), /^ +at /m, error.name)
})

t.test('our own mistakes have one', async (t) => {
  t.match(text(new TypeError('oops')), /oops\n +at /)
})

t.test('every hint names a page and ends without a full stop', async (t) => {
  for (const [key, { hint, docs }] of Object.entries(HINTS)) {
    t.match(key, /^\w+:E[A-Z0-9]+$/)
    t.ok(docs.length > 0, key)
    t.notMatch(hint, /\.$/, key)
  }
})

t.test('what the doctor found stands in place of the hint', async (t) => {
  const step = { name: 'chdir', args: ['/work'], note: 'Stand inside' }
  const steps = [step, step, step]
  const cause = new StepError(1, step, 2, { program: { steps } as never })
  noteDiagnosis(cause, {
    code: 'CWD_MISSING',
    evidence: [{ source: 'file', text: '"/work" is not there' }],
    because: 'It is looked up inside',
    fix: 'Make it',
    docs: ['chdir(2)'],
  })
  const lines = text(cause).split('\n')
  t.match(lines[0], /^mini-runc: chdir\("\/work"\): ENOENT/)
  t.same(lines.slice(1, 3), [
    '  step    1 of 3: Stand inside',
    '  file    "/work" is not there',
  ])
  t.notMatch(text(cause), /hint/)
})

t.test('a diagnosis of the cause is told as well', async (t) => {
  const cause = new SyscallError('execve', 2, ['/bin/sh'])
  noteDiagnosis(cause, {
    code: 'LOADER_MISSING',
    evidence: [{ source: 'file', text: '"/lib64" is not there' }],
    because: 'It is started by its loader',
    fix: 'Copy it',
    docs: ['ld.so(8)'],
  })
  const facts = { program: 'sh', code: 'ENOENT' }
  const error = new ProgramError('Expected', facts, { cause })
  t.match(text(error), /^mini-runc: Expected\n {2}file {4}"\/lib64"/)
})
