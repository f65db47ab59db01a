import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { defaultSpec } from '../spec/default-spec.ts'
import type { SpecRequest } from './command-line.ts'

/**
 * `mini-runc spec`: write a `config.json` to begin with.
 *
 * @throws {Error} EEXIST if there is one: it may be somebody's work.
 */
export function spec({ bundle }: SpecRequest): number {
  const text = `${JSON.stringify(defaultSpec(), null, 2)}\n`
  writeFileSync(join(bundle, 'config.json'), text, { flag: 'wx' })
  return 0
}
