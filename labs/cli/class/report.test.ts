import { statSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, createServer as createPlainServer } from 'node:net'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { LabReport } from '#checker/check.ts'
import { recordingIo } from '../test/recording-io.ts'
import { linkIn } from './join.ts'
import {
  forgetMembership,
  readMembership,
  writeMembership,
} from './membership.ts'
import { tellClass } from './report.ts'
import { someReport } from './test/report.ts'

/** A class that answers so; what it was sent. */
async function answering(t: Test, status: number) {
  const sent: { headers: unknown; body: unknown }[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk) => {
      text += chunk
    })
    request.on('end', () => {
      const { headers } = request
      sent.push({ headers, body: JSON.parse(text) })
      const headersBack = { location: 'http://127.0.0.1:1/' }
      response.writeHead(status, headersBack).end()
    })
  })
  return { url: await listening(t, server), sent }
}

async function listening(
  t: Test,
  server: Server | ReturnType<typeof createPlainServer>,
) {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Tell a class at this address; what the student reads, and how long it took. */
async function told(t: Test, url: string, report: LabReport = someReport()) {
  const root = t.testdir()
  writeMembership(root, { url, name: 'Ann', secret: 's-e-c' })
  const { io, err } = recordingIo({})
  const began = Date.now()
  await tellClass(io, root, report)
  return { line: err(), ms: Date.now() - began }
}

t.test('the class is sent verdicts and nothing else', async (t) => {
  const { url, sent } = await answering(t, 204)
  const { line } = await told(t, url)
  t.match(sent, [{ headers: { authorization: 'Bearer s-e-c' } }])
  t.same(sent[0]?.body, {
    lab: '01-chroot',
    results: [
      { check: 'root.cwd', verdict: 'fail', diagnosis: 'CHDIR_FORGOTTEN' },
      { check: 'exec.argv', verdict: 'pass', diagnosis: null },
    ],
  })
  t.match(line, /^Verdicts sent to the class at http:\S+, as Ann .*\n$/)
})

t.test('who joined no class tells none', async (t) => {
  const { io, err } = recordingIo({})
  await tellClass(io, t.testdir(), someReport())
  t.equal(err(), '')
})

t.test('a class that is gone costs a line', async (t) => {
  const { line } = await told(t, 'http://127.0.0.1:1')
  t.match(line, /^The class at http:\S+ does not answer; .*\n$/)
})

t.test('a class that hangs is not waited for', async (t) => {
  const url = await listening(
    t,
    createPlainServer((socket) => socket.unref()),
  )
  const { line, ms } = await told(t, url)
  t.match(line, /does not answer/)
  t.ok(ms < 10_000, `${ms} ms`)
})

t.test('a class that says no is told of in words that help', async (t) => {
  const answers = {
    401: /does not know you any more. labs join --leave/,
    429: /does not answer/,
    500: /does not answer/,
    307: /does not answer/,
  }
  for (const [status, words] of Object.entries(answers)) {
    const { url, sent } = await answering(t, Number(status))
    t.match((await told(t, url)).line, words, status)
    t.equal(sent.length, 1)
  }
})

t.test('an interrupted check says nothing more', async (t) => {
  const root = t.testdir()
  const { url } = await answering(t, 204)
  writeMembership(root, { url, name: 'Ann', secret: 's-e-c' })
  const { io, err } = recordingIo({ signal: AbortSignal.abort() })
  await tellClass(io, root, someReport())
  t.equal(err(), '')
})

t.test('a membership is private, and a damaged one is none', async (t) => {
  const root = t.testdir()
  t.equal(readMembership(root), null)
  const membership = { url: 'http://x', name: 'Ann', secret: 's-e-c' }
  writeMembership(root, membership)
  t.same(readMembership(root), membership)
  const file = join(root, '.cache/class.json')
  t.equal(statSync(file).mode & 0o777, 0o600)
  forgetMembership(root)
  t.equal(readMembership(root), null)
  for (const text of ['', '{', 'null', '[]', '{"url":1}']) {
    const damaged = t.testdir({ '.cache': { 'class.json': text } })
    t.equal(readMembership(damaged), null, text)
  }
})

t.test('linkIn() takes what labs class prints', async (t) => {
  const url = 'http://192.168.1.5:4174'
  t.same(linkIn(`${url}/#k3fd`), { url, secret: 'k3fd' })
  t.same(linkIn(`${url}#k3fd`), { url, secret: 'k3fd' })
  const others = ['', 'k3fd', url, `${url}/#`, 'file:///etc/passwd#x', 'x:y#z']
  for (const text of others) t.equal(linkIn(text), null, text)
})
