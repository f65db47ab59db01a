/** One more process in a container that runs: `<runtime> exec <id> <program>`. */
import type { Bench } from './bench.ts'
import {
  type Container,
  type ContainerRequest,
  type Launched,
  seeProgram,
  startJudged,
} from './container.ts'

/**
 * Execute something in a container of the judged runtime, and wait until it
 * sleeps or will not come.
 *
 * @param programs Paths, on the host, of the executables that it may turn out to be.
 */
export function execIn(
  bench: Bench,
  container: Launched,
  args: readonly string[],
  {
    programs,
    ...surroundings
  }: Pick<ContainerRequest, 'user' | 'hostEnv' | 'programs'>,
): Promise<Container> {
  const { id, folder, rootfs, cgroup } = container
  const runtime = bench.programPath(bench.program.runtime)
  const argv = [runtime, 'exec', id, ...args]
  return bench.starts.use(() =>
    bench.timings.measure('judged: until exec runs', async () => {
      const started = await startJudged(bench, surroundings, folder, argv)
      const launched = { ...started, id, folder, rootfs, cgroup }
      return seeProgram(bench, launched, programs)
    }),
  )
}
