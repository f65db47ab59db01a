/** From what a person calls a cgroup, or a container, to its path. */
import type { AgentClient } from '#checker/agent/client.ts'
import { printable } from '#checker/text/printable.ts'
import { UsageError } from '../command.ts'
import { say } from '../i18n.ts'
import type { Io } from '../io.ts'

const PATIENCE_MS = 30_000
const MOST_NAMED = 20

/**
 * The path of a cgroup below the mount.
 *
 * @param wanted `/sys/fs/cgroup/demo`, `/demo`, `demo`, or a container's id.
 * @throws {UsageError} If there is none, or more than one, by that name.
 */
export async function findCgroup(
  io: Io,
  client: AgentClient,
  root: string,
  wanted: string,
): Promise<string> {
  const folders = await client.call('cgroups', {}, PATIENCE_MS)
  const paths = folders.map((folder) => folder.slice(root.length))
  const recorded = await recordedPath(client, root, wanted)
  const [found, ...others] = candidates(paths, root, wanted, recorded)
  if (found !== undefined && others.length === 0) return found
  const several = found !== undefined
  const named = several ? [found, ...others] : paths
  throw new UsageError(
    say(io, several ? 'usage.manyCgroups' : 'usage.unknownCgroup', {
      name: printable(wanted),
      paths: listOf(named.map((path) => root + path)),
    }),
  )
}

/** Paths that a word may mean: exactly one of them, or all that end in it. */
export function candidates(
  paths: readonly string[],
  root: string,
  wanted: string,
  recorded: string | null = null,
): string[] {
  const word = wanted.replace(/\/+$/, '')
  const below = word.startsWith(`${root}/`) ? word.slice(root.length) : word
  const exact = [below, `/${below}`, recorded].find(
    (path) => path !== null && paths.includes(path),
  )
  if (exact !== undefined && exact !== null) return [exact]
  return paths.filter((path) => path.endsWith(`/${below}`))
}

/** Where mini-runc wrote down that a container's cgroup is. */
async function recordedPath(
  client: AgentClient,
  root: string,
  id: string,
): Promise<string | null> {
  if (!/^[\w+.-]+$/.test(id)) return null
  const paths = [`/run/mini-runc/${id}/state.json`]
  const [text] = await client.call('read', { paths }, PATIENCE_MS)
  const directory = directoryIn(text ?? '')
  return directory?.startsWith(`${root}/`) ? directory.slice(root.length) : null
}

function directoryIn(state: string): string | null {
  try {
    const directory = JSON.parse(state)?.cgroup?.directory
    return typeof directory === 'string' ? directory : null
  } catch {
    // No such container, or a runtime that keeps its state in another form.
    return null
  }
}

function listOf(paths: readonly string[]): string {
  const some = paths.slice(0, MOST_NAMED).map(printable)
  return [...some, ...(paths.length > MOST_NAMED ? ['…'] : [])].join('\n  ')
}
