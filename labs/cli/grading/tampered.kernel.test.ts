/** Who speaks in the checker's place, and who only breaks it, on this computer's own kernel. */
import t from 'tap'
import { forges } from '#checker/forges/index.ts'
import { nativeMachine } from '#checker/native-machine.ts'
import { judgeSubmission } from './judge-submission.ts'
import { LAB } from './test/hand-ins.ts'

t.jobs = 1

/** How a forge is judged, and in how many machines. */
async function judged(name: string) {
  const program = forges.find((forge) => forge.name === name)
  if (program === undefined) throw new Error(`There is no forge "${name}"`)
  let machines = 0
  const next = async () => {
    machines++
    return nativeMachine()
  }
  const { signal } = new AbortController()
  const { tampered, broken } = await judgeSubmission({
    ...{ program, minutes: 5, signal, machines: { next } },
    runs: [{ lab: LAB, seed: 'thirty' }],
  })
  return { tampered, broken, machines }
}

t.test('a forge that answers for the agent is caught at once', async (t) => {
  t.match(await judged('answers-for-the-agent'), {
    ...{ tampered: true, machines: 1 },
    broken: /Somebody spoke in the place of the agent/,
  })
})

for (const name of ['stops-the-agent', 'prints-answers', 'floods'])
  t.test(`${name} is not accused of it`, async (t) => {
    t.match(await judged(name), { tampered: false })
  })
