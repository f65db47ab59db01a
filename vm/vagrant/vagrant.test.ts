import t from 'tap'

import { hypervisor, vagrant } from './preflight.ts'
import {
  accelOf,
  environment,
  hasClean,
  hostIn,
  newsIn,
  parseStatus,
  parseVersion,
  restoreClean,
  saveClean,
} from './vagrant.ts'

const STATUS = `1763805600,default,metadata,provider,libvirt
1763805600,default,provider-name,libvirt
1763805600,default,state,running
1763805600,default,state-human-short,running
1763805600,default,state-human-long,The Libvirt domain is running.
1763805600,,ui,info,Current machine states:\\n\\ndefault  running (libvirt)
`

t.test('parseStatus() tells state and provider', async (t) => {
  t.same(parseStatus(STATUS), { state: 'running', provider: 'libvirt' })
  const none = STATUS.replace('state,running', 'state,not_created')
  t.same(parseStatus(none), { state: 'not_created', provider: '' })
})

t.test('parseStatus() shows what it could not read', async (t) => {
  t.throws(() => parseStatus('1763805600,,ui,error,No such thing'), {
    name: 'MachineError',
    message: /did not\n {2}\| 1763805600,,ui,error,No such thing$/,
  })
})

t.test('hasClean() looks for the name and no other', async (t) => {
  const [, , , name = ''] = saveClean()
  t.ok(hasClean(`1763805600,default,ui,output,${name}\n`))
  t.ok(hasClean(`==> default:\n${name}\n`))
  t.notOk(hasClean(`1763805600,default,ui,output,${name}-2\n`))
  t.notOk(hasClean('==> default: No snapshots have been taken yet!'))
  t.equal(restoreClean().at(-1), name)
})

t.test('hostIn() finds the host', async (t) => {
  t.equal(hostIn('Host default\n  HostName 127.0.0.1\n'), 'default')
  t.throws(() => hostIn('The machine is not ready'), {
    message: /found none\n {2}\| The machine is not ready/,
  })
})

t.test('newsIn() leaves the name of the machine out', async (t) => {
  t.equal(newsIn('==> default: Importing the box…'), 'Importing the box…')
  t.equal(newsIn('    default: 22 (guest) => 2222 (host)'), null)
})

t.test('parseVersion() knows one', async (t) => {
  t.equal(parseVersion('Vagrant 2.3.4\n'), '2.3.4')
  t.equal(parseVersion('vagrant: not found'), null)
})

t.test('environment() keeps what is there', async (t) => {
  const env = environment({ HOME: '/h' }, '/kit/vm/vagrant')
  t.match(env, { HOME: '/h', VAGRANT_CWD: '/kit/vm/vagrant' })
})

t.test('accelOf() knows who emulates', async (t) => {
  t.equal(accelOf('libvirt', false), 'tcg')
  t.equal(accelOf('libvirt', true), 'none')
  t.equal(accelOf('virtualbox', false), 'none')
})

t.test('the preflight names what to install', async (t) => {
  t.match(vagrant('Vagrant 2.4.9'), { ok: true, found: '2.4.9' })
  t.match(vagrant(null, 'linux'), { ok: false, remedy: /vagrant-libvirt$/ })
  t.match(vagrant(null, 'darwin'), { ok: false, remedy: /hashicorp/ })
  t.match(hypervisor(['libvirt']), { ok: true, found: 'libvirt' })
  t.match(hypervisor([]), { ok: false, remedy: /VirtualBox, libvirt/ })
})
