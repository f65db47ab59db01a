import t from 'tap'
import { commandsOf, DemoScriptError, parseDemo } from './script.ts'

const SCRIPT = `# Limits

Say hello.

\`\`\`setup
mkdir /tmp/a
cd /tmp/a
\`\`\`

Then begin.

## First {check=create.own}

Look *here*:

\`\`\`console
# echo one
one
# true
\`\`\`

And there:

\`\`\`console
# cat <<< '## two'
## two
\`\`\`

A question.

## Second, \`really\` {check=memory.max}

\`\`\`console
# false
\`\`\`
`

t.test('parseDemo() tells notes from commands', async (t) => {
  const { title, opening, setup, steps } = parseDemo(SCRIPT)
  t.equal(title, 'Limits')
  t.equal(opening, 'Say hello.\n\nThen begin.')
  t.equal(setup, 'mkdir /tmp/a\ncd /tmp/a')
  const [first, second] = steps
  t.match(first, { title: 'First', check: 'create.own', line: 12 })
  t.same(first?.parts, [
    {
      notes: 'Look *here*:',
      commands: [
        { command: 'echo one', output: ['one'], line: 17 },
        { command: 'true', output: [], line: 19 },
      ],
    },
    {
      notes: 'And there:',
      commands: [{ command: "cat <<< '## two'", output: ['## two'], line: 25 }],
    },
    { notes: 'A question.', commands: [] },
  ])
  t.match(second, { title: 'Second, `really`', check: 'memory.max' })
  t.equal(first && commandsOf(first).length, 3)
})

t.test('parseDemo() says where a script is wrong', async (t) => {
  const wrong = (markdown: string, message: RegExp) =>
    t.throws(() => parseDemo(markdown, 'demo.en.md'), {
      name: 'DemoScriptError',
      message,
    })
  const console = '```console\n# true\n```\n'
  wrong('', /^demo.en.md:1: Expected "# " and a title/)
  wrong('text\n', /:1: Expected "# "/)
  wrong('# A\n', /:1: Expected a step/)
  wrong('# A\n\n## B\n', /:3: Expected "## Title/)
  wrong('# A\n\n## B {check=a.b}\n\ntext\n', /:3: Expected a console block/)
  wrong(`# A\n\n${console}## B {check=a.b}\n`, /:3: Expected a step before/)
  wrong('# A\n\n## B {check=a.b}\n```console\nout\n```\n', /:5: .* "# "/)
  wrong('# A\n\n## B {check=a.b}\n```console\n# true\n', /:4: .* end of/)
  const setup = '```setup\ntrue\n```\n'
  wrong(`# A\n${setup}${setup}## B {check=a.b}\n`, /:5: .* one setup/)
  wrong(`# A\n## B {check=a.b}\n${setup}${console}`, /:3: .* before the first/)
  t.ok(new DemoScriptError('a', 1, 'b') instanceof Error)
})
