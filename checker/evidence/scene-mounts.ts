/** A table of mounts of each mount namespace that somebody is in. */
import { marked } from './mark.ts'
import type { WholeProcess } from './scene-processes.ts'
import type { MountTexts } from './scene-texts.ts'
import { tableText } from './short-text.ts'

const MOST = 32
/** Members that are asked until one is still there. */
const MOST_ASKED = 3

/** One table, whole, whatever the asker knows of it. */
export interface MountTable {
  readonly namespace: string
  readonly pid: number
  readonly text: string
}

/**
 * Read the tables.
 *
 * @param home The mount namespace of the machine, which comes first.
 */
export function mountTables(
  processes: readonly WholeProcess[],
  home: string,
): { readonly tables: MountTable[]; readonly cut: boolean } {
  const members = membersOf(processes, 'mnt')
  const namespaces = [...members.keys()].sort(
    (a, b) => Number(b === home) - Number(a === home),
  )
  const tables = namespaces
    .slice(0, MOST)
    .map((namespace) => tableOf(namespace, members.get(namespace) ?? []))
    .filter((table) => table !== null)
  return { tables, cut: namespaces.length > MOST }
}

/** Tables as they are sent. @param known Namespace → mark of the table known. */
export function mountTexts(
  tables: readonly MountTable[],
  known: Readonly<Record<string, string>>,
): MountTexts[] {
  return tables.map(({ namespace, pid, text }) => ({
    namespace,
    pid,
    // Whose table it is decides where its paths begin.
    ...marked(`${pid}\n${text}`, known[namespace]),
  }))
}

/** Namespace → who is in it; those whose root is that of the namespace first. */
export function membersOf(
  processes: readonly WholeProcess[],
  file: string,
): Map<string, WholeProcess[]> {
  const members = new Map<string, WholeProcess[]>()
  for (const process of processes) {
    const namespace = process.rest.namespaces.find((name) =>
      name.startsWith(`${file}:`),
    )
    if (namespace === undefined) continue
    const others = members.get(namespace) ?? []
    if (process.rest.root === '/') {
      const at = others.findIndex(({ rest }) => rest.root !== '/')
      others.splice(at === -1 ? others.length : at, 0, process)
    } else others.push(process)
    members.set(namespace, others)
  }
  return members
}

function tableOf(
  namespace: string,
  members: readonly WholeProcess[],
): MountTable | null {
  for (const { pid } of members.slice(0, MOST_ASKED)) {
    const text = tableText(`/proc/${pid}/mountinfo`)
    if (text !== null && text !== '') return { namespace, pid, text }
  }
  return null
}
