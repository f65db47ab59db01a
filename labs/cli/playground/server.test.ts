import { once } from 'node:events'
import { request } from 'node:http'
import t, { type Test } from 'tap'
import { WebSocket } from 'ws'
import type { Lab } from '#checker/lab.ts'
import { labs } from '#labs/catalog.ts'
import { EventLines } from '../web/page/event-lines.ts'
import type { Live } from './live.ts'
import { LiveState } from './live-state.ts'
import { type OpenSession, servePlayground } from './server.ts'
import { SharedTerminal } from './shared-terminal.ts'
import { FakeShell } from './test/fake-shell.ts'

const HOSTILE = '# Hi <img src=x onerror=alert(1)>\n\n```console\n# id\n```\n'

const MACHINE: Live['machine'] = {
  ...{ state: 'up', stage: '', provider: 'qemu', accel: 'tcg', kernel: '6.1' },
  ...{ forgets: true, program: 'runtime (reference)', fault: null },
}

/** A playground without a machine: it notes what it was asked to do. */
async function served(t: Test) {
  const shell = new FakeShell()
  const terminal = new SharedTerminal(
    { columns: 80, rows: 24 },
    { onBegin: () => {}, onEnd: () => {} },
  )
  t.teardown(() => terminal.dispose())
  terminal.attach(shell)
  const live = new LiveState({
    ...{ machine: MACHINE, scene: null, checks: null, births: [] },
    ...{ change: null, mark: null, viewers: 0, shown: { picture: 'mounts' } },
  })
  const done: unknown[] = []
  let uses = 0
  let lab: Lab | null = labs[0] ?? null
  const session: OpenSession = {
    live,
    terminal,
    viewersChanged: () => live.set('viewers', terminal.viewers),
    get lab() {
      return lab
    },
    check: (only) => done.push(['check', only]) > 0,
    choose: (chosen) => {
      lab = chosen
    },
    mark: async (isSet) => void done.push(['mark', isSet]),
    reset: async () => void done.push(['reset']),
    type: (line) => void done.push(['type', line]),
  }
  const server = await servePlayground({
    ...{ session, labs, language: 'en', port: 0 },
    files: { '/page.js': { type: 'text/javascript', text: 'hi()' } },
    lessonOf: (_lab, language) => (language === 'en' ? HOSTILE : null),
    onUse: () => {
      uses += 1
    },
    onBroken: (error) => t.fail('something broke', { error }),
  })
  t.teardown(() => server.close())
  const { port, url, viewUrl } = server
  const [full = '', view = ''] = [url, viewUrl].map((it) => it.split('#')[1])
  const origin = `http://127.0.0.1:${port}`
  return {
    ...{ port, origin, full, view, shell, terminal, live, done, server },
    uses: () => uses,
  }
}

type Served = Awaited<ReturnType<typeof served>>

interface Asked {
  readonly secret?: string
  readonly body?: unknown
}

async function post(
  { origin }: Served,
  name: string,
  { secret, body }: Asked = {},
): Promise<number> {
  const response = await fetch(`${origin}/api/${name}`, {
    method: 'POST',
    headers: secret === undefined ? {} : { authorization: `Bearer ${secret}` },
    body: JSON.stringify(body ?? {}),
  })
  await response.text()
  return response.status
}

const ACTIONS: Readonly<Record<string, object>> = {
  check: { only: ['root.cwd'] },
  lab: { id: '02-namespaces' },
  reset: {},
  mark: {},
  show: { picture: 'networks' },
  type: { line: 'id' },
  box: { action: 'rm', name: 'web' },
}

t.test('only the full secret does anything', async (t) => {
  const it = await served(t)
  for (const [name, body] of Object.entries(ACTIONS)) {
    t.equal(await post(it, name, { body }), 401, `${name} without`)
    t.equal(await post(it, name, { body, secret: 'x' }), 401, `${name} wrong`)
    const view = await post(it, name, { body, secret: it.view })
    t.equal(view, 403, `${name} by a projector`)
  }
  t.same(it.done, [])
  t.equal(it.uses(), 0, 'who may not does not use it')
  for (const [name, body] of Object.entries(ACTIONS))
    t.equal(await post(it, name, { body, secret: it.full }), 204, name)
  t.same(it.done, [
    ['check', ['root.cwd']],
    ['reset'],
    ['mark', true],
    ['type', 'id'],
    ['type', 'box rm web'],
  ])
  t.same(it.live.get('shown'), { picture: 'networks' })
  t.equal(it.uses(), Object.keys(ACTIONS).length)
})

t.test('what nobody could mean is refused', async (t) => {
  const it = await served(t)
  const { full: secret } = it
  const wrong: [string, unknown, number][] = [
    ['check', { only: ['nosuch'] }, 400],
    ['check', { only: [] }, 400],
    ['check', { only: 'root.cwd' }, 400],
    ['lab', { id: '99' }, 404],
    ['lab', {}, 404],
    ['type', { line: 'id\rreboot' }, 400],
    ['type', { line: '\u0003' }, 400],
    ['type', { line: 7 }, 400],
    ['show', { picture: 'x'.repeat(1000) }, 400],
    ['box', { action: 'run', name: 'a b' }, 400],
    ['box', null, 400],
    ['box', [], 400],
  ]
  for (const [name, body, status] of wrong) {
    const found = await post(it, name, { secret, body })
    t.equal(found, status, `${name} ${JSON.stringify(body).slice(0, 60)}`)
  }
  t.same(it.done, [])
})

t.test('the page has the lesson, and no way for markup in it', async (t) => {
  const { origin } = await served(t)
  const response = await fetch(`${origin}/?lab=01-chroot`)
  const html = await response.text()
  t.notMatch(html, /<img src=x/)
  t.match(html, '&lt;img src=x onerror=alert(1)&gt;')
  t.match(html, 'data-command="id"')
  const policy = `${response.headers.get('content-security-policy')}`
  const [, nonce = ''] = /style-src 'self' 'nonce-([^']+)'/.exec(policy) ?? []
  t.match(html, `nonce="${nonce}"`)
  t.ok(nonce.length >= 16)
  t.match(policy, /script-src 'self';/)
  t.match(policy, /require-trusted-types-for 'script'/)
  t.notMatch(policy, /(script|default|style)-src [^;]*'unsafe/)
  const again = await (await fetch(`${origin}/`)).text()
  t.notMatch(again, nonce, 'another page has another nonce')
  const chinese = await (await fetch(`${origin}/?lang=zh`)).text()
  t.match(chinese, /<html lang="zh-CN"[\s\S]*这个实验还没有课文/)
})

interface Knock {
  /** `null` leaves one out. */
  readonly headers?: Readonly<Record<string, string | null>>
  readonly protocols?: readonly string[]
}

/** What happens to somebody who wants to have the terminal. */
function knock(
  { port, origin }: Served,
  { headers = {}, protocols = ['lab'] as readonly string[] }: Knock,
): Promise<string> {
  const all = {
    ...{ origin, connection: 'Upgrade', upgrade: 'websocket' },
    'sec-websocket-version': '13',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'sec-websocket-protocol': protocols.join(', '),
    ...headers,
  }
  const sent = Object.entries(all).filter(([, value]) => value !== null)
  return new Promise((resolve) => {
    const asked = request({
      ...{ host: '127.0.0.1', port, path: '/api/terminal' },
      headers: Object.fromEntries(sent) as Record<string, string>,
    })
    asked.on('response', (response) => {
      response.resume()
      resolve(`${response.statusCode}`)
    })
    asked.on('upgrade', ({ headers }, socket) => {
      socket.destroy()
      resolve(`as ${headers['sec-websocket-protocol']}`)
    })
    asked.on('error', (error) => resolve(error.message))
    asked.end()
  })
}

t.test('the terminal is for pages of ours, with a secret', async (t) => {
  const it = await served(t)
  const { full, view, port } = it
  const protocols = ['lab', `t.${full}`]
  const strangers = {
    'another name': [{ host: `evil.example:${port}` }, '421'],
    'another port': [{ host: `127.0.0.1:${port + 1}` }, '421'],
    'another page': [{ origin: 'https://evil.example' }, '403'],
    'a page of nowhere': [{ origin: 'null' }, '403'],
    'another port’s page': [{ origin: `http://127.0.0.1:${port + 1}` }, '403'],
  } as const
  for (const [who, [headers, status]] of Object.entries(strangers))
    t.equal(await knock(it, { headers, protocols }), status, who)
  const noPage = { headers: { origin: null }, protocols }
  t.equal(await knock(it, noPage), '403', 'no page at all')
  for (const wrong of [
    [],
    ['t.'],
    ['t.x'],
    [`t.${full}x`],
    [full],
    ['t.', `t.${full.slice(1)}`],
  ])
    t.equal(
      await knock(it, { protocols: ['lab', ...wrong] }),
      '401',
      `${wrong}`.slice(0, 5),
    )
  t.equal(await knock(it, { protocols: [`t.${full}`] }), '400', 'no protocol')
  t.equal(await knock(it, { protocols }), 'as lab')
  t.equal(await knock(it, { protocols: ['lab', `t.${view}`] }), 'as lab')
})

async function opened(t: Test, { origin }: Served, secret: string) {
  const socket = new WebSocket(
    `${origin.replace('http', 'ws')}/api/terminal`,
    ['lab', `t.${secret}`],
    { origin },
  )
  t.teardown(() => socket.terminate())
  const frames: string[] = []
  let text = ''
  socket.on('message', (data, isBinary) => {
    if (isBinary) text += String(data)
    else frames.push(String(data))
  })
  await once(socket, 'open')
  return { socket, frames, text: () => text }
}

const until = async (holds: () => boolean) => {
  for (let turn = 0; turn < 200 && !holds(); turn++)
    await new Promise((resolve) => setTimeout(resolve, 10))
}

t.test('the full secret types, that of a projector looks', async (t) => {
  const it = await served(t)
  const full = await opened(t, it, it.full)
  const view = await opened(t, it, it.view)
  await until(() => full.frames.length > 1 && view.frames.length > 1)
  t.match(full.frames[0], /"t":"size","columns":80/)
  view.socket.send(Buffer.from('reboot\r'))
  view.socket.send(JSON.stringify({ t: 'resize', columns: 30, rows: 10 }))
  full.socket.send(Buffer.from('é\r'))
  full.socket.send(JSON.stringify({ t: 'resize', columns: 100, rows: 30 }))
  await until(() => it.shell.typed.length > 0 && view.frames.length > 2)
  t.same(it.shell.typed, ['é\r'])
  t.equal(it.uses(), 1, 'by who typed, and not by who tried')
  t.same(it.terminal.size, { columns: 100, rows: 30 })
  it.shell.print('容器')
  await until(() => view.text().includes('容器'))
  t.match(full.text(), '容器')
  await until(() => it.live.get('viewers') === 2)
  t.equal(it.live.get('viewers'), 2)
  view.socket.close()
  await until(() => it.live.get('viewers') === 1)
  t.equal(it.live.get('viewers'), 1)
})

t.test('a page that says what no page says is let go', async (t) => {
  const it = await served(t)
  const rude = await opened(t, it, it.full)
  rude.socket.send('{"t":"shutdown"}')
  const [code] = await once(rude.socket, 'close')
  t.equal(code, 1008)
  const flood = await opened(t, it, it.full)
  flood.socket.send(Buffer.alloc(1024 * 1024 + 1))
  const [tooBig] = await once(flood.socket, 'close')
  t.equal(tooBig, 1009)
  t.same(it.shell.typed, [])
})

/** Events of the feed, one after the other. */
async function following(t: Test, { origin }: Served, secret: string) {
  const stop = new AbortController()
  t.teardown(() => stop.abort())
  const response = await fetch(`${origin}/api/live`, {
    headers: { authorization: `Bearer ${secret}` },
    signal: stop.signal,
  })
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  const lines = new EventLines()
  const events: Partial<Live>[] = []
  return async () => {
    while (events.length === 0) {
      const { value = '', done } = (await reader?.read()) ?? { done: true }
      if (done) throw new Error('The feed ended')
      events.push(...lines.add(value).map((data) => JSON.parse(data)))
    }
    return events.shift() as Partial<Live>
  }
}

t.test('a page is sent everything, and then what changes', async (t) => {
  const it = await served(t)
  const next = await following(t, it, it.full)
  const first = await next()
  t.match(first, { role: 'full', machine: MACHINE, viewers: 0, births: [] })
  t.match(first.viewUrl, it.view)
  it.live.set('shown', { picture: 'cgroups' })
  t.same(await next(), { shown: { picture: 'cgroups' } })
  for (let stage = 0; stage < 50; stage++)
    it.live.set('machine', { ...MACHINE, stage: `${stage}` })
  const { machine } = await next()
  t.equal(machine?.stage, '49', 'and nothing that is out of date')
  const late = await (await following(t, it, it.view))()
  t.match(late, { role: 'view', viewUrl: null, shown: { picture: 'cgroups' } })
})

t.test('a playground that closes ends what is open', async (t) => {
  const it = await served(t)
  const { socket } = await opened(t, it, it.full)
  const closed = once(socket, 'close')
  await it.server.close()
  await closed
  await t.rejects(fetch(it.origin))
})
