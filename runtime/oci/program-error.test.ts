import t from 'tap'
import { plainSpec } from '../spec/default-spec.ts'
import { programError } from './program-error.ts'

function bundleOf(program: string, env: string[] = ['PATH=/bin:/usr/bin']) {
  const spec = plainSpec()
  const process = { ...spec.process, args: [program], env }
  return { spec: { ...spec, process }, rootfs: '/srv/box' }
}

t.test(
  'a name that is nowhere is ENOENT, with the PATH searched',
  async (t) => {
    t.match(programError(bundleOf('nope'), ['ENOENT', 'ENOTDIR']), {
      name: 'ProgramError',
      code: 'ENOENT',
      program: 'nope',
      message:
        'Expected a program "nope" to execute in PATH "/bin:/usr/bin" inside "/srv/box" but found none: executable file not found in $PATH',
    })
  },
)

t.test('a path is said to be missing inside the root', async (t) => {
  t.equal(
    programError(bundleOf('/nope'), ['ENOENT']).message,
    'Expected a program "/nope" to execute inside "/srv/box" but found none: no such file or directory',
  )
})

t.test('without PATH the directories that were tried are named', async (t) => {
  const { message } = programError(bundleOf('nope', []), ['ENOENT', 'ENOENT'])
  t.match(message, 'PATH "/bin:/usr/bin"')
})

t.test('one place where it is forbidden outweighs the others', async (t) => {
  const errors = ['ENOENT', 'EACCES', 'ENOENT']
  const error = programError(bundleOf('nope'), errors)
  t.equal(error.code, 'EACCES')
  t.match(
    error.message,
    /found one that may not be \(EACCES\): permission denied/,
  )
})
