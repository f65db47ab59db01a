import { request } from 'node:http'
import t, { type Test } from 'tap'
import { labs } from '#labs/catalog.ts'
import { EventLines } from '../web/page/event-lines.ts'
import { joinClass, leaveClass } from './join.ts'
import { serveClass } from './server.ts'
import { classIn } from './test/class.ts'

const secrets = { join: 'joi-n', view: 'vie-w' }
const page = { '/': { type: 'text/html', text: 'the page' } }

/** On Linux every address of 127.0.0.0/8 is this computer's. */
const NETWORK = '127.0.0.2'

async function opened(t: Test, lan: string | null = null) {
  const { store, clock } = classIn(t)
  const broken: unknown[] = []
  const server = await serveClass({
    ...{ store, labs, lab: null, page, secrets, lan, port: 0 },
    onBroken: (error) => broken.push(error),
  })
  t.teardown(async () => {
    await server.close()
    if (broken.length > 0) throw broken[0]
  })
  const url = `http://127.0.0.1:${server.port}`
  const ask = (path: string, secret: string | null, body?: unknown) =>
    fetch(url + path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: secret === null ? {} : { authorization: `Bearer ${secret}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  const join = (name: string) =>
    joinClass({ url, secret: secrets.join }, name, NEVER)
  return { server, store, clock, url, ask, join }
}

const NEVER = new AbortController().signal

const REPORT = {
  lab: '01-chroot',
  results: [
    { check: 'root.cwd', verdict: 'fail', diagnosis: 'CHDIR_FORGOTTEN' },
  ],
}

t.test('a student joins, reports and leaves', async (t) => {
  const { store, ask, join } = await opened(t)
  const ann = await join('Ann')
  t.match(ann, { name: 'Ann', secret: /^[\w-]{32}$/ })
  t.match(await join('Ann'), { name: 'Ann 2' })
  t.equal((await ask('/api/report', ann.secret, REPORT)).status, 204)
  const [student] = store.register.students
  t.same(
    [...(student?.labs.get('01-chroot')?.results ?? [])],
    [['root.cwd', ['fail', 'CHDIR_FORGOTTEN']]],
  )
  await leaveClass(ann, NEVER)
  t.same(
    store.register.students.map(({ name }) => name),
    ['Ann 2'],
  )
  t.equal((await ask('/api/report', ann.secret, REPORT)).status, 401)
})

t.test('every secret opens one door', async (t) => {
  const { ask, join, store } = await opened(t)
  const { secret: own } = await join('Ann')
  const doors = [
    { path: '/api/join', body: { name: 'Bo' }, opens: [secrets.join] },
    { path: '/api/report', body: REPORT, opens: [own] },
    { path: '/api/view', body: undefined, opens: [secrets.view] },
  ]
  for (const { path, body, opens } of doors) {
    for (const secret of [null, 'x', secrets.join, secrets.view, own]) {
      const answer = await ask(path, secret, body)
      await answer.body?.cancel()
      const isOpen = opens.some((it) => it === secret)
      t.equal(answer.status !== 401, isOpen, `${path} with ${secret}`)
    }
  }
  t.same(
    store.register.students.map(({ name }) => name),
    ['Ann', 'Bo'],
  )
})

t.test('a secret in the address opens nothing', async (t) => {
  const { ask } = await opened(t)
  const query = `token=${secrets.view}&secret=${secrets.view}`
  t.equal((await ask(`/api/view?${query}`, null)).status, 401)
})

t.test('what is malformed is refused', async (t) => {
  const { ask, url, join } = await opened(t)
  const { secret } = await join('Ann')
  for (const body of [null, {}, { name: 1 }, { name: '\u200b' }]) {
    const answer = await ask('/api/join', secrets.join, body)
    t.equal(answer.status, 400, JSON.stringify(body))
  }
  for (const body of [null, [], { lab: '99' }, { ...REPORT, results: 'x' }]) {
    const answer = await ask('/api/report', secret, body)
    t.equal(answer.status, 400, JSON.stringify(body))
  }
  const headers = { authorization: `Bearer ${secret}` }
  const init = { method: 'POST', headers }
  const noJson = await fetch(`${url}/api/report`, { ...init, body: '{' })
  t.equal(noJson.status, 400)
  const huge = { name: 'x'.repeat(100_000) }
  t.equal((await ask('/api/join', secrets.join, huge)).status, 413)
  t.equal((await ask('/api/join', secrets.join)).status, 405)
})

t.test(
  'other paths have nothing, other names and pages get nothing',
  async (t) => {
    const { ask, url, server } = await opened(t)
    t.equal(await (await ask('/', null)).text(), 'the page')
    const paths = ['/package.json', '/..%2f..%2fpackage.json', '/api', '/api/']
    for (const path of [...paths, '/page.ts', '//etc/passwd']) {
      t.equal((await ask(path, secrets.view)).status, 404, path)
    }
    t.equal(await statusFor(server.port, { host: 'evil.example' }), 421)
    const origin = 'http://evil.example'
    t.equal(await statusFor(server.port, { origin }), 403)
    t.equal(await statusFor(server.port, { origin: url }), 200)
  },
)

/** With headers that fetch would not let us set. */
function statusFor(port: number, headers: Record<string, string>) {
  return new Promise((resolve, reject) => {
    const asked = request({ port, host: '127.0.0.1', headers }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    asked.on('error', reject)
    asked.end()
  })
}

t.test('the page is told what happens', async (t) => {
  const { ask, join } = await opened(t)
  const { secret } = await join('Ann')
  const next = follow(await ask('/api/view', secrets.view))
  t.match(await next(), { people: 1, rows: [{ name: 'Ann' }] })
  await ask('/api/report', secret, REPORT)
  const view = await next()
  const at = view.lab.checks.findIndex(
    ({ id }: { id: string }) => id === 'root.cwd',
  )
  t.same(view.rows[0].cells[at], ['fail', 'CHDIR_FORGOTTEN'])
  t.match(view.joinLine, /^npx labs join 'http:\S+\/#joi-n' --name NAME$/)
  t.notMatch(JSON.stringify(view), secrets.view)
  t.notMatch(JSON.stringify(view), secret)
})

t.test('the page chooses a lab, and whether people are shown', async (t) => {
  const { ask, join } = await opened(t)
  const { secret } = await join('Ann')
  await ask('/api/report', secret, { ...REPORT, lab: '03-rootfs' })
  const view = async (query: string) =>
    await follow(await ask(`/api/view?${query}`, secrets.view))()
  t.match(await view(''), { lab: { id: '03-rootfs' } }, 'the last one')
  t.match(await view('lab=02-namespaces'), { lab: { id: '02-namespaces' } })
  t.match(await view('lab=nothing'), { lab: { id: '03-rootfs' } })
  const projected = await view('people=none')
  t.match(projected, { people: 1, rows: [] })
  t.notMatch(JSON.stringify(projected), 'Ann')
})

function follow(response: Response) {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  const lines = new EventLines()
  return async () => {
    for (;;) {
      const { value = '', done = true } = (await reader?.read()) ?? {}
      const [event] = lines.add(value)
      if (event !== undefined) return JSON.parse(event)
      if (done) throw new Error('The stream ended')
    }
  }
}

t.test('not everybody at once may look', async (t) => {
  const { ask } = await opened(t)
  const look = () => ask('/api/view', secrets.view)
  const first = await look()
  const others = await Promise.all(Array.from({ length: 15 }, look))
  t.ok([first, ...others].every(({ status }) => status === 200))
  t.equal((await look()).status, 429)
  await first.body?.cancel()
  await new Promise((resolve) => setTimeout(resolve, 200))
  t.equal((await look()).status, 200, 'somebody went')
})

t.test('on a network only students find a door', async (t) => {
  const { server, ask } = await opened(t, NETWORK)
  const url = `http://${NETWORK}:${server.port}`
  t.match(server.joinLine, `npx labs join '${url}/#joi-n'`)
  t.match(server.viewUrl, `http://127.0.0.1:${server.port}/#vie-w`)
  const link = { url, secret: secrets.join }
  const ann = await joinClass(link, 'Ann', NEVER)
  t.equal(ann.url, url)
  const headers = { authorization: `Bearer ${secrets.view}` }
  for (const path of ['/', '/api/view']) {
    t.equal((await fetch(url + path, { headers })).status, 404, path)
    t.equal((await ask(path, secrets.view)).status, 200, 'at home')
  }
  t.equal(await statusFor(server.port, { host: `${NETWORK}:80` }), 421)
})

t.test('a taken port is said, and nothing stays open', async (t) => {
  const { server, store } = await opened(t, NETWORK)
  const options = { store, labs, lab: null, page, secrets, onBroken: () => {} }
  const again = (lan: string | null, port: number) =>
    serveClass({ ...options, lan, port })
  await t.rejects(again(null, server.port), { code: 'EADDRINUSE' })
  await t.rejects(again('203.0.113.7', 0), { code: 'EADDRNOTAVAIL' })
})
