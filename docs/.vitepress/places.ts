import { join } from 'node:path'

/** The folder of the site, and that of the checkout around it. */
export const docs = join(import.meta.dirname, '..')
export const root = join(docs, '..')
