import { resolve } from 'node:path'
import t from 'tap'
import { UsageError } from '../errors.ts'
import { parseCommandLine } from './command-line.ts'
import { HELP } from './help.ts'

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

t.test('run can show figures of its own', async (t) => {
  t.match(parse('run --own-figures box'), { command: 'run', ownFigures: true })
})

t.test('run can make a root of layers', async (t) => {
  t.match(parse('run --layers /a:b box'), {
    layers: { lower: ['/a', resolve('b')], upper: undefined },
  })
  t.match(parse('run --layers /a\\:b --upper up box'), {
    layers: { lower: ['/a:b'], upper: resolve('up') },
  })
})

t.test('run can choose a network', async (t) => {
  for (const mode of ['none', 'host', 'container:other', 'bridge', './a.conf'])
    t.same(parse(`run --net ${mode} box`), {
      command: 'run',
      id: 'box',
      bundle: '.',
      dryRun: false,
      net: { mode, ports: [] },
    })
  const line = 'run --net a.conflist --cni-path /a:/b -p 1:2 --publish 3:4/udp'
  t.match(parse(`${line} -p 127.0.0.1:5:6 -p [::1]:7:8/tcp box`), {
    net: {
      mode: 'a.conflist',
      path: ['/a', '/b'],
      ports: [
        { hostPort: 1, containerPort: 2, protocol: 'tcp', hostIP: undefined },
        { hostPort: 3, containerPort: 4, protocol: 'udp', hostIP: undefined },
        { hostPort: 5, containerPort: 6, protocol: 'tcp', hostIP: '127.0.0.1' },
        { hostPort: 7, containerPort: 8, protocol: 'tcp', hostIP: '::1' },
      ],
    },
  })
})

t.test('run can have an init', async (t) => {
  t.match(parse('run --init box'), { command: 'run', init: true })
})

t.test('what follows the ID is for the command that exec runs', async (t) => {
  t.same(parse('exec box sh -c -e --cwd'), {
    command: 'exec',
    id: 'box',
    args: ['sh', '-c', '-e', '--cwd'],
    env: [],
  })
  t.same(parse('exec --cwd /tmp -e A=1 --env B=2 --pid-file p box id -u'), {
    command: 'exec',
    id: 'box',
    args: ['id', '-u'],
    env: ['A=1', 'B=2'],
    cwd: '/tmp',
    pidFile: 'p',
  })
  t.match(parse('exec --explain box true'), { explain: 'table' })
  t.match(parse('exec -- box true'), { id: 'box', args: ['true'] })
})

t.test('ps and state take an ID', async (t) => {
  t.same(parse('ps box'), { command: 'ps', id: 'box', format: 'table' })
  t.match(parse('ps -f json box'), { format: 'json' })
  t.match(parse('ps box --format=json'), { format: 'json' })
  t.same(parse('state box'), { command: 'state', id: 'box' })
})

t.test('--root stands before the command', async (t) => {
  t.match(parse('--root /srv/s run box'), { command: 'run', root: '/srv/s' })
  t.match(parse('--root=/srv/s state box'), { id: 'box', root: '/srv/s' })
  t.match(parse('--root /srv/s --version'), { command: 'version' })
})

t.test('spec takes a directory', async (t) => {
  t.same(parse('spec'), { command: 'spec', bundle: '.' })
  t.same(parse('spec -b /srv/b'), { command: 'spec', bundle: '/srv/b' })
  t.same(parse('spec --rootless'), {
    command: 'spec',
    bundle: '.',
    rootless: true,
  })
})

t.test('help and version', async (t) => {
  const lines = ['--help', '-h', 'help', 'run --help', 'spec -h', 'exec -h']
  for (const line of [...lines, 'ps -h', 'state --help'])
    t.same(parse(line), { command: 'help' })
  t.same(parse('--version'), { command: 'version' })
  t.match(HELP, '--pid-file')
  for (const line of HELP.split('\n'))
    t.ok(line.length <= 80, `fits into a terminal: ${line}`)
})

t.test('what makes no sense is a UsageError that says why', async (t) => {
  const wrong: readonly (readonly [string, RegExp])[] = [
    ['', /\(run, exec, ps, state, .*, spec\) but found ""/],
    ['begin box', /"begin"/],
    ['run', /one container ID but found 0/],
    ['run a b', /one container ID but found 2/],
    ['run ../a', /found "..\/a"/],
    ['run ..', /found ".."/],
    ['run --detached a', /--detached/],
    ['run --bundle', /--bundle/],
    ['run --explain-format xml a', /found "xml"/],
    ['run --layers : a', /directories with ":" between them but found ":"/],
    ['run --upper /u a', /"--layers" beside "--upper"/],
    ['run --layers /a --upper= a', /after "--upper" but found ""/],
    ['run --net dmz a', /after "--net" but found "dmz"/],
    ['run --net container:../a b', /container ID .* found "..\/a"/],
    ['run -p 1:2 a', /a network after "--net" .* found none/],
    ['run --net host -p 1:2 a', /a network after "--net" .* found "host"/],
    ['run --net none --cni-path /a a', /found "none"/],
    ['run --net bridge -p 80 a', /after "--publish" but found "80"/],
    ['run --net bridge -p 0:80 a', /found "0:80"/],
    ['run --net bridge -p 80:65536 a', /found "80:65536"/],
    ['run --net bridge -p 80:80/sctp a', /found "80:80\/sctp"/],
    ['run --net bridge -p 1.2.3:80:80 a', /found "1.2.3:80:80"/],
    ['spec here', /here/],
    ['exec', /one container ID but found 0/],
    ['exec box', /a command after "box" but found nothing/],
    ['exec ../box sh', /found "..\/box"/],
    ['exec --typo box sh', /--typo/],
    ['exec -e A box sh', /NAME=value after "--env" but found "A"/],
    ['exec -e =1 box sh', /found "=1"/],
    ['exec --cwd tmp box sh', /absolute path after "--cwd" but found "tmp"/],
    ['ps', /one container ID but found 0/],
    ['ps --format xml a', /found "xml"/],
    ['state a b', /found 2/],
    ['--root', /--root/],
    ['--root /srv/s', /found nothing/],
    ['--rooted /srv/s run a', /--rooted/],
  ]
  for (const [line, message] of wrong) {
    t.throws(() => parse(line), UsageError)
    t.throws(() => parse(line), { message }, line)
  }
  t.throws(() => parseCommandLine([]), { message: /found nothing/ })
})
