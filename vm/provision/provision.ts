/**
 * The script that makes a machine one for the labs, for those who carry it there:
 * Lima as part of its template, Vagrant as a file, a person by hand.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { checkoutDir } from '../host/paths.ts'

/** Where it lies: a Vagrantfile and a person name it so. */
export const PROVISION_SCRIPT = 'vm/provision/provision.sh'

export function provisionScript(checkout = checkoutDir()): string {
  return readFileSync(join(checkout, PROVISION_SCRIPT), 'utf8')
}
