/** Under which key a row of a scene's tables is said to have changed. */
import type { TableName } from '#checker/scene/tables.ts'

export type { TableName }

export const rowKey = (table: TableName, key: string) => `${table}/${key}`
