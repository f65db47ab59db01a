/** Demos in the real machine: by themselves, with a step that breaks, and by hand. */
import { readFileSync, writeFileSync } from 'node:fs'
import { homedir, hostname } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import t from 'tap'
import { findLab } from '#labs/catalog.ts'
import { readDemo } from './demo/read-demo.ts'
import { commandsOf } from './demo/script.ts'
import { CheckoutCopy } from './test/checkout-copy.ts'

t.setTimeout(20 * 60_000)

const AT_ONCE = ['--auto', '--speed', '0', '--lang', 'en']

function scriptOf(root: string, lab: string) {
  const script = readDemo(root, findLab(lab) ?? { id: lab }, 'en')
  if (script === null) throw new Error(`Expected a demo of lab ${lab}`)
  return script
}

/** What an asciicast shows in all. */
function castOf(path: string) {
  const [head, ...events] = readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  const times = events.map(([seconds]) => seconds)
  const text = events.map(([, kind, data]) => (kind === 'o' ? data : ''))
  return { head, times, text: text.join('') }
}

t.test('the demo of lab 01 plays by itself, and is recorded', async (t) => {
  const copy = new CheckoutCopy(t)
  const path = join(copy.root, 'lab.cast')
  const { code, err } = await copy.labs(
    ...['demo', '1', ...AT_ONCE, '--record', path],
  )
  t.match(err, 'Every step showed what it should')
  t.equal(code, 0)
  const { head, times, text } = castOf(path)
  t.match(head, { version: 2, width: 80, height: 24 })
  t.same(
    times,
    times.toSorted((a, b) => a - b),
  )
  const shown = stripVTControlCharacters(text)
  for (const step of scriptOf(copy.root, '1').steps) {
    t.match(shown, step.title)
    t.match(shown, `✓ ${step.check}`)
    for (const { command } of commandsOf(step)) t.match(shown, command)
  }
  for (const own of [hostname(), copy.root, homedir()].filter(isTelling))
    t.notMatch(readFileSync(path, 'utf8'), own, 'nothing of this computer')
  const { code: after } = await copy.labs('demo', '--notes')
  t.equal(after, 2, 'its notes are gone')
})

/** The guest has a `/root` and may be called `vm` as well. */
const isTelling = (name: string) => name !== '/root' && name !== 'vm'

t.test('a step of lab 04 that breaks does not end the demo', async (t) => {
  const copy = new CheckoutCopy(t)
  const { steps } = scriptOf(copy.root, '4')
  const path = join(copy.root, 'labs/04-cgroups/demo.en.md')
  const second = steps[1]
  const shown = second && commandsOf(second).find(({ output }) => output[0])
  const lines = readFileSync(path, 'utf8').split('\n')
  lines.splice(shown?.line ?? 0, 1, 'what no kernel prints')
  writeFileSync(path, lines.join('\n'))

  const { code, out, err } = await copy.labs('demo', '4', ...AT_ONCE)
  t.equal(code, 1)
  t.match(err, 'Steps that broke: 2\n')
  t.match(out, 'and the script shows "what no kernel prints"')
  t.notMatch(out, `✓ ${second?.check}`)
  for (const { check } of steps.filter((step) => step !== second))
    t.match(out, `✓ ${check}`)
})

const SMALL = `# Small

## First {check=uts.own}

\`\`\`console
# mkdir /tmp/made
# ls /tmp | grep -c made
1
\`\`\`

## Second {check=uts.own}

\`\`\`console
# cat /tmp/made/nothing
cat: /tmp/made/nothing: No such file or directory
\`\`\`
`

t.test('a presenter has it in their hands', async (t) => {
  const copy = new CheckoutCopy(t)
  const path = join(copy.root, 'labs/02-namespaces/demo.en.md')
  writeFileSync(path, SMALL)
  const { code } = await copy.inTerminal(
    ['demo', '2', '--lang', 'en'],
    async (terminal) => {
      await terminal.sees('Any key begins.')
      terminal.types('x')
      await terminal.sees('Preparing the machine')
      await terminal.sees('\u001b[K')
      terminal.types(' ')
      await terminal.sees('1/2')
      await terminal.sees('# ')
      terminal.types('xx')
      await terminal.sees('mkdir ')
      terminal.types('\r')
      await terminal.sees('/tmp/made')
      terminal.types('\r')
      await terminal.sees('# ')
      terminal.types('b')
      await terminal.sees('Next: 1/2')
      terminal.types('s')
      await terminal.sees('Skipped: First')
      terminal.types('!')
      await terminal.sees('The shell is yours')
      terminal.types('touch /tmp/made/nothing; stty size\r')
      await terminal.sees('40 80')
      terminal.types('\u001d')
      await terminal.sees('Back in the script')
      terminal.types('\r')
      await terminal.sees('2/2')
      terminal.types('\r')
      await terminal.sees('nothing')
      terminal.types('\r')
      await terminal.sees('and the script shows')
      await terminal.sees('Running again, unseen: 2/2')
      await terminal.sees('\u001b[K')
      terminal.types('\r')
    },
  )
  t.equal(code, 0)
})
