import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { CheckResult } from '#checker/check.ts'
import { recordingIo } from '../test/recording-io.ts'
import { placeNoted } from './notes-file.ts'
import { followNotes, notesText } from './notes-text.ts'
import { clockText, type NotesView } from './notes-view.ts'
import { beginAt, type Presenting } from './presenting.ts'
import { someNotes } from './test/notes.ts'

/** How things stand, as the page is told. */
async function viewOf(t: Test, folder: string): Promise<NotesView> {
  const { url = '', secret } = placeNoted(folder) ?? {}
  const stop = new AbortController()
  t.teardown(() => stop.abort())
  const { body } = await fetch(`${url}/api/notes`, {
    headers: { authorization: `Bearer ${secret}` },
    signal: stop.signal,
  })
  const { value } = (await body?.getReader().read()) ?? {}
  const [, json = ''] =
    /^data: (.*)$/m.exec(String(Buffer.from(value ?? []))) ?? []
  return JSON.parse(json)
}

const PASS = { verdict: 'pass' } as CheckResult

t.test('notes are for one person', async (t) => {
  const { notes, folder } = await someNotes(t)
  t.equal(statSync(join(folder, 'demo.json')).mode & 0o777, 0o600)
  const { origin, hash } = new URL(notes.url)
  t.match(hash, /^#[\w-]{32}$/)
  const ask = async (headers: Record<string, string>) => {
    const answer = await fetch(`${origin}/api/notes`, { headers })
    await answer.body?.cancel()
    return answer.status
  }
  t.equal(await ask({}), 401)
  t.equal(await ask({ authorization: 'Bearer wrong' }), 401)
  const authorization = `Bearer ${hash.slice(1)}`
  t.equal(await ask({ authorization, origin: 'http://example.org' }), 403)
  t.equal(await ask({ authorization }), 200)
  await notes.close()
  t.notOk(existsSync(join(folder, 'demo.json')))
})

t.test('a demo that began later is not forgotten', async (t) => {
  const { notes, folder } = await someNotes(t)
  const later = await someNotes(t, folder)
  await notes.close()
  t.equal(placeNoted(folder)?.secret, new URL(later.notes.url).hash.slice(1))
})

t.test('notes follow the presenter', async (t) => {
  const { notes, folder } = await someNotes(t)
  const tell = async (state: Presenting) => {
    notes.tell(state)
    return await viewOf(t, folder)
  }
  t.match(await viewOf(t, folder), {
    ...{ phase: 'busy', step: 0, steps: 2, command: null, verdict: null },
    now: { title: { en: 'Limits that bite', zh: '会咬人的限制' } },
    next: { title: { en: 'A group is a directory' } },
  })
  const typing = { ...beginAt(0), phase: 'prompt', command: 1 } as const
  t.match(await tell(typing), {
    command: 1,
    now: { parts: [{ commands: ['mkdir /sys/fs/cgroup/demo', 'true'] }, {}] },
    next: { title: { zh: '一颗子弹' } },
  })
  const judged = { ...beginAt(1), verdict: 'running' } as const
  t.match(await tell(judged), {
    command: null,
    now: { title: { en: 'A group is a directory' } },
    verdict: { check: 'create.own', is: 'running' },
  })
  const passed = await tell(beginAt(1))
  t.match(passed.verdict, { check: 'create.own', is: 'pass' })
  t.match((await tell(beginAt(1))).verdict, { is: 'pass' }, 'still')
  const on = await tell({ ...beginAt(1), phase: 'prompt' })
  t.match(on, { verdict: null, next: null, now: { title: { en: 'A bullet' } } })
})

t.test('a verdict that is red stays, and so does the step', async (t) => {
  const { notes, folder } = await someNotes(t)
  notes.tell({ ...beginAt(1), verdict: 'running' })
  notes.tell({ ...beginAt(1), phase: 'busy', broken: [0] })
  notes.tell({ ...beginAt(1), broken: [0] })
  t.match(await viewOf(t, folder), {
    verdict: { check: 'create.own', is: 'fail' },
    broken: [0],
  })
  notes.tell({ ...beginAt(1), verdict: PASS, phase: 'free', broken: [0] })
  t.match((await viewOf(t, folder)).verdict, { is: 'fail' })
})

t.test('labs demo --notes shows them until the demo ends', async (t) => {
  const { notes, folder } = await someNotes(t)
  const { io, out } = recordingIo({})
  const followed = followNotes(io, folder)
  while (!out().includes('Say hello')) await new Promise(setImmediate)
  notes.tell({ ...beginAt(0), phase: 'prompt', command: 1 })
  while (!out().includes('▶ # true')) await new Promise(setImmediate)
  await notes.close()
  t.equal(await followed, 0)
  t.match(out(), 'Step 1 of 2')
  t.match(out(), 'The demo is over.')
  await t.rejects(followNotes(io, folder), { name: 'UsageError' })
})

t.test('notes are there in Chinese', async (t) => {
  const { notes, folder } = await someNotes(t)
  notes.tell({ ...beginAt(2), broken: [0] })
  const { io } = recordingIo({ language: 'zh' })
  const text = notesText(io, await viewOf(t, folder))
  t.match(text, '一颗子弹')
  t.match(text, '第 2 步，共 2 步')
  t.match(text, '出错的步骤：1')
  t.match(text, '这是最后一步')
})

t.test('clockText() says minutes and seconds', async (t) => {
  t.equal(clockText(0), '0:00')
  t.equal(clockText(65_999), '1:05')
  t.equal(clockText(3_600_000), '60:00')
})
