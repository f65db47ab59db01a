import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import { withProgress } from './progress.ts'
import { recordingIo } from './test/recording-io.ts'

t.test('withProgress() writes plain lines without a terminal', async (t) => {
  const { io, err } = recordingIo({})
  await withProgress(io, async (line) => {
    line.stage('one')
    line.update('one, still')
    line.stage('two')
  })
  t.equal(err(), 'one\ntwo\n')
})

t.test(
  'withProgress() rewrites one line and restores the cursor',
  async (t) => {
    const { io, err } = recordingIo({ terminal: true })
    await t.rejects(
      withProgress(io, async (line) => {
        line.stage('a stage with a long name')
        await setTimeout(500)
        throw new Error('no')
      }),
      { message: 'no' },
    )
    t.ok(err().startsWith('\u001b[?25l'), 'the cursor is hidden')
    t.match(err(), '✓ a stage with a long name')
    t.ok(err().endsWith('\u001b[?25h'), 'and comes back')
  },
)

t.test('withProgress() keeps no line of a short stage', async (t) => {
  const { io, err } = recordingIo({ terminal: true })
  await withProgress(io, async (line) => line.stage('quick'))
  t.notMatch(err(), '✓')
})
