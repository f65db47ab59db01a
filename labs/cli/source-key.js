/**
 * Whether something that was made of the sources is still what they would make.
 * Plain JavaScript: bin.js runs before anything is bundled.
 */
import { createHash } from 'node:crypto'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Nobody's sources but the student's. */
const WORK = 'labs/work'

/**
 * Sources below folders of the checkout; tests are none.
 *
 * @param {string} root Of the checkout.
 * @param {readonly string[]} folders
 * @param {{ ending: RegExp, skip?: readonly string[] }} which Folders to skip.
 * @returns {string[]} Paths below the root.
 */
export function sourcesBelow(root, folders, { ending, skip = [] }) {
  const left = [WORK, ...skip]
  const walk = (folder) =>
    readdirSync(join(root, folder), { withFileTypes: true }).flatMap(
      (entry) => {
        const path = `${folder}/${entry.name}`
        if (entry.isDirectory()) return left.includes(path) ? [] : walk(path)
        return ending.test(path) && !path.endsWith('.test.ts') ? [path] : []
      },
    )
  return folders.flatMap(walk)
}

/**
 * A name that changes whenever one of these does, or a package: by their names,
 * times and sizes, since to read them all takes longer.
 *
 * @param {string} root
 * @param {readonly string[]} paths
 * @returns {string}
 */
export function keyOf(root, paths) {
  const hash = createHash('sha256')
  for (const path of [...paths, 'package-lock.json']) {
    const { mtimeMs, size } = statSync(join(root, path))
    hash.update(`${path} ${mtimeMs} ${size}\n`)
  }
  return hash.digest('hex').slice(0, 16)
}
