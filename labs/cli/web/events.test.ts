import t, { type Test } from 'tap'
import { Changes } from './changes.ts'
import { feed } from './events.ts'
import { LOOPBACK, listen } from './listen.ts'
import { EventLines } from './page/event-lines.ts'
import { newSite } from './site.ts'

/** A counter, followed; ends with the test. */
async function following(t: Test, { restMs = 0, beatMs = 60_000 }) {
  const changes = new Changes()
  const site = newSite({ hosts: [LOOPBACK], onBroken: () => {} })
  site.get('/events', (c) =>
    feed(c, { changes, now: () => changes.count, restMs, beatMs }),
  )
  const { url, close } = await listen(site, { address: LOOPBACK, port: 0 })
  t.teardown(close)
  const response = await fetch(`${url}/events`)
  t.match(response.headers.get('content-type'), /^text\/event-stream/)
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  const lines = new EventLines()
  const events: string[] = []
  const next = async () => {
    while (events.length === 0) {
      const { value, done } = (await reader?.read()) ?? { done: true }
      if (done) return 'ended'
      events.push(...lines.add(value ?? ''))
    }
    return events.shift()
  }
  return { changes, next, close }
}

t.test('feed() sends how things stand, and again after a change', async (t) => {
  const { changes, next } = await following(t, {})
  t.equal(await next(), '0')
  changes.tell()
  t.equal(await next(), '1')
  changes.tell()
  t.equal(await next(), '2')
})

t.test('feed() puts changes together that come close', async (t) => {
  const { changes, next } = await following(t, { restMs: 200 })
  t.equal(await next(), '0')
  for (let count = 0; count < 100; count++) changes.tell()
  t.equal(await next(), '100')
})

t.test('feed() sends something even if nothing changes', async (t) => {
  const { next } = await following(t, { beatMs: 20 })
  t.same([await next(), await next(), await next()], ['0', '0', '0'])
})

t.test('feed() ends with its server', async (t) => {
  const { next, close } = await following(t, {})
  t.equal(await next(), '0')
  const last = next().catch(() => 'ended')
  await close()
  t.equal(await last, 'ended')
})

t.test('Changes misses none that came before the wait', async (t) => {
  const changes = new Changes()
  const { signal } = new AbortController()
  const seen = changes.count
  changes.tell()
  await changes.after(seen, 60_000, signal)
  await t.resolves(changes.after(changes.count, 1, signal), 'or the time is up')
  await t.resolves(
    changes.after(changes.count, 60_000, AbortSignal.timeout(1)),
    'or it is given up',
  )
})

t.test('EventLines takes pieces that end anywhere', async (t) => {
  const stream =
    'data: one\n\n: nothing\n\nevent: x\ndata: two\ndata: lines\n\n'
  for (let size = 1; size < 12; size++) {
    const lines = new EventLines()
    const pieces = stream.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? []
    t.same(
      pieces.flatMap((piece) => lines.add(piece)),
      ['one', 'two\nlines'],
      `pieces of ${size}`,
    )
  }
})
