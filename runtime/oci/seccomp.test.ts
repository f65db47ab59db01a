import t from 'tap'
import { plainSpec } from '../spec/default-spec.ts'
import type { Process, Spec } from '../spec/runtime-spec.ts'
import type { Seccomp } from '../spec/seccomp-spec.ts'
import type { Program } from '../sys/program.ts'
import { plan } from './plan.ts'
import { planExec } from './plan-exec.ts'

const SECCOMP: Seccomp = {
  defaultAction: 'SCMP_ACT_ALLOW',
  flags: ['SECCOMP_FILTER_FLAG_LOG'],
}

function specWith(process: Partial<Process>, seccomp?: Seccomp): Spec {
  const plain = plainSpec()
  return {
    ...plain,
    process: {
      ...plain.process,
      ...process,
      user: { uid: 1, gid: 1 },
      args: ['/bin/sh'],
    },
    linux: { namespaces: [{ type: 'mount' }], ...(seccomp && { seccomp }) },
  }
}

const names = ({ steps }: Program) => steps.map(({ name }) => name)

const ENTRANCE = { process: 3, namespaces: 0n, root: 4, cwd: '/' }
const LIMIT = { soft: 1024, hard: 1024 }

/** The same process as the first of a container and as a further one. */
const both = (process: Partial<Process>, seccomp?: Seccomp) => {
  const spec = specWith(process, seccomp)
  const given = { ...(seccomp && { seccomp }) }
  return {
    plan: plan({ spec, rootfs: '/rootfs' }),
    exec: planExec(spec.process, ENTRANCE, LIMIT, given),
  }
}

t.test('without a profile there is no filter', async (t) => {
  for (const noNewPrivileges of [true, false])
    for (const program of Object.values(both({ noNewPrivileges })))
      t.notOk(names(program).includes('seccomp'))
})

t.test('with noNewPrivileges the filter comes at last', async (t) => {
  for (const [name, program] of Object.entries(
    both({ noNewPrivileges: true }, SECCOMP),
  ))
    t.same(names(program).slice(-2), ['seccomp', 'execve'], name)
})

t.test('otherwise as long as there are privileges', async (t) => {
  for (const [name, program] of Object.entries(both({}, SECCOMP))) {
    const calls = names(program)
    const filter = calls.indexOf('seccomp')
    t.equal(filter, calls.lastIndexOf('seccomp'), name)
    t.ok(filter < calls.indexOf('setresuid'), `${name}: before the user`)
    t.ok(filter > calls.lastIndexOf('chdir'), `${name}: after the root`)
  }
})

t.test('whoever is created loads it when it is started', async (t) => {
  const spec = specWith({ noNewPrivileges: true }, SECCOMP)
  const execFifo = { start: 5, report: 6 }
  const program = plan({ spec, rootfs: '/rootfs' }, { execFifo })
  const calls = names(program)
  const filter = calls.indexOf('seccomp')
  t.equal(calls[filter - 1], 'read')
  t.equal(calls[filter + 1], 'execve')
})
