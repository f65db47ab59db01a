/** Step 1, second half: the ways out of a chroot lead nowhere. */
import {
  type Check,
  fail,
  type Outcome,
  pass,
  unsupported,
} from '#checker/lab.ts'
import {
  describeEnding,
  describeHeld,
  procEvidence,
  saidBy,
  todoIn,
  whyItEnded,
} from '#checker/outcome.ts'
import type { TheirAttempt, View } from './captive.ts'
import type { TriedEscape } from './captive-escape.ts'
import { ofCaptive } from './checks-pivot.ts'

const holds = ({ ours }: View, identity: string | null) =>
  identity !== null &&
  Object.values(ours.seen?.descriptors ?? {}).some(
    (held) => held.identity === identity,
  )

const kitEscape: Check = {
  id: 'pivot.escape',
  title: {
    en: 'the way out of a chroot ends at the rootfs',
    zh: '从 chroot 逃出的办法走到 rootfs 就到头了',
  },
  points: 3,
  needs: [],
  source: 'chroot(2), "NOTES"; pivot_root(2); path_resolution(7)',
  run: ofCaptive(({ drawn, identities }, view) => {
    const { ours } = view
    const { seen, below, secret } = ours
    const expected = 'it walks up as far as it can, and is in the rootfs still'
    if (seen === null || !holds(view, below)) {
      return fail({
        expected,
        actual: 'it could not even try: chroot to a directory below failed',
        diagnosis: 'ESCAPE_NOT_TRIED',
      })
    }
    const evidence = {
      ...procEvidence(seen, 'root', describeHeld(seen.root)),
      ...procEvidence(seen, 'cwd', describeHeld(seen.cwd)),
      'bundle/rootfs': `${identities.rootfs}`,
      [drawn.file]: holds(view, secret) ? 'opened' : 'not opened',
    }
    const stayed = seen.root.identity === identities.rootfs
    if (stayed && !holds(view, secret)) return pass({ evidence })
    return fail({
      expected,
      actual: `its root is ${describeHeld(seen.root)}`,
      evidence,
      diagnosis: 'ESCAPED',
    })
  }),
}

const yourEscape: Check = {
  id: 'pivot.your-escape',
  title: {
    en: 'your own escape of lab 01 runs to its end and finds no secret',
    zh: '你在实验 01 写的逃逸程序运行到底，却找不到秘密',
  },
  points: 2,
  needs: [],
  source: 'chroot(2), "NOTES"; pivot_root(2); fifo(7)',
  run: ofCaptive((_, { theirs }) => {
    if (theirs === null) {
      return unsupported('this program comes without an escape to run')
    }
    return controlOf(theirs.program) ?? judge(theirs)
  }),
}

/** It has to get out of a chroot; otherwise it proves nothing here. */
function controlOf(program: TriedEscape): Outcome | null {
  const { built, control, command } = program
  const evidence = { command: command.join(' '), ...saidBy(built) }
  if (control === null) {
    const todo = todoIn(built)
    return fail({
      expected: 'mini-escape writes a program',
      actual: todo === null ? describeEnding(built) : `it stopped at ${todo}`,
      evidence,
      diagnosis: whyItEnded(built, 'ESCAPE_NOT_BUILT'),
    })
  }
  if (control.because === 'read') return null
  return fail({
    expected: 'started by chroot(1), it gets out and opens the secret',
    actual: 'even there, the secret was not opened',
    evidence,
    diagnosis: 'ESCAPE_HARMLESS',
  })
}

function judge({ stat, reading, program }: TheirAttempt): Outcome {
  const name = program.inside.slice(1)
  const evidence = { '/proc/<its pid>/stat': stat || '(nothing was started)' }
  const expected = `"${name}" ran, has ended, and "${program.secret}" was not opened`
  if (reading !== null && reading.because !== 'timeout') {
    return fail({
      expected,
      actual: 'it opened the secret, on the host',
      evidence,
      diagnosis: 'ESCAPED',
    })
  }
  const hasRun = stat.includes(`(${name}) Z `)
  if (hasRun && reading === null) return pass({ evidence })
  return fail({
    expected,
    actual: hasRun ? 'it did not end' : 'it never ran',
    evidence,
    diagnosis: 'ESCAPE_NOT_TRIED',
  })
}

export const escapeChecks: readonly Check[] = [kitEscape, yourEscape]
