import t, { type Test } from 'tap'
import { ScreenMemory } from '../terminal/screen-memory.ts'
import type { ToPage } from './frames.ts'
import type { Line } from './seat.ts'
import { SharedTerminal } from './shared-terminal.ts'
import { FakeShell } from './test/fake-shell.ts'

const SIZE = { columns: 40, rows: 10 }

function terminalOf(t: Test) {
  const commands: string[] = []
  const pending: Promise<unknown>[] = []
  const terminal = new SharedTerminal(SIZE, {
    onBegin: ({ number, text }) =>
      pending.push(text.then((text) => commands.push(`${number} ${text}`))),
    onEnd: ({ number }, status) =>
      pending.push(
        Promise.resolve().then(() => commands.push(`${number} = ${status}`)),
      ),
  })
  t.teardown(() => terminal.dispose())
  const shell = new FakeShell()
  terminal.attach(shell)
  const seen = async () => {
    await Promise.all(pending)
    return commands
  }
  return { terminal, shell, seen }
}

/** A page that draws what it is sent; it may be slow to take it. */
class Page implements Line {
  readonly frames: ToPage[] = []
  readonly #screen: ScreenMemory
  #sent: (() => void)[] = []
  received = 0
  isSlow = false

  constructor(t: Test) {
    this.#screen = new ScreenMemory(SIZE)
    t.teardown(() => this.#screen.dispose())
  }

  bytes(bytes: Buffer, sent: () => void): void {
    this.received += bytes.length
    void this.#screen.write(bytes.toString())
    if (this.isSlow) this.#sent.push(sent)
    else sent()
  }

  frame(frame: ToPage): void {
    this.frames.push(frame)
    if (frame.t === 'screen') void this.#screen.write('\u001bc')
  }

  /** It has taken all there was. */
  catchUp(): void {
    this.isSlow = false
    for (const sent of this.#sent.splice(0)) sent()
  }

  text(): Promise<string[]> {
    return this.#screen.text()
  }
}

const soon = () => new Promise((resolve) => setTimeout(resolve, 50))

t.test('all see the same, whenever they come', async (t) => {
  const { terminal, shell } = terminalOf(t)
  const early = new Page(t)
  terminal.join(early, true)
  await soon()
  for (let line = 0; line < 300; line++) {
    shell.print(`line ${line} \u001b[3${line % 8}m容器\u001b[m\r\n`)
  }
  const late = new Page(t)
  terminal.join(late, false)
  shell.print('\u001b[H\u001b[Kthe first line')
  await soon()
  shell.print(' and more')
  t.match((await early.text())[0], 'the first line and more')
  t.same(await late.text(), await early.text())
  t.same(await terminal.text(), await early.text())
  t.equal(terminal.viewers, 2)
})

t.test('only who may type types, and gives the size', async (t) => {
  const { terminal, shell } = terminalOf(t)
  const [pages, typist, viewer] = [
    [new Page(t), new Page(t)] as const,
    { columns: 100, rows: 30 },
    { columns: 10, rows: 10 },
  ]
  const full = terminal.join(pages[0], true)
  const looks = terminal.join(pages[1], false)
  terminal.type(full, 'id\r')
  terminal.type(looks, 'reboot\r')
  t.same(shell.typed, ['id\r'])
  terminal.resize(looks, viewer)
  terminal.resize(full, typist)
  terminal.resize(full, typist)
  t.same(shell.sizes, [
    [40, 10],
    [100, 30],
  ])
  t.same(pages[1].frames.at(-1), { t: 'size', ...typist })
})

t.test('who types and is slow makes the shell wait', async (t) => {
  const { terminal, shell } = terminalOf(t)
  const page = new Page(t)
  terminal.join(page, true)
  await soon()
  page.isSlow = true
  let printed = 0
  while (!shell.isPaused && printed < 10_000_000) {
    shell.print('x'.repeat(10_000))
    printed += 10_000
  }
  t.ok(printed < 500_000, `paused after ${printed}`)
  page.catchUp()
  await soon()
  t.notOk(shell.isPaused)
  t.equal(page.frames.filter((frame) => frame.t === 'screen').length, 1)
})

t.test('a page that asks for it makes the shell wait as well', async (t) => {
  const { terminal, shell } = terminalOf(t)
  const one = terminal.join(new Page(t), true)
  const other = terminal.join(new Page(t), true)
  one.pause()
  t.notOk(shell.isPaused, 'not while another can go on')
  other.pause()
  t.ok(shell.isPaused)
  terminal.leave(other)
  one.resume()
  t.notOk(shell.isPaused)
})

t.test('who only looks misses some, and is shown the end', async (t) => {
  const { terminal, shell } = terminalOf(t)
  const [typist, viewer] = [new Page(t), new Page(t)]
  terminal.join(typist, true)
  terminal.join(viewer, false)
  await soon()
  viewer.isSlow = true
  for (let piece = 0; piece < 100; piece++) {
    shell.print(`${'y'.repeat(99_000)}\r\n`)
    while (shell.isPaused) await soon()
  }
  shell.print('the end')
  t.ok(viewer.received < 3_000_000, `was sent ${viewer.received}`)
  t.ok(typist.received > 9_000_000)
  viewer.catchUp()
  await soon()
  t.same(await viewer.text(), await typist.text())
  t.equal(viewer.frames.filter((frame) => frame.t === 'screen').length, 2)
})

t.test('another shell takes the place of one that ended', async (t) => {
  const { terminal, shell } = terminalOf(t)
  const page = new Page(t)
  const seat = terminal.join(page, true)
  await soon()
  shell.print('old')
  terminal.detach()
  terminal.type(seat, 'lost')
  terminal.say('gone')
  const next = new FakeShell()
  terminal.attach(next)
  next.print('new')
  shell.print('ghost')
  terminal.type(seat, 'kept')
  t.same(next.typed, ['kept'])
  t.same(shell.typed, [])
  t.match(await page.text(), ['old', 'gone', 'new'])
  t.notMatch((await page.text()).join(), 'ghost')
})

const mark = (text: string) => `\u001b]133;${text}\u0007`
const prompt = (status: number) =>
  `${mark(`D;${status}`)}${mark('A')}# ${mark('B')}`

t.test(
  'commands are told as they stood there, and how they ended',
  async (t) => {
    const { shell, seen } = terminalOf(t)
    shell.print(prompt(0))
    // A letter too many, and back again.
    shell.print(`lss\b \b -l\r\n${mark('C')}`)
    shell.print(`total 0\r\n${prompt(0)}\r\n${prompt(0)}`)
    // Longer than the line.
    shell.print(`echo ${'a'.repeat(33)} \rb${'c'.repeat(30)}\r\n${mark('C')}`)
    shell.print(prompt(3))
    t.same((await seen()).toSorted(), [
      '1 = 0',
      '1 ls -l',
      '2 = 3',
      `2 echo ${'a'.repeat(33)}b${'c'.repeat(30)}`,
    ])
  },
)
