/** Step 1: several folders, one on top of the other, seen as one. */
import type { Fixture } from '#checker/bench.ts'
import { type Check, fail, type Outcome, pass } from '#checker/lab.ts'
import { awkward, type Seen, tall } from './awkward.ts'
import { checkOf, commandsOf } from './commands.ts'
import { type Reading, type Stacked, stacked } from './stacked.ts'

const attached: Check = {
  id: 'mount.attached',
  title: {
    en: 'an overlay is mounted on the target',
    zh: '目标目录上挂载了 overlay',
  },
  points: 2,
  needs: [],
  source: 'mount(2); proc_pid_mountinfo(5)',
  run: checkOf(
    stacked,
    (shown) => {
      const { mount, target } = shown
      const line = mount
        ? `${mount.mountPoint} ${mount.type} ${mount.superOptions.join()}`
        : '(nothing is mounted there)'
      const evidence = { ...commandsOf(shown), '/proc/self/mountinfo': line }
      if (mount?.type === 'overlay') return pass({ evidence })
      return fail({
        expected: `an overlay at ${target}`,
        actual: mount ? `a ${mount.type}` : 'nothing is mounted there',
        evidence,
        diagnosis: 'NOT_MOUNTED',
      })
    },
    'NOT_MOUNTED',
  ),
}

const all: Check = {
  id: 'mount.all',
  title: {
    en: 'what only one layer has is there, whichever layer it is',
    zh: '只有某一层有的内容都能看到，不论是哪一层',
  },
  points: 2,
  needs: ['mount.attached'],
  source: 'overlayfs.rst, "Multiple lower layers"',
  run: ofReadings(({ single }) => single, 'LAYER_MISSING'),
}

const order: Check = {
  id: 'mount.order',
  title: {
    en: 'of two layers with the same name, the upper one has the last word',
    zh: '两层有同名文件时，以上面的一层为准',
  },
  points: 2,
  needs: ['mount.attached'],
  source: 'overlayfs.rst, "Multiple lower layers"',
  run: ofReadings(({ both }) => both, 'LAYER_ORDER'),
}

const names: Check = {
  id: 'mount.names',
  title: {
    en: 'folders may have commas, colons and backslashes in their names',
    zh: '目录名里可以有逗号、冒号和反斜杠',
  },
  points: 1,
  needs: ['mount.all'],
  source: 'overlayfs.rst, "Multiple lower layers"; mount(8), overlay',
  run: ofNames(awkward, 'NAME_NOT_ESCAPED'),
}

const many: Check = {
  id: 'mount.many',
  title: {
    en: 'there may be more layers than fit into the options of mount(2)',
    zh: '层可以多到 mount(2) 的选项里放不下',
  },
  points: 1,
  needs: ['mount.all'],
  source: 'mount(2), "data"; fsconfig(2); overlayfs.rst',
  run: ofNames(tall, 'TOO_MANY_LAYERS'),
}

export const mountChecks: readonly Check[] = [attached, all, order, names, many]

/** Files of the merged folder say what they should. */
function ofReadings(
  choose: (shown: Stacked) => readonly Reading[],
  diagnosis: string,
): Check['run'] {
  return checkOf(stacked, (shown) => {
    const readings = choose(shown)
    const lines = (pick: (one: Reading) => string | null) =>
      readings.map((one) => `${one.path}: ${pick(one) ?? 'absent'}`).join('\n')
    const actual = lines(({ found }) => found)
    const evidence = { ...commandsOf(shown), files: actual }
    if (readings.every(({ wanted, found }) => wanted === found))
      return pass({ evidence })
    const expected = lines(({ wanted }) => wanted)
    return fail({ expected, actual, evidence, diagnosis })
  })
}

/** The merged folder has the names of all layers. */
export function ofNames(
  fixture: Fixture<Seen>,
  diagnosis: string,
): Check['run'] {
  return checkOf(fixture, (seen) => judgeNames(seen, diagnosis), diagnosis)
}

function judgeNames(seen: Seen, diagnosis: string): Outcome {
  const { wanted, found } = seen
  const [expected, actual] = [wanted.join(' '), found.join(' ')]
  const evidence = { ...commandsOf(seen), 'names in it': actual }
  if (expected === actual) return pass({ evidence })
  return fail({
    expected,
    actual: actual || 'an empty folder',
    evidence,
    diagnosis,
  })
}
