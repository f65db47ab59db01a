import { Chalk } from 'chalk'
import t from 'tap'
import type { Language } from '#checker/check.ts'
import { columnsOf } from '#checker/text/width.ts'
import { type Canvas, pictureOf } from './picture.ts'
import { MACHINE, trackOf } from './test/tracks.ts'

const canvas = (
  columns: number,
  language: Language = 'en',
  level: 0 | 1 = 0,
): Canvas => ({ columns, language, color: new Chalk({ level }) })

const WORST = {
  path: `/mini-runc/${'a-container-with-a-long-name'.repeat(4)}`,
  program: 'some-program-it',
  texts: {
    'memory.current': `${1023.4 * 1024 * 1024}`,
    'memory.max': `${1023.5 * 1024 * 1024}`,
    'memory.peak': `${1023.5 * 1024 * 1024}`,
    'memory.swap.current': '4096',
    'memory.swap.max': 'max',
    'memory.events': 'oom_kill 123456',
    'pids.current': '4194304',
    'cpu.weight': '10000',
    'io.max': '7:0 rbps=1048576 wbps=max',
    'io.stat': '7:0 rbytes=1 wbytes=1',
  },
}

t.test('a picture is bars, figures and curves', async (t) => {
  t.same(pictureOf(canvas(79), trackOf(), MACHINE), [
    '/demo · burner                                                          running',
    '  CPU        ████████████████  20 % of 20 %                                  ██',
    '  throttled  ██████████████▍░  90 % of periods                               ▇▇',
    '  memory     ██▋░░░░░░░░░░░░░  10.4 of 64 MiB, peak 12.2 MiB                ▂▂▂',
    '  pids       ██▍░░░░░░░░░░░░░  3 of 20                                      ▂▂▂',
  ])
})

t.test('what has no limit has no bar', async (t) => {
  const texts = { 'cpu.max': 'max 100000', 'memory.max': 'max' }
  const [, cpu = '', memory = ''] = pictureOf(
    canvas(79),
    trackOf({ texts: { ...texts, 'cpu.weight': '50' } }),
    MACHINE,
  )
  t.match(cpu, /CPU {8}·+ {2}20 %, weight 50 +▂▂$/, 'of two CPUs')
  t.match(memory, /memory {5}·+ {2}10.4 MiB, peak 12.2 MiB/)
})

t.test('no line is too wide, in any language', async (t) => {
  for (const language of ['en', 'zh'] as const) {
    for (let columns = 39; columns <= 119; columns++) {
      for (const track of [trackOf(), trackOf(WORST)]) {
        const lines = pictureOf(canvas(columns, language), track, MACHINE)
        const widths = lines.map(columnsOf)
        t.ok(Math.max(...widths) <= columns, `${language} ${columns}`)
      }
    }
  }
})

t.test('columns of Chinese text stand below each other', async (t) => {
  const lines = pictureOf(canvas(79, 'zh'), trackOf(), MACHINE).slice(1)
  const bars = lines.map((line) => columnsOf(line.replace(/[█▏▎▍▌▋▊▉░].*/, '')))
  t.same(new Set(bars).size, 1)
  const ends = lines.map((line) => columnsOf(line.replace(/[▁▂▃▄▅▆▇█]+$/, '')))
  t.ok(Math.max(...ends) - Math.min(...ends) <= 1)
  t.match(lines[2], '内存    ██')
})

t.test('colours change nothing but colours', async (t) => {
  const colored = pictureOf(canvas(79, 'en', 1), trackOf(), MACHINE)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is the point
  const plain = colored.map((line) => line.replace(/\u001b\[\d+m/g, ''))
  t.notSame(colored, plain)
  t.same(plain, pictureOf(canvas(79), trackOf(), MACHINE))
})

t.test('names that judged code chose are cleaned', async (t) => {
  const track = trackOf({ path: '/\u001b[2J\u202eevil', program: 'a\rb' })
  const [title] = pictureOf(canvas(79), track, MACHINE, 'swap\u0007')
  t.match(title, /^\/\?\[2J\?evil · swap\? · a\?b /)
})

t.test('the end of a long path is kept, and the state is said', async (t) => {
  const path = `/labs-0123abcd/slice-${'c0ffee'.repeat(6)}/leaf-123456`
  const texts = {
    'cgroup.events': 'populated 1\nfrozen 1',
    'memory.events': 'oom_kill 2',
  }
  const track = trackOf({ path, texts })
  const [title = ''] = pictureOf(canvas(60), track, MACHINE)
  t.match(title, /^…\/leaf-123456 · burner .*OOM kills: 2 · frozen$/)
  const [ended] = pictureOf(canvas(60), { ...track, alive: false }, MACHINE)
  t.match(ended, /OOM kills: 2 · ended$/)
})
