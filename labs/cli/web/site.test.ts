import { request } from 'node:http'
import { connect } from 'node:net'
import t, { type Test } from 'tap'
import { LOOPBACK, listen } from './listen.ts'
import { newSite } from './site.ts'

interface Asked {
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly body?: string
}

async function served(t: Test, forwarded?: string) {
  const broken: unknown[] = []
  const site = newSite({
    hosts: [LOOPBACK, 'localhost'],
    forwarded,
    onBroken: (error) => broken.push(error),
  })
  site.get('/page', (c) => c.text('the page'))
  site.post('/echo', async (c) => c.text(await c.req.text()))
  site.get('/broken', () => {
    throw new Error('a secret of ours')
  })
  const { port, url, close } = await listen(site, {
    address: LOOPBACK,
    port: 0,
  })
  t.teardown(close)
  const ask = (path: string, options: Asked = {}) => answer(port, path, options)
  return { url, port, ask, broken }
}

/** With headers that fetch would not let us set. */
function answer(port: number, path: string, { body, ...options }: Asked) {
  return new Promise<{
    status: number
    headers: Record<string, unknown>
    text: string
  }>((resolve, reject) => {
    const asked = request({ host: LOOPBACK, port, path, ...options })
    asked.on('error', reject)
    asked.on('response', (response) => {
      let text = ''
      response.on('data', (chunk) => {
        text += chunk
      })
      response.on('error', reject)
      response.on('end', () => {
        const { statusCode: status = 0, headers } = response
        resolve({ status, headers, text })
      })
    })
    asked.end(body)
  })
}

t.test('a site answers to its own names only', async (t) => {
  const { ask, port } = await served(t)
  const wanted = {
    [`127.0.0.1:${port}`]: 200,
    [`localhost:${port}`]: 200,
    '127.0.0.1': 421,
    [`127.0.0.1:${port + 1}`]: 421,
    [`evil.example:${port}`]: 421,
    [`127.0.0.1.evil.example:${port}`]: 421,
    [`192.168.1.5:${port}`]: 421,
  }
  for (const [host, status] of Object.entries(wanted)) {
    const answer = await ask('/page', { headers: { host } })
    t.equal(answer.status, status, host)
    t.equal(answer.text === 'the page', status === 200, host)
  }
})

t.test('a site answers no page from elsewhere', async (t) => {
  const { ask, url, port } = await served(t)
  const strangers = [
    'https://evil.example',
    'null',
    `http://127.0.0.1:${port + 1}`,
    `https://127.0.0.1:${port}`,
  ]
  for (const origin of strangers) {
    const answer = await ask('/page', { headers: { origin } })
    t.equal(answer.status, 403, origin)
  }
  const own = await ask('/page', { headers: { origin: url } })
  t.equal(own.status, 200)
})

t.test('a port that is forwarded is reached by one more name', async (t) => {
  const name = 'lab-4173.app.example'
  const { ask, port } = await served(t, name)
  const statusFor = async (headers: Record<string, string>) =>
    (await ask('/page', { headers })).status
  const origin = `https://${name}`
  const local = `localhost:${port}`
  t.equal(await statusFor({ host: name }), 200)
  t.equal(await statusFor({ host: name, origin }), 200)
  t.equal(await statusFor({ host: local, origin }), 200, 'some say localhost')
  t.equal(await statusFor({ host: local, origin: `http://${name}` }), 403)
  t.equal(await statusFor({ host: `x${name}` }), 421)
  t.equal(await statusFor({ host: name, origin: `https://x.${name}` }), 403)
})

t.test('a site says what browsers may do with it', async (t) => {
  const { ask } = await served(t)
  const told = [
    await ask('/page'),
    await ask('/nothing'),
    await ask('/broken'),
    await ask('/page', { headers: { host: 'evil.example' } }),
  ]
  for (const { headers, status } of told) {
    const policy = String(headers['content-security-policy'])
    t.match(policy, /default-src 'none'/, `${status}`)
    t.match(policy, /frame-ancestors 'none'/, `${status}`)
    t.notMatch(policy, /unsafe/, `${status}`)
    t.equal(headers['x-content-type-options'], 'nosniff', `${status}`)
    t.equal(headers['cache-control'], 'no-store', `${status}`)
    t.equal(headers['referrer-policy'], 'no-referrer', `${status}`)
    t.notOk(headers['access-control-allow-origin'], `${status}`)
  }
})

t.test(
  'a site refuses methods, paths and bodies that are not its',
  async (t) => {
    const { ask } = await served(t)
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      const answer = await ask('/page', { method })
      t.equal(answer.status, 405, method)
    }
    for (const path of [
      '/',
      '/page/',
      '/../../etc/passwd',
      '/%2e%2e/%2e%2e/etc/passwd',
      '/page%00',
    ]) {
      t.equal((await ask(path)).status, 404, path)
    }
    const small = 'x'.repeat(64 * 1024)
    const kept = await ask('/echo', { method: 'POST', body: small })
    t.equal(kept.text, small)
    const large = `${small}x`
    const refused = await ask('/echo', { method: 'POST', body: large })
    t.equal(refused.status, 413, 'with its length')
    const chunked = { method: 'POST', body: large }
    const headers = { 'transfer-encoding': 'chunked' }
    t.equal(
      (await ask('/echo', { ...chunked, headers })).status,
      413,
      'without',
    )
  },
)

t.test('a body that is said to be endless is not waited for', async (t) => {
  const { port } = await served(t)
  const text = await new Promise<string>((resolve, reject) => {
    const socket = connect(port, LOOPBACK)
    socket.on('error', reject)
    socket.on('data', (data) => {
      resolve(String(data))
      socket.destroy()
    })
    socket.write(
      `POST /echo HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n` +
        'Content-Length: 99999999999\r\n\r\nx',
    )
  })
  t.match(text, /^HTTP\/1\.1 413/)
})

t.test('who asks learns nothing of what broke', async (t) => {
  const { ask, broken } = await served(t)
  const answer = await ask('/broken')
  t.equal(answer.status, 500)
  t.notMatch(answer.text, /secret|at /)
  t.match(broken, [{ message: 'a secret of ours' }])
})

t.test('who hangs up in the middle has broken nothing', async (t) => {
  const { port, ask, broken } = await served(t)
  const socket = connect(port, LOOPBACK)
  const head = `POST /echo HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n`
  await new Promise<void>((resolve) => {
    socket.write(`${head}Content-Length: 10\r\n\r\nx`, () => resolve())
  })
  await ask('/page')
  socket.destroy()
  await new Promise((resolve) => setTimeout(resolve, 200))
  t.equal((await ask('/page')).status, 200)
  t.same(broken, [])
})

t.test('a server that closes ends what is still open', async (t) => {
  const site = newSite({ hosts: [LOOPBACK], onBroken: () => {} })
  site.get('/never', () => new Promise<Response>(() => {}))
  const { port, close } = await listen(site, { address: LOOPBACK, port: 0 })
  const asked = answer(port, '/never', {})
  asked.catch(() => {})
  await new Promise((resolve) => setTimeout(resolve, 50))
  await close()
  await t.rejects(asked, { code: 'ECONNRESET' })
  await t.rejects(answer(port, '/never', {}), { code: 'ECONNREFUSED' })
})
