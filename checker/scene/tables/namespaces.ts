import type { Scene, SceneProcess } from '../scene.ts'
import { row, type Table } from './table.ts'

const COLUMNS = ['kind', 'namespace', 'containers', 'processes'] as const

/** So many members are named; there may be hundreds. */
const MOST_NAMED = 16

/** One row for each namespace that somebody is in, by kind. */
export function namespaceTable({ processes }: Scene): Table {
  const members = new Map<string, SceneProcess[]>()
  for (const process of processes) {
    for (const namespace of Object.values(process.namespaces)) {
      if (namespace === '') continue
      const others = members.get(namespace)
      if (others === undefined) members.set(namespace, [process])
      else others.push(process)
    }
  }
  const rows = [...members].sort(byKind).map(([namespace, inside]) =>
    row(COLUMNS, namespace, {
      kind: namespace.split(':')[0] ?? '',
      namespace,
      containers: containersOf(inside),
      processes: numbersOf(inside),
    }),
  )
  return { columns: COLUMNS, rows }
}

type Entry = readonly [namespace: string, inside: readonly SceneProcess[]]

const byKind = ([one]: Entry, [other]: Entry) => (one < other ? -1 : 1)

function containersOf(inside: readonly SceneProcess[]): string {
  const names = inside.map(({ container }) => container)
  return [...new Set(names)].filter((name) => name !== null).join(', ')
}

function numbersOf(inside: readonly SceneProcess[]): string {
  const named = inside.slice(0, MOST_NAMED).map(({ pid }) => pid)
  return [...named, ...(inside.length > MOST_NAMED ? ['…'] : [])].join(', ')
}
