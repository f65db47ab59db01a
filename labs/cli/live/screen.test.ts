/** Judged by a terminal: what stands on it in the end. */
import xterm from '@xterm/headless'
import t from 'tap'
import { Screen } from './screen.ts'

function terminal() {
  const judge = new xterm.Terminal({
    cols: 20,
    rows: 8,
    allowProposedApi: true,
  })
  const sink = {
    isTTY: true,
    columns: 20,
    rows: 8,
    write: (text: string) => judge.write(text.replaceAll('\n', '\r\n')),
  }
  const lines = async () => {
    await new Promise<void>((resolve) => judge.write('', resolve))
    const { active } = judge.buffer
    const all = Array.from({ length: active.length }, (_, index) =>
      active.getLine(index)?.translateToString(true),
    )
    return all.join('\n').trimEnd().split('\n')
  }
  return { sink, lines, judge }
}

t.test('a picture takes the place of the one before', async (t) => {
  const { sink, lines } = terminal()
  const screen = new Screen(sink)
  const pictures = [
    ['a', 'b', 'c', 'end'],
    ['a', 'B', 'c', 'end'],
    ['a', 'end'],
    ['a', 'x', 'y', 'z', 'end'],
    ['other'],
  ]
  for (const picture of pictures) {
    screen.draw(picture)
    t.same(await lines(), picture)
  }
})

t.test('what is kept stays above, and nothing else at the end', async (t) => {
  const { sink, lines, judge } = terminal()
  const screen = new Screen(sink)
  screen.draw(['working', 'picture'])
  screen.keep('done')
  screen.draw(['again', 'picture', 'more'])
  t.same(await lines(), ['done', 'again', 'picture', 'more'])
  screen.close()
  t.same(await lines(), ['done'])
  t.equal(judge.buffer.active.cursorY, 1)
  screen.close()
  t.same(await lines(), ['done'], 'twice is as good as once')
})
