/**
 * A filesystem with another one mounted in it, for bind mounts to begin at. What
 * a wrong runtime does to it, it does to nothing else of the machine.
 */
import type { Bench } from '#checker/bench.ts'

const MOUNT_MS = 3_000

/** Mount it, let somebody use it, take it away again. */
export async function withDock<T>(
  bench: Bench,
  { dock, pier }: { readonly dock: string; readonly pier: string },
  use: () => Promise<T>,
): Promise<T> {
  await shell(
    bench,
    `mkdir -p "$0" && mount -t tmpfs -o size=1m labs "$0" &&
     mkdir "$1" && mount -t tmpfs -o size=1m labs "$1" &&
     mount --make-rshared "$0" && mkdir "$1/boat"`,
    [dock, pier],
  )
  try {
    return await use()
  } finally {
    await shell(bench, 'umount -l "$0"', [dock])
  }
}

async function shell(
  bench: Bench,
  script: string,
  args: readonly string[],
): Promise<void> {
  const timeoutMs = bench.patience(MOUNT_MS)
  const { job } = await bench.call('start', {
    argv: ['/bin/sh', '-c', script, ...args],
    cwd: '/',
    folder: bench.hello.base,
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
    descriptors: {},
    timeoutMs,
  })
  const { code, stderr } = await bench.call('wait', { job, timeoutMs })
  await bench.call('kill', { job })
  if (code !== 0) throw new Error(`The dock: ${stderr.trim()}`)
}
