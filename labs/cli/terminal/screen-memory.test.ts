import t, { type Test } from 'tap'
import { ScreenMemory } from './screen-memory.ts'

function screenOf(t: Test, columns = 20, rows = 4, scrollback = 10) {
  const screen = new ScreenMemory({ columns, rows, scrollback })
  t.teardown(() => screen.dispose())
  return screen
}

t.test('a screen shows what was written last', async (t) => {
  const screen = screenOf(t)
  void screen.write('one\r\ntwo\r\n\u001b[31mthr')
  void screen.write('ee\u001b[m\r\nfour\r\nfive')
  t.same(await screen.text(), ['two', 'three', 'four', 'five'])
})

t.test('another terminal gets to the same screen', async (t) => {
  const screen = screenOf(t)
  void screen.write('\u001b[1;32mgreen\u001b[m\r\n容器\r\n# \u001b[?25l')
  const other = screenOf(t)
  void other.write(await screen.restored())
  t.same(await other.text(), await screen.text())
  t.equal(await other.restored(), await screen.restored(), 'colours too')
  t.match(await screen.restored(), /\[32;1mgreen/)
})

t.test('a screen forgets what scrolled away long ago', async (t) => {
  const screen = screenOf(t)
  for (let line = 0; line < 1000; line++) void screen.write(`line ${line}\r\n`)
  const text = await screen.restored()
  t.notMatch(text, 'line 900')
  t.match(text, 'line 999')
  t.ok(text.length < 500)
})

t.test('a screen can change its size', async (t) => {
  const screen = screenOf(t)
  void screen.write('a long line that wraps around\r\n')
  await screen.text()
  screen.resize(40, 2)
  t.same([screen.columns, screen.rows], [40, 2])
  t.match((await screen.text()).join('\n'), 'wraps around')
})
