#!/usr/bin/env node
/**
 * Confirm that the Chinese of a text says what its English says now:
 *
 *     npm run docs:translated -- docs/theory/cgroups.md labs/01-chroot/lesson.en.md
 *
 * Writes down the hash of the English text in translations.json. A test fails for
 * every text whose English has changed since.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { englishTexts, hashOf } from './translated-texts.js'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const record = join(root, 'docs/translations.json')

const say = (text) => process.stderr.write(`${text}\n`)

/** The English text that a person means who may have named the Chinese one. */
function englishOf(path) {
  const file = relative(root, resolve(path)).replaceAll('\\', '/')
  return file
    .replace(/^docs\/zh\//, 'docs/')
    .replace(/\/(demo|lesson)\.zh\.md$/, '/$1.en.md')
}

function main(paths) {
  const known = englishTexts(root)
  const files = paths.map(englishOf)
  const stray = files.filter((file) => !known.includes(file))
  if (files.length === 0 || stray.length > 0) {
    say(`Expected texts that are there in both languages: ${stray.join(', ')}`)
    return 2
  }
  const hashes = JSON.parse(readFileSync(record, 'utf8'))
  for (const file of files) hashes[file] = hashOf(join(root, file))
  const kept = Object.entries(hashes).filter(([file]) => known.includes(file))
  const sorted = Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1)))
  writeFileSync(record, `${JSON.stringify(sorted, null, 2)}\n`)
  say(`Confirmed: ${files.join(', ')}`)
  return 0
}

process.exitCode = main(process.argv.slice(2))
