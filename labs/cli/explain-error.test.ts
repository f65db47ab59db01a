import t from 'tap'
import { RequirementError } from '#vm/errors.ts'
import { UsageError } from './command.ts'
import { explainError } from './explain-error.ts'
import { SubmissionError } from './submission/error.ts'
import { recordingIo } from './test/recording-io.ts'

t.test('explainError() tells who has to do something', async (t) => {
  const { io, out, err } = recordingIo({})
  t.equal(explainError(new UsageError('Expected a lab'), io), 2)
  t.equal(err(), 'labs: Expected a lab\n')
  t.equal(out(), '')
})

t.test('explainError() gives the remedy of a missing thing', async (t) => {
  const { io, err } = recordingIo({})
  const remedy = 'Run: apt-get install git'
  const missing = { name: 'git', ok: false, found: 'nothing', remedy }
  t.equal(explainError(new RequirementError([missing]), io), 3)
  t.match(err(), remedy)
})

t.test('explainError() takes the blame for what is ours', async (t) => {
  const { io, err } = recordingIo({ language: 'zh' })
  t.equal(explainError(new TypeError('x is not a function'), io), 3)
  t.match(err(), 'labs 自身出了故障')
  t.match(err(), 'explain-error.test')
  t.match(err(), 'LABS_DEBUG=1')
})

t.test('explainError() tells files from keys', async (t) => {
  const { io, err } = recordingIo({ language: 'zh' })
  const path = 'runtime/a.ts'
  const file = new SubmissionError('NOT_A_FILE', { path, found: 'symlink' })
  t.equal(explainError(file, io), 1)
  t.match(err(), '"runtime/a.ts" 应为普通文件')
  const key = new SubmissionError('KEY_EXPOSED', { path: '/k', found: '644' })
  t.equal(explainError(key, io), 3)
  t.match(err(), 'chmod 600 /k')
})

t.test('explainError() shows faults of the work as red', async (t) => {
  const { io, err } = recordingIo({})
  const fault = 'rootfs.ts:22:7: ERROR: Expected ";"'
  const error = Object.assign(new Error(), {
    name: 'BundleError',
    faults: [fault],
  })
  t.equal(explainError(error, io), 1)
  t.match(err(), fault)
})
