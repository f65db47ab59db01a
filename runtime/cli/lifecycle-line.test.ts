import t from 'tap'
import { UsageError } from '../errors.ts'
import { parseCommandLine } from './command-line.ts'

const parse = (line: string) => parseCommandLine(line.split(' '))

t.test('create has what containerd gives it', async (t) => {
  const globals = '--root /r --log /l --log-format json'
  const options = '--bundle /b --pid-file /p --console-socket /c'
  t.same(parse(`${globals} create ${options} --no-new-keyring box`), {
    command: 'create',
    id: 'box',
    bundle: '/b',
    pidFile: '/p',
    consoleSocket: '/c',
    noNewKeyring: true,
    root: '/r',
    log: '/l',
    logFormat: 'json',
  })
})

t.test('exec may have all of its process in a file', async (t) => {
  t.match(parse('exec --process /p --detach --pid-file /f box'), {
    command: 'exec',
    id: 'box',
    processFile: '/p',
    detach: true,
    pidFile: '/f',
    args: [],
  })
})

t.test('exec says who the process is', async (t) => {
  t.match(parse('exec -t -u 1:2 -g 3 -g 4 -c CAP_KILL box id -u'), {
    tty: true,
    user: { uid: 1, gid: 2 },
    additionalGids: [3, 4],
    capabilities: ['CAP_KILL'],
    args: ['id', '-u'],
  })
})

t.test('run may leave it', async (t) => {
  t.match(parse('run -d --preserve-fds 2 box'), {
    detach: true,
    preserveFds: 2,
  })
})

t.test('crun and runc know who looks after cgroups', async (t) => {
  const request = parse('--cgroup-manager disabled start box')
  t.same(request, { command: 'start', id: 'box', withoutCgroup: true })
})

t.test('list needs no ID', async (t) => {
  const request = parse('list -f json')
  t.same(request, { command: 'list', format: 'json', quiet: false })
})

for (const [line, words] of [
  ['--systemd-cgroup create box', /--systemd-cgroup/],
  ['--cgroup-manager systemd create box', /found "systemd"/],
  ['--log-format xml state box', /found "xml"/],
  ['create', /one container ID but found 0/],
  ['create --no-pivot box', /--no-pivot/],
  ['create --preserve-fds x box', /found "x"/],
  ['exec -u root box id', /found "root"/],
  ['exec -g x box id', /found "x"/],
  ['exec -u 4294967296 box id', /4294967295/],
  ['list -f xml', /found "xml"/],
  ['checkpoint box', /not supported/],
  ['restore box', /not supported/],
] as const)
  t.test(`${line} is a UsageError`, async (t) => {
    t.throws(() => parse(line), UsageError)
    t.throws(() => parse(line), { message: words })
  })
