import t from 'tap'
import { SpecError } from '../errors.ts'
import { plainSpec } from './default-spec.ts'
import { sysctlPath } from './parse-kernel-settings.ts'
import { parseSpec } from './parse-spec.ts'
import type { Spec } from './runtime-spec.ts'

function specWith(linux: object, more: object = {}): Spec {
  const namespaces = ['network', 'ipc', 'uts'].map((type) => ({ type }))
  const all = { ...plainSpec(), ...more, linux: { namespaces, ...linux } }
  return parseSpec(JSON.stringify(all), '/box/config.json')
}

function faultOf(linux: object, more: object = {}): string {
  try {
    specWith(linux, more)
  } catch (error) {
    if (error instanceof SpecError) return `${error.pointer} ${error.wanted}`
    throw error
  }
  return 'nothing'
}

const setting = (name: string) => ({ sysctl: { [name]: '1' } })

t.test('settings of namespaces of its own are read', async (t) => {
  const sysctl = {
    'net.ipv4.ip_forward': '1',
    'net/core/somaxconn': '256',
    'kernel.sem': '250 32000 32 128',
    'fs.mqueue.msg_max': '10',
    'kernel.domainname': 'example',
  }
  t.same(specWith({ sysctl }).linux?.sysctl, sysctl)
  t.notOk('sysctl' in (specWith({ sysctl: {} }).linux ?? {}))
})

t.test('the first separator of a name says which it has', async (t) => {
  t.equal(sysctlPath('net.ipv4.ip_forward'), 'net/ipv4/ip_forward')
  t.equal(sysctlPath('net/ipv4/ip_forward'), 'net/ipv4/ip_forward')
  const vlan = 'net/ipv4/conf/eth0.1/forwarding'
  t.equal(sysctlPath('net.ipv4.conf.eth0/1.forwarding'), vlan)
  t.equal(sysctlPath(vlan), vlan)
})

t.test('what is not its own is refused, whatever its spelling', async (t) => {
  const shared = { namespaces: [] }
  for (const [name, type] of [
    ['net.ipv4.ip_forward', 'network'],
    ['net/ipv4/ip_forward', 'network'],
    ['kernel.shmmax', 'ipc'],
    ['fs/mqueue/msg_max', 'ipc'],
    ['kernel/domainname', 'uts'],
  ] as const) {
    t.equal(faultOf(setting(name)), 'nothing', name)
    const escaped = name.replaceAll('/', '~1')
    const fault = `/linux/sysctl/${escaped} absent, or a "${type}" namespace`
    t.match(faultOf({ ...setting(name), ...shared }), fault, name)
  }
  for (const name of ['kernel.panic', 'vm.swappiness', 'kernel.msgmaxi'])
    t.match(faultOf(setting(name)), `${name} absent: no namespace has`)
})

t.test('a name leads nowhere else', async (t) => {
  for (const name of ['net/../kernel/panic', 'net/./a', 'net', '/net/a', ''])
    t.match(faultOf(setting(name)), 'named as in', name)
  t.match(faultOf({ sysctl: { 'net.a': 1 } }), '/linux/sysctl/net.a text')
})

t.test('nothing is said in two ways', async (t) => {
  t.match(faultOf(setting('kernel.hostname')), 'absent: the member "/hostname"')
  const domainname = 'example'
  const twice = faultOf(setting('kernel.domainname'), { domainname })
  t.match(twice, 'absent: the member "/domainname"')
})

t.test('a personality is one of two, without flags', async (t) => {
  const personality = { domain: 'LINUX32' }
  t.match(specWith({ personality }).linux, { personality })
  t.match(faultOf({ personality: { domain: 'BSD' } }), '/domain one of')
  const flagged = { personality: { domain: 'LINUX', flags: ['X'] } }
  t.match(faultOf(flagged), '/linux/personality/flags an empty list')
})
