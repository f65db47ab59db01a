import { spawnSync } from 'node:child_process'

/** What this podman has for itself. */
export interface PodmanPlace {
  readonly home: string
  /** File that it takes for its containers.conf. */
  readonly config: string
  /** Where its containers and images are. */
  readonly options: readonly string[]
}

/** podman, as a person calls it, with nothing of what the machine has. */
export function podmanIn({ home, config, options }: PodmanPlace) {
  const call = (...args: readonly string[]) => {
    // tap has Node load more into each child; what is judged is one of podman's.
    const command = ['-u', 'NODE_OPTIONS', 'podman', ...options, ...args]
    const { PATH } = process.env
    return spawnSync('env', command, {
      env: { PATH, HOME: home, CONTAINERS_CONF: config },
      encoding: 'utf8',
      timeout: 60_000,
      killSignal: 'SIGKILL',
    })
  }

  /**
   * Call it; it is to succeed and to complain of nothing.
   *
   * @returns What it printed.
   */
  const podman = (...args: readonly string[]): string => {
    const { error, status, stdout, stderr } = call(...args)
    if (error) throw error
    if (status === 0 && stderr === '') return stdout.trim()
    throw new Error(`podman ${args.join(' ')} ended with ${status}: ${stderr}`)
  }

  return { call, podman }
}
