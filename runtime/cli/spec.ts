import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { defaultSpec } from '../spec/default-spec.ts'
import { rootlessSpec } from '../spec/rootless-spec.ts'
import type { SpecRequest } from './request.ts'

/**
 * `mini-runc spec`: write a `config.json` to begin with.
 *
 * @throws {Error} EEXIST if there is one: it may be somebody's work.
 */
export function spec(request: SpecRequest): number {
  let spec = defaultSpec()
  // #region lab-02
  if (request.rootless) spec = rootlessSpec(ownIds())
  // #endregion lab-02
  const text = `${JSON.stringify(spec, null, 2)}\n`
  writeFileSync(join(request.bundle, 'config.json'), text, { flag: 'wx' })
  return 0
}

// #region lab-02
function ownIds() {
  // Only Linux and its relatives have such numbers.
  return { uid: process.geteuid?.() ?? 0, gid: process.getegid?.() ?? 0 }
}
// #endregion lab-02
