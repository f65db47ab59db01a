/** On this computer: the same bash, in the same terminal, without ssh between. */
import t, { type Test } from 'tap'
import { nativeMachine } from '#checker/native-machine.ts'
import { type GuestShellOptions, openGuestShell } from './guest-shell.ts'
import { PromptMarks, type PromptPart } from './semantic-prompt.ts'

function open(t: Test, options: Partial<GuestShellOptions> = {}) {
  const shell = openGuestShell(nativeMachine(), {
    columns: 80,
    rows: 24,
    ...options,
  })
  t.teardown(() => shell.close())
  const marks = new PromptMarks()
  const parts: PromptPart[] = []
  let wake = () => {}
  shell.onData((text) => {
    parts.push(...marks.push(text))
    wake()
  })
  /** Wait for a mark; what came before it counts as read. */
  async function until(kind: PromptPart['kind']): Promise<string> {
    for (;;) {
      const at = parts.findIndex((part) => part.kind === kind)
      if (at === -1) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
        continue
      }
      const texts = parts.splice(0, at + 1)
      return texts.map((part) => ('text' in part ? part.text : '')).join('')
    }
  }
  /** What a command prints. */
  async function outputOf(command: string): Promise<string> {
    shell.write(`${command}\r`)
    await until('begins')
    return await until('ended')
  }
  return { shell, parts, until, outputOf }
}

t.test('marks tell where input, output and commands are', async (t) => {
  const { until, outputOf, shell } = open(t)
  t.match(await until('input'), /# $/)
  t.equal(await outputOf('echo one; echo two'), 'one\r\ntwo\r\n')
  await until('input')
  shell.write('exit 3\r')
  t.same(await shell.ended, { code: 3 })
})

t.test('programs have a terminal, and its size', async (t) => {
  const { until, outputOf, shell } = open(t)
  await until('input')
  t.equal(
    await outputOf('stty size < /dev/tty; tty -s && echo tty'),
    '24 80\r\ntty\r\n',
  )
  shell.resize(100, 30)
  await until('input')
  t.equal(await outputOf('stty size'), '30 100\r\n')
})

t.test('the shell is the same everywhere, and leaves no file', async (t) => {
  const { until, outputOf } = open(t, {
    env: { GREETING: "it's me" },
    path: ['/run/some where'],
  })
  await until('input')
  t.equal(
    await outputOf('echo "$GREETING" "$(echo $PATH | cut -d: -f1)"'),
    "it's me /run/some where\r\n",
  )
  t.equal(
    await outputOf('pwd; echo "wow!!" [$HISTFILE]'),
    '/tmp\r\nwow!! []\r\n',
  )
  t.equal(
    await outputOf('ls /proc/self/fd | grep -cx 9; env | grep -c ^LC_'),
    '0\r\n0\r\n',
  )
  t.equal(await outputOf('echo 容器'), '容器\r\n')
})

t.test('Ctrl-C reaches the program, not the shell', async (t) => {
  const { until, parts, shell } = open(t)
  await until('input')
  shell.write('sleep 60\r')
  await until('begins')
  shell.write('\u0003')
  await until('prompt')
  t.same(
    parts.find(({ kind }) => kind === 'text'),
    { kind: 'text', text: '# ' },
  )
})

t.test(
  'a shell that is closed takes nothing, and its command ends',
  async (t) => {
    const { until, shell, outputOf } = open(t)
    await until('input')
    const pid = Number(await outputOf('echo $$'))
    shell.write('sleep 61\r')
    await until('begins')
    await shell.close()
    t.throws(() => process.kill(pid, 0), { code: 'ESRCH' })
    shell.write('echo')
    shell.resize(1, 1)
    await shell.close()
  },
)

t.test('who does not read makes the program wait', async (t) => {
  const { until, shell } = open(t)
  await until('input')
  let seen = 0
  shell.onData((text) => {
    seen += text.length
  })
  shell.write('yes | head -c 3000000\r')
  await until('begins')
  shell.pause()
  await new Promise((resolve) => setTimeout(resolve, 300))
  const before = seen
  await new Promise((resolve) => setTimeout(resolve, 300))
  t.equal(seen, before)
  t.ok(seen < 1_000_000)
  shell.resume()
  await until('ended')
  t.ok(seen > 3_000_000)
})
