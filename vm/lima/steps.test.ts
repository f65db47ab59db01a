import t from 'tap'

import type { Instance } from './limactl.ts'
import { runningOf, type Step, stepsToClean, stepsToFresh } from './steps.ts'

const WANTED = { name: 'labs-1', recipe: 'new', file: '/run/labs-1.yaml' }

function instance(name: string, status: string, recipe = 'new'): Instance {
  const rest = { vmType: 'vz', arch: 'aarch64', sshConfigFile: '', share: '' }
  return { name, status, recipe, ...rest }
}

/** `verb last-argument` of each call. */
const calls = (steps: readonly Step[]) =>
  steps.map(({ args }) => `${args[0]} ${args.at(-1)}`)

t.test('the first machine is made, put aside, copied', async (t) => {
  t.same(calls(stepsToFresh([], WANTED)), [
    'start /run/labs-1.yaml',
    'stop labs-1-clean',
    'clone labs-1',
    'start labs-1',
  ])
})

t.test('where there is a clean one, a copy will do', async (t) => {
  const clean = instance('labs-1-clean', 'Stopped')
  t.same(calls(stepsToFresh([clean], WANTED)), ['clone labs-1', 'start labs-1'])
  const used = instance('labs-1', 'Running')
  t.same(calls(stepsToFresh([used, clean], WANTED)), [
    'delete labs-1',
    'clone labs-1',
    'start labs-1',
  ])
  t.same(stepsToClean([clean], WANTED), [])
})

t.test(
  'a clean one that is old, half made or in use is made again',
  async (t) => {
    for (const clean of [
      instance('labs-1-clean', 'Stopped', 'old'),
      instance('labs-1-clean', 'Broken'),
      instance('labs-1-clean', 'Running'),
    ]) {
      t.same(calls(stepsToClean([clean], WANTED)), [
        'delete labs-1-clean',
        'start /run/labs-1.yaml',
        'stop labs-1-clean',
      ])
    }
  },
)

t.test('machines of others are left alone', async (t) => {
  const others = [instance('default', 'Running'), instance('labs-2', 'Stopped')]
  const touched = stepsToFresh(others, WANTED).flatMap(({ args }) => args)
  t.notOk(touched.includes('default'))
  t.notOk(touched.includes('labs-2'))
})

t.test('each step that makes something says how to take it back', async (t) => {
  for (const { args, undo } of stepsToFresh([], WANTED)) {
    const made = args.join(' ').includes('clean') && args[0] !== 'clone'
    const name = made ? 'labs-1-clean' : 'labs-1'
    t.same(undo, ['delete', '--tty=false', '--force', name], args.join(' '))
  }
})

t.test('runningOf() wants it to run, and to be of this template', async (t) => {
  const of = (...args: [string, string, string?]) =>
    runningOf([instance(...args)], WANTED)?.name
  t.equal(of('labs-1', 'Running'), 'labs-1')
  t.equal(of('labs-1', 'Stopped'), undefined)
  t.equal(of('labs-1', 'Running', 'old'), undefined)
  t.equal(of('labs-2', 'Running'), undefined)
})
