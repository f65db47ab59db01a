import { readFileSync } from 'node:fs'
import { stateDirectory } from '../oci/state-directory.ts'
import { update as updateLimits } from '../oci/update.ts'
import { JsonValue } from '../spec/json-value.ts'
import { parseJson } from '../spec/parse-spec.ts'
import type { UpdateRequest } from './request.ts'

const STDIN = 0

/**
 * `mini-runc update`: change the limits of a container.
 *
 * @throws {StateError} If it does not run.
 * @throws {SpecError} If there can be no such limits.
 * @throws {CgroupError} If the kernel does not take them.
 */
export function update(request: UpdateRequest): number {
  const wanted = wantedIn(request)
  updateLimits(stateDirectory(request.root), request.id, wanted)
  return 0
}

function wantedIn({ file, resources }: UpdateRequest): JsonValue {
  if (file === undefined) return new JsonValue(resources, 'the command line')
  const text = readFileSync(file === '-' ? STDIN : file, 'utf8')
  return new JsonValue(parseJson(text, file), file)
}
