import type { Scene } from '../scene.ts'
import { row, type Table } from './table.ts'

const COLUMNS = [
  ...(['pid', 'parent', 'insidePid', 'container', 'command'] as const),
  ...(['user', 'state', 'cgroup', 'root', 'capabilities'] as const),
  ...(['seccomp', 'noNewPrivs'] as const),
] as const

const SECCOMP = ['disabled', 'strict', 'filter']

export function processTable({ processes }: Scene): Table {
  const rows = processes.map((process) =>
    row(COLUMNS, `${process.pid}`, {
      pid: `${process.pid}`,
      parent: `${process.parent}`,
      insidePid: `${process.nsPids.at(-1) ?? process.pid}`,
      container: process.container ?? '',
      command: process.argv.join(' ') || `[${process.comm}]`,
      user: `${process.uid}`,
      state: process.state,
      cgroup: process.cgroup ?? '',
      root: process.root,
      capabilities: process.capabilities,
      seccomp: SECCOMP[process.seccomp] ?? `${process.seccomp}`,
      noNewPrivs: process.noNewPrivs ? '1' : '0',
    }),
  )
  return { columns: COLUMNS, rows }
}
