/** Containers whose program cannot be executed: it is not there, or only text. */
import type { Ending, Entry } from '#checker/agent/protocol.ts'
import type { Bench } from '#checker/bench.ts'
import {
  type ContainerRequest,
  endOf,
  folderOf,
  launch,
} from '#checker/container.ts'
import { profileOf } from './resident.ts'

export interface Failure {
  readonly program: string
  readonly ending: Ending
}

export const missing = (bench: Bench) => fail(bench, 'missing')

export const notExecutable = (bench: Bench) => fail(bench, 'not-executable')

async function fail(bench: Bench, name: string): Promise<Failure> {
  const folder = folderOf(bench, name)
  const file = `${name}-${bench.seed.hex(name, 4)}`
  const program = `${folder}/${file}`
  // By the same path inside and outside: the root is the matter of other checks.
  const text = ['', `bundle/rootfs${folder}/`].map((path): Entry => {
    return { kind: 'text', path: path + file, text: 'text\n' }
  })
  const profile = await profileOf(bench)
  const request: ContainerRequest = {
    name,
    args: [program],
    env: ['PATH=/bin', 'HOME=/'],
    cwd: '/',
    rootPath: `${folder}/bundle/rootfs`,
    entries: name === 'missing' ? [] : text,
    programs: [],
  }
  const timing = 'judged: until it refuses'
  return launch(bench, request, profile, timing, async (container) => {
    const ending = await endOf(bench, container)
    await bench.call('kill', { job: container.job })
    return { program, ending }
  })
}
