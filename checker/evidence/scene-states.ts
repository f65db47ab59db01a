/** What runtimes wrote down about their containers. Any program can write it. */
import { statSync } from 'node:fs'
import { namesIn } from './proc.ts'
import type { StateTexts } from './scene-texts.ts'
import { strangersText } from './short-text.ts'

/** Folder of a runtime → the file in the folder of each container. */
const RUNTIMES: Readonly<Record<string, string>> = {
  '/run/mini-runc': 'state.json',
  '/run/runc': 'state.json',
  '/run/crun': 'status',
}

/** All of them use this for containers that somebody is to start. */
const FIFO = 'exec.fifo'

const MOST = 64
const LONGEST_ID = 256

/** @param known Folder → mark of the state known. */
export function stateTexts(known: Readonly<Record<string, string>>): {
  readonly states: StateTexts[]
  readonly cut: boolean
} {
  const places = Object.entries(RUNTIMES).flatMap(([runtime, file]) =>
    (namesIn(runtime) ?? []).map((id) => ({ runtime, file, id })),
  )
  const states = places
    .slice(0, MOST)
    .filter(({ id }) => id.length <= LONGEST_ID)
    .map(({ runtime, file, id }) => stateIn(`${runtime}/${id}`, file, known))
    .filter((state) => state !== null)
  return { states, cut: places.length > MOST }
}

function stateIn(
  folder: string,
  file: string,
  known: Readonly<Record<string, string>>,
): StateTexts | null {
  const path = `${folder}/${file}`
  const mark = markOf(path)
  if (mark === null) return null
  const isKnown = mark === known[folder]
  const text = isKnown ? null : (strangersText(path) ?? '')
  const hasFifo = markOf(`${folder}/${FIFO}`) !== null
  return { folder, mark, text, hasFifo }
}

/** Which file it is and when it was written; it takes no reading. */
function markOf(path: string): string | null {
  try {
    const { ino, mtimeMs, size } = statSync(path)
    return `${ino} ${mtimeMs} ${size}`
  } catch {
    // There is none.
    return null
  }
}
