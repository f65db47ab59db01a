import t from 'tap'
import type { RestOfProcess } from '../evidence/scene-texts.ts'
import { foundProcess, steadyProcess } from './processes.ts'

const fields = (state: string, parent: number, startTime: number) =>
  `${state} ${parent} 0 0 0 -1 4194304 ${'0 '.repeat(12)}${startTime} 0 0`

const stat = `812 (a) (b) S) ${fields('S', 7, 4711)}`

const rest: RestOfProcess = {
  status:
    'Uid:\t0\t1000\t0\t0\nNSpid:\t812\t3\t1\nCapEff:\t00000000a80425fb\nNoNewPrivs:\t1\nSeccomp:\t2',
  cmdline: 'sleep\x00\x00100\x00',
  cgroup: '0::/mini-runc/web',
  root: '/',
  namespaces: ['mnt:[1]', 'pid:[2]', '__proto__:[3]'],
}

const process = (stat: string, rest: RestOfProcess) => {
  const steady = steadyProcess(rest)
  return steady && foundProcess(812, stat, steady)
}

t.test('a process is what the kernel says', async (t) => {
  const found = process(stat, rest)
  t.match(found, {
    pid: 812,
    parent: 7,
    startTime: 4711,
    nsPids: [812, 3, 1],
    comm: 'a) (b) S',
    argv: ['sleep', '', '100'],
    uid: 1000,
    state: 'S',
    cgroup: '/mini-runc/web',
    capabilities: '00000000a80425fb',
    seccomp: 2,
    noNewPrivs: true,
  })
  t.same(found?.namespaces, {
    ...{ cgroup: '', ipc: '', mnt: 'mnt:[1]', net: '', pid: 'pid:[2]' },
    ...{ time: '', user: '', uts: '' },
  })
})

t.test('who was gone before all was read is left out', async (t) => {
  t.equal(process(stat, { ...rest, status: '' }), null)
})

t.test('nonsense makes a process of which little is known', async (t) => {
  const nonsense = { ...rest, status: 'x', cmdline: '', cgroup: '' }
  t.match(process('x', nonsense), {
    ...{ pid: 812, parent: 0, nsPids: [812], argv: [], uid: 0, cgroup: null },
  })
})
