import type { Scene, SceneCgroup } from '../scene.ts'
import { number, percent, row, size, type Table } from './table.ts'

const COLUMNS = [
  ...(['path', 'program', 'pids', 'pidsMax', 'cpu', 'cpuMax'] as const),
  ...(['cpuWeight', 'throttled', 'memory', 'memoryMax'] as const),
  ...(['memoryHigh', 'memoryPeak', 'swap', 'swapMax', 'oomKills'] as const),
  ...(['read', 'readMax', 'write', 'writeMax', 'frozen'] as const),
] as const

export function cgroupTable({ cgroups }: Scene): Table {
  return { columns: COLUMNS, rows: cgroups.map(rowOf) }
}

function rowOf({ path, program, usage }: SceneCgroup) {
  const { cpu, memory, pids, io } = usage
  return row(COLUMNS, path, {
    path,
    program: program ?? '',
    pids: number(pids.current),
    pidsMax: number(pids.max),
    cpu: percent(cpu.percent),
    cpuMax: percent(cpu.quotaPercent),
    cpuWeight: number(cpu.weight),
    throttled: percent(100 * cpu.throttled),
    memory: size(memory.current),
    memoryMax: size(memory.max),
    memoryHigh: size(memory.high),
    memoryPeak: size(memory.peak),
    swap: size(memory.swap),
    swapMax: size(memory.swapMax),
    oomKills: number(memory.oomKills),
    read: size(io.read),
    readMax: size(io.readMax),
    write: size(io.write),
    writeMax: size(io.writeMax),
    frozen: usage.frozen ? '1' : '0',
  })
}
