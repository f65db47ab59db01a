/** A page with nothing but one picture, for a test that has scenes. */
import type { Language } from '#checker/check.ts'
import type { Birth } from '#checker/evidence/birth.ts'
import { decodeScene, type EncodedScene } from '#checker/scene/wire.ts'
import { drawBirths, PICTURES, tableView } from '../index.ts'

const into = () => document.querySelector('#into') as HTMLElement

function show(
  id: string,
  encoded: EncodedScene,
  language: Language,
  changed: readonly string[],
): void {
  const scene = decodeScene(encoded)
  const context = { language, changed: new Set(changed) }
  if (id === 'tables') tableView(scene, into(), context)
  PICTURES.find((picture) => picture.id === id)?.draw(scene, into(), context)
}

function showBirths(births: readonly Birth[], language: Language): void {
  drawBirths(births, into(), { language })
}

Object.assign(window, { gallery: { show, showBirths } })
