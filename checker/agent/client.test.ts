/** The host's end against agents that misbehave. */
import { spawn } from 'node:child_process'
import t from 'tap'
import { AgentError, ImpostorError } from '../errors.ts'
import { AgentClient } from './client.ts'
import { LineReader } from './line-reader.ts'
import { LONGEST_LINE } from './protocol.ts'

const KEY = 'key'
const SIGN = `
const sign = (text) => require('node:crypto')
  .createHmac('sha256', '${KEY}').update(text).digest('base64url') + ' ' + text
`

/** An agent that is a line of JavaScript. */
const agentThat = (does: string) =>
  new AgentClient(spawn(process.execPath, ['-e', SIGN + does]), KEY)

const ECHO = `
require('node:readline').createInterface({ input: process.stdin })
  .on('line', (line) => {
    const { id, method, params } = JSON.parse(line)
    console.log(sign(JSON.stringify({ id, result: params.paths })))
  })
`

t.test('a call is answered by the reply with its number', async (t) => {
  const client = agentThat(ECHO)
  const calls = ['a', 'b'].map((path) =>
    client.call('identify', { paths: [path] }, 5000),
  )
  t.same(await Promise.all(calls), [['a'], ['b']])
  await client.close()
})

t.test('an error of the agent is an AgentError', async (t) => {
  const client = agentThat(
    ECHO.replace('result: params.paths', "error: { message: 'no such job' }"),
  )
  await t.rejects(client.call('identify', { paths: [] }, 5000), {
    name: 'AgentError',
    message: /no such job/,
  })
  client.abandon()
})

t.test('an agent that dies fails all calls, and says why', async (t) => {
  const client = agentThat("console.error('out of memory'); process.exit(7)")
  const call = client.call('identify', { paths: [] }, 5000)
  await t.rejects(call, /ended \(status 7\): out of memory/)
  await t.rejects(client.call('identify', { paths: [] }, 5000), AgentError)
  await client.close()
})

t.test('an agent that hangs fails the call in time', async (t) => {
  const client = agentThat('setInterval(() => {}, 1000)')
  const call = client.call('identify', { paths: [] }, 100)
  await t.rejects(call, /did not answer "identify" in 100 ms/)
  client.abandon()
})

t.test('an agent that talks nonsense is not believed', async (t) => {
  for (const words of ['hello', '[]', 'null', '{"id": 1}']) {
    const client = agentThat(
      `console.log(sign('${words}')); setTimeout(() => {}, 5000)`,
    )
    await t.rejects(client.call('identify', { paths: [] }, 5000), /said "/)
    client.abandon()
  }
})

t.test('somebody who speaks for the agent is not believed', async (t) => {
  const client = agentThat(
    `console.log('{"id": 1, "result": []}'); setTimeout(() => {}, 5000)`,
  )
  await t.rejects(client.call('identify', { paths: [] }, 5000), /said "/)
  client.abandon()
})

/** It signs what it says of the first two calls; then somebody else speaks. */
const THEFT = `
require('node:readline').createInterface({ input: process.stdin })
  .on('line', (line) => {
    const { id, params } = JSON.parse(line)
    const answer = JSON.stringify({ id, result: null })
    console.log(id < 3 ? sign(answer) : params.paths[0] || answer)
  })
`

const START = {
  ...{ argv: [], cwd: '/', folder: '/', env: {}, descriptors: {} },
  timeoutMs: 1000,
}

/** What becomes of a line that nobody signed. */
async function heard(line: string, { started = true } = {}) {
  const client = agentThat(THEFT)
  await client.call('identify', { paths: [] }, 5000)
  await (started
    ? client.call('start', START, 5000)
    : client.call('identify', { paths: [] }, 5000))
  const call = client.call('identify', { paths: [line] }, 5000)
  const error = await call.catch((error) => error)
  const { impostor } = client
  client.abandon()
  return { error, impostor }
}

t.test('an answer that is not signed gives an impostor away', async (t) => {
  const strange = `${'x'.repeat(43)} {"id": 3, "error": {"message": ""}}`
  for (const line of ['', '{"id": 1, "result": []}', strange]) {
    const { error, impostor } = await heard(line)
    t.type(error, ImpostorError)
    t.type(error, AgentError)
    t.equal(impostor, error)
    t.match(error.message, /in the place of the agent/)
  }
})

t.test('noise, and half of a line, accuse nobody', async (t) => {
  const half = `${'x'.repeat(43)} {"id": 3, "result": [`
  for (const line of ['kernel panic', half, '[]', '{"id": 3}', '"result" 7']) {
    const { error, impostor } = await heard(line)
    t.equal(impostor, null, line)
    t.notOk(error instanceof ImpostorError)
    t.match(error.message, /said "/)
  }
})

t.test('nobody is accused before a program was started', async (t) => {
  const line = '{"id": 3, "result": []}'
  t.equal((await heard(line, { started: false })).impostor, null)
  const client = agentThat(`console.log('${line}'); setTimeout(() => {}, 5000)`)
  await t.rejects(client.call('start', START, 5000), /said "/)
  t.equal(client.impostor, null, 'perhaps we have another key')
  client.abandon()
})

t.test('a flood without a line end is cut off', async (t) => {
  const client = agentThat(
    "const x = 'x'.repeat(1 << 20); const w = () => process.stdout.write(x, w); w()",
  )
  await t.rejects(client.call('identify', { paths: [] }, 20_000), /sent a line/)
  client.abandon()
})

t.test('close() ends an agent that does not listen', async (t) => {
  const client = agentThat('process.exit(0)')
  await t.resolves(client.close())
})

t.test(
  'LineReader joins what came in pieces, bytes of a character too',
  async (t) => {
    const lines: string[] = []
    const reader = new LineReader((line) => lines.push(line), t.fail)
    const bytes = Buffer.from('{"a":"容器"}\n{"b"')
    for (const byte of bytes) reader.push(Buffer.of(byte))
    reader.push(Buffer.from(':1}\n'))
    t.same(lines, ['{"a":"容器"}', '{"b":1}'])
  },
)

t.test('LineReader ends lines where JSON cannot have an end', async (t) => {
  const lines: string[] = []
  const reader = new LineReader((line) => lines.push(line), t.fail)
  const texts = ['a\u2028b', 'a\rb', ''].map((text) => JSON.stringify(text))
  reader.push(Buffer.from(`${texts.join('\n')}\n`))
  t.same(lines, texts)
})

t.test('LineReader gives up on a line without end', async (t) => {
  let reason = ''
  const reader = new LineReader(t.fail, (text) => {
    reason = text
  })
  reader.push(Buffer.alloc(LONGEST_LINE + 1, 'x'))
  t.match(reason, /more than/)
})
