/** What the pictures say besides the kernel's own words, which stay as they are. */
import type { Language } from '#checker/check.ts'
import type { OverlayChangeKind } from '#checker/scene/scene.ts'
import { fill, type Values } from '../../../fill.ts'
import { PICTURE_MESSAGES } from '../../pictures/messages.ts'
import type { MountMaterial } from '../../pictures/mount-rows.ts'
import type { TableName } from '../../pictures/row-keys.ts'

export type PictureMessage = keyof typeof PICTURE_MESSAGES

export function say(
  language: Language,
  key: PictureMessage,
  values: Values = {},
): string {
  return fill(PICTURE_MESSAGES[key][language], values)
}

export const tableTitle = (language: Language, table: TableName) =>
  say(language, `table.${table}`)

/** A column that has no name here is called by its key. */
export function columnName(language: Language, column: string): string {
  const key = `column.${column}`
  return key in PICTURE_MESSAGES ? say(language, key as PictureMessage) : column
}

/** How a runtime calls it, if that is none of the usual words. */
export function statusName(language: Language, status: string): string {
  const key = `status.${status}`
  return key in PICTURE_MESSAGES ? say(language, key as PictureMessage) : status
}

export const kindName = (language: Language, kind: OverlayChangeKind) =>
  say(language, `kind.${kind}`)

export const materialName = (language: Language, material: MountMaterial) =>
  say(language, `material.${material}`)
