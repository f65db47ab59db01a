import t from 'tap'
import { parseRequest } from './cni-request.ts'

const ENV = {
  CNI_COMMAND: 'ADD',
  CNI_CONTAINERID: 'web-1',
  CNI_NETNS: '/run/netns/web',
  CNI_IFNAME: 'eth0',
}

t.test('a request is read from the environment', async (t) => {
  const CNI_ARGS =
    'IgnoreUnknown=1;K8S_POD_NAME=web;IP=10.1.0.7;MAC=02:00:00:00:00:AB'
  t.same(parseRequest({ ...ENV, CNI_ARGS }), {
    command: 'ADD',
    containerId: 'web-1',
    netns: '/run/netns/web',
    ifname: 'eth0',
    addresses: ['10.1.0.7'],
    mac: '02:00:00:00:00:ab',
  })
})

t.test('DEL needs no network namespace', async (t) => {
  const env = { ...ENV, CNI_COMMAND: 'DEL', CNI_NETNS: '' }
  t.match(parseRequest(env), { command: 'DEL', netns: undefined })
})

t.test('requests about no container need nothing more', async (t) => {
  for (const command of ['GC', 'STATUS', 'VERSION'])
    t.same(parseRequest({ CNI_COMMAND: command }), { command })
})

t.test('all that is missing is named', async (t) => {
  t.throws(() => parseRequest({ CNI_COMMAND: 'ADD' }), {
    code: 4,
    message: /CNI_CONTAINERID, CNI_IFNAME, CNI_NETNS/,
  })
})

const WRONG: readonly Record<string, string>[] = [
  { CNI_COMMAND: 'add' },
  { CNI_COMMAND: '' },
  { CNI_CONTAINERID: '../etc' },
  { CNI_CONTAINERID: '-rf' },
  { CNI_CONTAINERID: 'a b' },
  { CNI_CONTAINERID: 'x'.repeat(201) },
  { CNI_CONTAINERID: 'a"; delete table' },
  { CNI_IFNAME: 'a-name-that-is-long' },
  { CNI_IFNAME: '../x' },
  { CNI_IFNAME: '..' },
  { CNI_IFNAME: 'eth 0' },
  { CNI_IFNAME: 'eth:0' },
  { CNI_IFNAME: 'eth%d' },
  { CNI_IFNAME: 'default' },
  { CNI_NETNS: 'netns/web' },
  { CNI_ARGS: 'IP' },
  { CNI_ARGS: 'MAC=02:00:00:00:00' },
]

for (const changes of WRONG)
  t.test(`refused: ${JSON.stringify(changes).slice(0, 60)}`, async (t) => {
    const [name] = Object.keys(changes)
    const message = new RegExp(`${name}`)
    t.throws(() => parseRequest({ ...ENV, ...changes }), { code: 4, message })
  })
