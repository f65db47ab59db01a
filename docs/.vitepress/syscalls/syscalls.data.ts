// Lab → table of system calls, made anew whenever the site is built.
import { BUNDLES } from './bundles.ts'
import { explain } from './explain.ts'
import { type Row, rowsOf } from './table.ts'

export type Tables = Readonly<Record<string, readonly Row[]>>

export declare const data: Tables

export default {
  async load(): Promise<Tables> {
    const tables = Object.entries(BUNDLES).map(
      async ([lab, shown]) => [lab, rowsOf(await explain(shown))] as const,
    )
    return Object.fromEntries(await Promise.all(tables))
  },
}
