import t from 'tap'
import { expectSameProcessor } from './same-processor.ts'

t.test('a guest with another processor is told, with the remedy', (t) => {
  expectSameProcessor('arm64', 'arm64')
  t.throws(() => expectSameProcessor('arm64', 'x64'), {
    name: 'AgentError',
    message: /LABS_ARCH=arm64/,
  })
  t.end()
})
