/**
 * Programs that only pretend, to be judged by every lab: none may pass a check of
 * something it did not do. Each says in its head what it tries.
 */
import { join } from 'node:path'
import type { JudgedProgram } from '../check.ts'
import { checkoutRoot } from '../checkout.ts'

/** A program that pretends, and what of it is true nevertheless. */
export interface Forge extends JudgedProgram {
  /**
   * Lab → ids of checks, or steps, that it may pass, because that much it does:
   * whoever starts the program starts the program. Nothing of a lab that is
   * missing here.
   */
  readonly allowed: Readonly<Record<string, readonly string[]>>
  /** It attacks the kit itself: then `error` is as good an answer as `fail`. */
  readonly attacksKit: boolean
  /** Labs in which its trick is none: there it is what `runs-bare` is. */
  readonly isBareIn: readonly string[]
}

const FOLDER = join(checkoutRoot(), 'checker/forges')

interface Traits {
  readonly allowed?: Forge['allowed']
  readonly attacksKit?: boolean
  readonly isBareIn?: Forge['isBareIn']
}

function forge(
  file: string,
  { allowed = {}, attacksKit = false, isBareIn = [] }: Traits = {},
): Forge {
  const names = file.endsWith('.mjs') ? [file, 'bare.mjs'] : [file]
  const files = names.map((name) => {
    return { from: join(FOLDER, name), name, executable: name === file }
  })
  const name = file.replace(/\.\w+$/, '')
  // It has whatever part it is asked for.
  const parts = { runtime: file, escape: file, layers: file, cni: [file] }
  return { name, files, ...parts, allowed, attacksKit, isBareIn }
}

/** It runs the program as the bundle says, but with nothing of the host taken away. */
const STARTS = { '01-chroot': ['exec', 'host'] }
/** And in the right root. */
const CHROOTS = { '01-chroot': ['exec', 'root', 'host'] }
/** What it does with roots and namespaces limits nobody. */
const NO_LIMITS = { isBareIn: ['04-cgroups'] }

export const forges: readonly Forge[] = [
  forge('prints-answers.sh'),
  forge('exits-early.sh'),
  forge('runs-bare.mjs', { allowed: STARTS }),
  forge('premakes.mjs', { allowed: CHROOTS, ...NO_LIMITS }),
  forge('plays-a-part.mjs', { allowed: STARTS, ...NO_LIMITS }),
  forge('runs-a-copy.mjs', NO_LIMITS),
  forge('fakes-proc.pl', { allowed: STARTS, attacksKit: true }),
  forge('mounts-over.mjs', { allowed: STARTS, ...NO_LIMITS }),
  forge('floods.sh', { attacksKit: true }),
  forge('edits-the-run.sh', { attacksKit: true }),
  forge('stops-the-agent.sh', { attacksKit: true }),
  forge('answers-for-the-agent.mjs', { attacksKit: true }),
]

/** Whether a check may be passed by a forge: by its id, or by its step. */
export function isAllowed(
  { allowed }: Forge,
  lab: string,
  check: string,
): boolean {
  const step = check.split('.', 1)[0] ?? ''
  return [check, step].some((name) => allowed[lab]?.includes(name))
}
