/** Step 6: which devices can be opened, whatever nodes there are. */
import { type Check, fail, type Outcome, pass } from '#checker/lab.ts'
import type { CallResult } from '#checker/visitor.ts'
import { type Attempt, attemptOf, guarded, type Results } from './guarded.ts'
import { ofLimited } from './start.ts'

const SOURCE =
  'runtime-spec config-linux.md, "Allowed Device list"; cgroup-v2.rst, "Device controller"'

/** What the kernel has to answer: `null` is a descriptor. */
type Wanted = Partial<Record<Attempt, 'EPERM' | null>>

interface Claim {
  readonly id: string
  readonly title: Check['title']
  readonly points: number
  readonly wanted: Wanted
  /** @param wrong What the kernel answered otherwise. */
  diagnose(wrong: readonly Attempt[], inside: Results): string
}

function deviceCheck(claim: Claim): Check {
  const { id, title, points, wanted } = claim
  const attempts = Object.keys(wanted) as Attempt[]
  return {
    id,
    title,
    points,
    needs: [],
    source: SOURCE,
    run: ofLimited(guarded, 'DEVICES_REFUSED', ({ rules }, found): Outcome => {
      const { inside, outside } = found
      const told = (results: Results | null) =>
        attempts.map((attempt) => describe(attempt, results)).join('\n')
      const evidence = {
        'linux.resources.devices': rules,
        'tried in its cgroup': told(inside),
        'tried outside, by the same nodes': told(outside),
      }
      const wrong = attempts.filter(
        (attempt) => inside?.[attempt].error !== wanted[attempt],
      )
      if (inside !== null && wrong.length === 0) return pass({ evidence })
      return fail({
        expected: attempts
          .map((attempt) => `${attemptOf(attempt)}: ${word(wanted[attempt])}`)
          .join('\n'),
        actual: told(inside),
        evidence,
        diagnosis:
          whyNoNode(outside, attempts) ?? diagnose(claim, wrong, inside),
      })
    }),
  }
}

function diagnose(
  claim: Claim,
  wrong: readonly Attempt[],
  inside: Results | null,
): string {
  return inside === null ? 'DEVICES_REFUSED' : claim.diagnose(wrong, inside)
}

/** Nodes are lab 03's; without them nothing can be told here. */
function whyNoNode(
  outside: Results | null,
  attempts: readonly Attempt[],
): string | null {
  const isGone = attempts.some(
    (attempt) => outside?.[attempt].error === 'ENOENT',
  )
  return isGone ? 'DEVICE_NODE_MISSING' : null
}

const word = (error: 'EPERM' | null | undefined) => error ?? 'a descriptor'

function describe(attempt: Attempt, results: Results | null): string {
  return `${attemptOf(attempt)}: ${describeResult(results?.[attempt])}`
}

function describeResult(result: CallResult | undefined): string {
  if (result === undefined) return 'nobody could go in'
  return result.error ?? 'a descriptor'
}

export const devicesChecks: readonly Check[] = [
  deviceCheck({
    id: 'devices.denied',
    title: {
      en: 'a denied device gives EPERM, though its node is there',
      zh: '被禁止的设备返回 EPERM，尽管节点就在那里',
    },
    points: 2,
    wanted: { unnamed: 'EPERM' },
    diagnose: () => 'DEVICE_OPEN',
  }),
  deviceCheck({
    id: 'devices.allowed',
    title: {
      en: 'an allowed device can be opened, and so can what every container has',
      zh: '允许的设备可以打开，每个容器都有的设备也可以',
    },
    points: 1,
    wanted: { read: null, usual: null },
    diagnose: () => 'DEVICE_CLOSED',
  }),
  deviceCheck({
    id: 'devices.access',
    title: {
      en: 'a device that may be read cannot be written',
      zh: '只许读的设备不能写',
    },
    points: 1,
    wanted: { read: null, written: 'EPERM' },
    diagnose: (wrong) =>
      wrong.includes('read') ? 'DEVICE_CLOSED' : 'DEVICE_ACCESS_IGNORED',
  }),
  deviceCheck({
    id: 'devices.last-rule',
    title: {
      en: 'of several rules about a device, the last one counts',
      zh: '同一设备有多条规则时，最后一条算数',
    },
    points: 2,
    wanted: { opened: null, closed: 'EPERM' },
    diagnose: (wrong, { unnamed }) =>
      unnamed.error === null && !wrong.includes('opened')
        ? 'DEVICE_OPEN'
        : 'DEVICE_RULE_ORDER',
  }),
]
