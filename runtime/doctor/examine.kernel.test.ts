import { existsSync } from 'node:fs'
import t from 'tap'
import { Program } from '../sys/program.ts'
import { StepError, spawn } from '../sys/spawn.ts'
import { diagnosisOf } from './diagnoses.ts'
import { examine } from './examine.ts'

function failing(): Program {
  const program = new Program()
  program.chdir('/no/such/directory')
  return program
}

t.test('a process that failed is there while it is looked at', async (t) => {
  let seen: boolean | undefined
  const child = spawn(failing(), {
    examine: (error, pid) => {
      seen = existsSync(`/proc/${pid}/root/`)
      t.type(error, StepError)
      t.equal(error.program?.steps.length, 1)
    },
  })
  await t.rejects(child.started)
  t.equal(seen, true)
  await child.exited
})

t.test('it ends at once when it has been looked at', async (t) => {
  const begin = performance.now()
  const child = spawn(failing(), { examine })
  const error = await child.started.catch((error: Error) => error)
  t.equal((await child.exited).code, 125)
  // It would go on by itself after a second.
  t.ok(performance.now() - begin < 900)
  t.equal(diagnosisOf(error)?.code, 'CWD_MISSING')
  t.equal(
    diagnosisOf(new Error('around it', { cause: error }))?.code,
    'CWD_MISSING',
  )
})

t.test('it ends also when nobody looks', async (t) => {
  const begin = performance.now()
  const child = spawn(failing())
  t.equal((await child.exited).code, 125)
  t.ok(performance.now() - begin < 900)
})

t.test('of a child that has gone nothing is said', async (t) => {
  const child = spawn(failing())
  const error = await child.started.catch((error: Error) => error)
  await child.exited
  if (error) examine(error)
  t.equal(diagnosisOf(error), undefined)
})
