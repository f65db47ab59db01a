import { relative } from 'node:path'
import type { Plugin } from 'vite'
import { withGenerated } from '../generated/marks.ts'
import { languageOf } from '../language.ts'
import { docs } from '../places.ts'

/** Has the generated parts written into pages before VitePress reads them. */
export function generatedParts(): Plugin {
  return {
    name: 'generated-parts',
    enforce: 'pre',
    async transform(code, id) {
      if (!id.endsWith('.md')) return undefined
      return await withGenerated(code, languageOf(relative(docs, id)))
    },
  }
}
