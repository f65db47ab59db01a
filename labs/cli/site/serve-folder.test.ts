import { connect } from 'node:net'
import t, { type Test } from 'tap'
import { serveFolder } from './serve-folder.ts'

async function served(t: Test) {
  const folder = t.testdir({
    secret: 'not for you',
    site: {
      'index.html': '<p>home',
      'start.html': '<p>start',
      '404.html': '<p>gone',
      zh: { 'index.html': '<p>家' },
      'a.js': 'a()',
    },
  })
  const site = await serveFolder(`${folder}/site`, 0)
  t.teardown(() => site.close())
  return site.url
}

t.test('serveFolder() finds pages without .html', async (t) => {
  const url = await served(t)
  const pages = {
    '/': '<p>home',
    '/start': '<p>start',
    '/start?a=b': '<p>start',
    '/zh/': '<p>家',
  }
  for (const [path, text] of Object.entries(pages)) {
    const response = await fetch(`${url}${path}`)
    t.equal(response.status, 200, path)
    t.equal(await response.text(), text, path)
  }
  const script = await fetch(`${url}/a.js`)
  t.equal(script.headers.get('content-encoding'), 'gzip')
  t.match(script.headers.get('content-type'), /^text\/javascript/)
})

t.test('serveFolder() has a page for what is not there', async (t) => {
  const url = await served(t)
  for (const path of ['/nothing', '/zh', '/%', '/%00']) {
    const response = await fetch(`${url}${path}`)
    t.equal(response.status, 404, path)
    t.equal(await response.text(), '<p>gone', path)
  }
  const posted = await fetch(`${url}/start`, { method: 'POST' })
  t.equal(posted.status, 405)
})

t.test('serveFolder() shows nothing outside of its folder', async (t) => {
  const url = new URL(await served(t))
  for (const path of ['/../secret', '/%2e%2e/secret', '/..%2fsecret']) {
    const answer = await ask(Number(url.port), path)
    t.match(answer, /^HTTP\/1\.1 404/, path)
    t.notMatch(answer, /not for you/, path)
  }
})

/** Word for word: fetch would tidy the path up first. */
function ask(port: number, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    let answer = ''
    socket.on('data', (chunk) => {
      answer += chunk
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(answer))
    socket.write(`GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`)
  })
}
