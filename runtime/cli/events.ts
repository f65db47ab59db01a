import { events as eventsOf } from '../oci/events.ts'
import { stateDirectory } from '../oci/state-directory.ts'
import { print } from './output.ts'
import type { EventsRequest } from './request.ts'

/**
 * `mini-runc events`: print what a container uses, and when the kernel killed
 * in it for want of memory: one object of JSON in each line.
 *
 * @throws {StateError} If it does not run, or has no cgroup of its own.
 * @throws {CgroupError}
 */
export async function events(request: EventsRequest): Promise<number> {
  const { id, stats, interval } = request
  const root = stateDirectory(request.root)
  const every = stats ? undefined : interval
  for await (const line of eventsOf(root, id, every)) print(`${line}\n`)
  return 0
}
