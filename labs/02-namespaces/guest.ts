/** One more process in a container that runs, by `<runtime> exec`. */
import type { Ending, Entry } from '#checker/agent/protocol.ts'
import type { Bench } from '#checker/bench.ts'
import { type Container, endOf, folderOf } from '#checker/container.ts'
import { execIn } from '#checker/exec.ts'
import { visitorInside } from './probes.ts'
import { besideAndInside } from './tenant.ts'

export interface Guest {
  readonly container: Container
  readonly exitStatus: number
  readonly ending: Ending
}

const pathOf = (bench: Bench, name: string) =>
  `${folderOf(bench, name)}/guest-${bench.seed.hex(`${name} guest`, 4)}`

const statusOf = (bench: Bench, name: string) =>
  bench.seed.int(`${name} guest status`, 3, 99)

/** The program of the guest, to be found by one path on both sides. */
export function guestEntries(bench: Bench, name: string): Entry[] {
  const mark = bench.seed.hex(`${name} guest mark`, 8)
  const { arch } = bench.hello
  const { executable } = visitorInside(arch, mark, statusOf(bench, name))
  return besideAndInside(bench, name, pathOf(bench, name), executable, 0o755)
}

/** Execute it in a container, look at it, and let it end. */
export async function execGuest(
  bench: Bench,
  into: Container,
  name: string,
): Promise<Guest> {
  const path = pathOf(bench, name)
  const programs = [path]
  const container = await execIn(bench, into, [path], { programs })
  const { job, seen } = container
  // Where nothing runs, the container it was meant for must go on.
  if (seen !== null) await bench.call('send', { job, text: 'go\n', end: true })
  const ending = await endOf(bench, container)
  return { container, exitStatus: statusOf(bench, name), ending }
}
