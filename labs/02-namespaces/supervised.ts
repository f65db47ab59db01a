/** A container with an init: `run --init`. Its program makes work for it. */
import type { Bench, Fixture } from '#checker/bench.ts'
import type { Container } from '#checker/container.ts'
import { parseNsPids } from '#checker/evidence/namespaces.ts'
import type { Observation } from '#checker/evidence/process.ts'
import { SIGKILL, SIGTERM } from '#checker/kernel.ts'
import { childOf, type Fate } from './inside.ts'
import { alone, namespacesPatch } from './namespaces.ts'
import { rent, type Tenant, type TenantDrawn } from './tenant.ts'

const REAP_MS = 1_500
const FORWARD_MS = 1_500

export interface Supervised extends Tenant {
  readonly care: Care | null
}

export interface Care {
  /** Parent of the program inside; `null` if that is nobody in the container. */
  readonly init: Observation | null
  /** The process whose parent ended. */
  readonly orphan: Observation | null
  /** What became of the orphan when it was killed. */
  readonly orphanAfter: Fate
  /** Signals pending in the program after one was sent to the init. */
  readonly pending: readonly number[]
}

export const supervised: Fixture<Supervised> = async (bench) => {
  const terms = {
    spec: namespacesPatch(alone(bench, 'pid')),
    options: ['--init'],
    offspring: 'orphan' as const,
  }
  const { seen, ...tenant } = await rent(
    bench,
    'supervised',
    terms,
    (container, drawn) => watch(bench, container, drawn),
  )
  return { ...tenant, care: seen }
}

async function watch(
  bench: Bench,
  container: Container,
  drawn: TenantDrawn,
): Promise<Care> {
  const init = await parentInside(bench, container)
  const orphan = await childOf(bench, container, drawn)
  const orphanAfter = orphan === null ? 'gone' : await kill(bench, orphan.pid)
  const pending = init === null ? [] : await forward(bench, container, init)
  return { init, orphan, orphanAfter, pending }
}

/** The parent, if it is process 1 of the PID namespace that the program is in. */
async function parentInside(
  bench: Bench,
  { seen }: Container,
): Promise<Observation | null> {
  const pid = seen?.parent ?? 0
  const parent = pid === 0 ? null : await bench.call('observe', { pid })
  const numbers = parseNsPids(parent?.status.NSpid ?? '')
  const isFirst = numbers.length > 1 && numbers.at(-1) === 1
  const isTogether = parent?.namespaces.pid === seen?.namespaces.pid
  return isFirst && isTogether ? parent : null
}

async function kill(bench: Bench, pid: number): Promise<Fate> {
  await bench.call('signal', { pid, signal: SIGKILL })
  const timeoutMs = bench.patience(REAP_MS)
  return bench.call('awaitEnd', { pid, timeoutMs })
}

/** The program blocks its signals, so one that is passed on stays pending. */
async function forward(
  bench: Bench,
  { seen }: Container,
  init: Observation,
): Promise<number[]> {
  const pid = seen?.pid ?? -1
  await bench.call('signal', { pid: init.pid, signal: SIGTERM })
  return bench.call('awaitSignals', {
    pid,
    field: 'ShdPnd',
    signals: [SIGTERM],
    timeoutMs: bench.patience(FORWARD_MS),
  })
}
