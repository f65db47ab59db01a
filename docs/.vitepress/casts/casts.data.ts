// The recordings of demos that there are, by the names of their files.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { docs } from '../places.ts'

export declare const data: readonly string[]

export default {
  load(): string[] {
    const folder = join(docs, 'public/demos')
    if (!existsSync(folder)) return []
    return readdirSync(folder).filter((file) => file.endsWith('.cast'))
  },
}
