/**
 * Which texts are there in both languages, and what their English is now. Plain
 * JavaScript: confirm-translations.js runs without being bundled.
 */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Paths of the English texts that have a Chinese one, below the checkout.
 *
 * @param {string} root
 * @returns {string[]}
 */
export function englishTexts(root) {
  const pages = readdirSync(join(root, 'docs'), { recursive: true })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => /^(?!zh\/)[^.[]*\.md$/.test(file))
    // The Chinese changelog shows the English one.
    .filter((file) => file !== 'changelog.md')
    .filter((file) => existsSync(join(root, 'docs/zh', file)))
    .map((file) => `docs/${file}`)
  const ofLabs = readdirSync(join(root, 'labs'))
    .flatMap((lab) => [`labs/${lab}/demo.en.md`, `labs/${lab}/lesson.en.md`])
    .filter((file) => existsSync(join(root, file)))
  return [...pages, ...ofLabs].sort()
}

/**
 * @param {string} file
 * @returns {string} In hexadecimal.
 */
export function hashOf(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex')
}
