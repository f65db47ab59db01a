import t from 'tap'
import { UsageError } from '../errors.ts'
import { HELP, parseCommandLine } from './command-line.ts'

const parse = (line: string) => parseCommandLine(line.split(' '))

t.test('run takes the directory we are in as its bundle', async (t) => {
  t.same(parse('run box'), {
    command: 'run',
    id: 'box',
    bundle: '.',
    dryRun: false,
  })
})

t.test(
  'run takes the options of runc, before the ID and after it',
  async (t) => {
    const wanted = {
      command: 'run',
      id: 'box',
      bundle: '/srv/b',
      pidFile: '/run/p',
      dryRun: false,
    }
    t.same(parse('run -b /srv/b --pid-file /run/p box'), wanted)
    t.same(parse('run --bundle=/srv/b box --pid-file=/run/p'), wanted)
  },
)

t.test('run knows --explain in two forms', async (t) => {
  t.match(parse('run --explain --dry-run box'), {
    explain: 'table',
    dryRun: true,
  })
  t.match(parse('run --explain-format json box'), { explain: 'json' })
})

t.test('spec takes a directory', async (t) => {
  t.same(parse('spec'), { command: 'spec', bundle: '.' })
  t.same(parse('spec -b /srv/b'), { command: 'spec', bundle: '/srv/b' })
})

t.test('help and version', async (t) => {
  for (const line of ['--help', '-h', 'help', 'run --help', 'spec -h'])
    t.same(parse(line), { command: 'help' })
  t.same(parse('--version'), { command: 'version' })
  t.match(HELP, '--pid-file')
})

t.test('what makes no sense is a UsageError that says why', async (t) => {
  const wrong: readonly (readonly [string, RegExp])[] = [
    ['', /"run" or "spec" but found ""/],
    ['start box', /found "start"/],
    ['run', /one container ID but found 0/],
    ['run a b', /one container ID but found 2/],
    ['run ../a', /found "..\/a"/],
    ['run ..', /found ".."/],
    ['run --detach a', /--detach/],
    ['run --bundle', /--bundle/],
    ['run --explain-format xml a', /found "xml"/],
    ['spec here', /here/],
  ]
  for (const [line, message] of wrong) {
    t.throws(() => parse(line), UsageError)
    t.throws(() => parse(line), { message })
  }
  t.throws(() => parseCommandLine([]), { message: /found nothing/ })
})
