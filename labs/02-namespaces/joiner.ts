/** A container that is to live in namespaces which somebody else has made. */
import type { Bench, Fixture } from '#checker/bench.ts'
import { FILES } from '#checker/evidence/namespaces.ts'
import type { Observation } from '#checker/evidence/process.ts'
import {
  CLONE_NEWIPC,
  CLONE_NEWNET,
  CLONE_NEWPID,
  CLONE_NEWUTS,
  SIGCHLD,
} from '#checker/kernel.ts'
import { recordedProbe, sleepForEver } from '#checker/probe.ts'
import { startHelper } from './host.ts'
import { namespacesPatch } from './namespaces.ts'
import { rent, type Tenant } from './tenant.ts'

/** Kinds that are joined. */
export const JOINED = ['network', 'uts', 'ipc', 'pid'] as const

/** The same, for clone(2). */
const NEW = CLONE_NEWNET | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWPID

export interface Joiner extends Tenant {
  readonly holder: Observation
}

export const joiner: Fixture<Joiner> = async (bench) => {
  const holder = await startHolder(bench)
  const paths = Object.fromEntries(
    JOINED.map((type) => [type, `/proc/${holder.pid}/ns/${FILES[type]}`]),
  )
  const spec = namespacesPatch(JOINED, paths)
  const { seen: _, ...tenant } = await rent(
    bench,
    'joiner',
    { spec },
    async () => null,
  )
  return { ...tenant, holder }
}

async function startHolder(bench: Bench): Promise<Observation> {
  const mark = bench.seed.hex('holder', 8)
  const { executable } = recordedProbe(
    bench.hello.arch,
    (program) => {
      const inside = program.ahead()
      program.clone(NEW | SIGCHLD, null, null, { ifZero: inside })
      program.wait4(-1)
      program.exit_group(0)
      program.place(inside)
      program.sethostname(`holder-${mark}`)
      sleepForEver(program)
    },
    mark,
  )
  const pid = await startHelper(bench, 'holder', executable, true)
  const seen = await bench.call('observe', { pid })
  if (seen === null) throw new Error('The holder of the namespaces is gone')
  return seen
}
