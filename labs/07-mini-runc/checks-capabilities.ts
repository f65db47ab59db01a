/** Step 4: root in pieces. */
import type { Bench } from '#checker/bench.ts'
import { type Check, fail, type Outcome, pass } from '#checker/lab.ts'
import { procEvidence } from '#checker/outcome.ts'
import {
  difference,
  isSame,
  type SetName,
  type Sets,
  setsOf,
  statusLine,
  told,
} from './capability-sets.ts'
import { DEEDS, type Deed, type Traces, type tryDeeds } from './deeds.ts'
import { ofCell, type Scene } from './look.ts'
import {
  noRights,
  type Results,
  type Rights,
  rightsOfRoot,
  rightsOfUser,
} from './rights.ts'

type Lent = Scene<Rights, ReturnType<typeof tryDeeds>, Traces>

/** Why nothing runs, as far as the runtime names the call that failed. */
function whyNobody(stderr: string): string {
  if (/PR_CAPBSET_DROP.*(EPERM|not permitted)/i.test(stderr))
    return 'BOUNDING_TOO_LATE'
  if (/PR_CAP_AMBIENT.*(EPERM|not permitted)/i.test(stderr))
    return 'AMBIENT_TOO_EARLY'
  return /CAP_[0-9A-F]{6}\b/.test(stderr) ? 'UNKNOWN_CAPABILITY' : 'NOT_STARTED'
}

/** The same for a program that is not root. */
function whyNoUser(stderr: string): string {
  const isLost = /capset.*(EPERM|not permitted)/i.test(stderr)
  return isLost ? 'RIGHTS_LOST_WITH_ROOT' : whyNobody(stderr)
}

const ofRights = (
  fixture: (bench: Bench) => Promise<Rights>,
  look: (scene: Lent) => Outcome,
) =>
  ofCell<Rights, ReturnType<typeof tryDeeds>, Traces>(
    fixture,
    fixture === rightsOfUser ? whyNoUser : whyNobody,
    look,
  )

/** Judge some sets of a process. */
function judgeSets(
  { inmate: { seen }, wanted, asked, uid }: Lent,
  names: readonly SetName[],
  why: (found: Sets) => string,
): Outcome {
  const found = setsOf(seen)
  const text = (sets: Sets, list: readonly SetName[]) =>
    list.map((name) => `${name}: ${told(sets[name])}`).join('\n')
  const evidence = {
    ...procEvidence(
      seen,
      'status',
      names.map((name) => statusLine(seen, name)).join('\n'),
    ),
    [`the bundle asks, for user ${uid}`]: text(asked, names),
  }
  const wrong = names.filter((name) => !isSame(found[name], wanted[name]))
  if (wrong.length === 0) return pass({ evidence })
  return fail({
    expected: text(wanted, wrong),
    actual: wrong
      .map((name) => `${name}: ${difference(found[name], wanted[name])}`)
      .join('\n'),
    evidence,
    diagnosis: why(found),
  })
}

const SOURCE = 'capabilities(7); runtime-spec config.md, "capabilities"'

const bounding: Check = {
  id: 'capabilities.bounding',
  title: {
    en: 'the bounding set is what the bundle allows, and no more',
    zh: '边界集就是 bundle 允许的那些，一个也不多',
  },
  points: 2,
  needs: [],
  source: 'capabilities(7), "Capability bounding set"; prctl(2)',
  run: ofRights(rightsOfRoot, (scene) =>
    judgeSets(scene, ['bounding'], ({ bounding }) =>
      bounding.length > scene.wanted.bounding.length
        ? 'BOUNDING_NOT_REDUCED'
        : 'BOUNDING_WRONG',
    ),
  ),
}

const ofRoot: Check = {
  id: 'capabilities.root',
  title: {
    en: 'root has what the bounding set leaves it, and inherits what is asked',
    zh: 'root 拥有边界集留下的权限，可继承集就是要求的那些',
  },
  points: 2,
  needs: ['capabilities.bounding'],
  source: 'capabilities(7), "Capabilities and execution of programs by root"',
  run: ofRights(rightsOfRoot, (scene) =>
    judgeSets(
      scene,
      ['permitted', 'effective', 'inheritable', 'ambient'],
      whyOther(scene),
    ),
  ),
}

function whyOther({ wanted }: Lent): (found: Sets) => string {
  return (found) => {
    if (!isSame(found.inheritable, wanted.inheritable))
      return 'INHERITABLE_WRONG'
    if (!isSame(found.ambient, wanted.ambient)) return 'AMBIENT_NOT_RAISED'
    return 'RIGHTS_WRONG'
  }
}

const ofUser: Check = {
  id: 'capabilities.user',
  title: {
    en: 'whoever is not root keeps the ambient ones through execve, and no others',
    zh: '不是 root 的程序经过 execve 只保留环境集里的权限',
  },
  points: 3,
  needs: [],
  source: 'capabilities(7), "Transformation of capabilities during execve()"',
  run: ofRights(rightsOfUser, (scene) =>
    judgeSets(
      scene,
      ['permitted', 'effective', 'inheritable', 'bounding', 'ambient'],
      (found) => {
        if (found.ambient.length === 0 && found.permitted.length === 0)
          return 'AMBIENT_NOT_RAISED'
        return whyOther(scene)(found)
      },
    ),
  ),
}

const works: Check = {
  id: 'capabilities.deeds',
  title: {
    en: 'what needs a capability works with it, and fails without',
    zh: '需要某项权限的事，有它就能做成，没有就会失败',
  },
  points: 3,
  needs: [],
  source: 'capabilities(7)',
  run: async (bench) => {
    const root = await ofRights(rightsOfRoot, judgeDeeds)(bench)
    return root.verdict === 'pass'
      ? ofRights(rightsOfUser, judgeDeeds)(bench)
      : root
  },
}

/** Whether the kernel shows each deed where it is allowed, and only there. */
function judgeDeeds({ inmate: { said }, found, wanted, uid }: Lent): Outcome {
  const isAllowed = (deed: Deed) => wanted.effective.includes(deed)
  const happened = (deed: Deed) => found[deed]
  const text = (deeds: readonly Deed[], did: (deed: Deed) => boolean) =>
    deeds
      .map((deed) => `${deed}: ${did(deed) ? 'done' : 'not done'}`)
      .join('\n')
  const evidence = {
    'seen from outside': text(DEEDS, happened),
    'what its calls returned': toldResults(said),
    'effective, of user': `${uid}: ${told(wanted.effective)}`,
  }
  const wrong = DEEDS.filter((deed) => isAllowed(deed) !== happened(deed))
  if (wrong.length === 0) return pass({ evidence })
  return fail({
    expected: text(wrong, isAllowed),
    actual: text(wrong, happened),
    evidence,
    diagnosis: wrong.some(happened) ? 'FORBIDDEN_DEED' : 'ALLOWED_DEED_FAILS',
  })
}

function toldResults(said: Results | null): string {
  if (said === null) return '(not written down)'
  return DEEDS.map((deed) => `${deed}: ${said[deed].error ?? 'well'}`).join(
    '\n',
  )
}

const none: Check = {
  id: 'capabilities.none',
  title: {
    en: 'empty sets leave even root without any',
    zh: '集合为空时，连 root 也什么权限都没有',
  },
  points: 2,
  needs: ['capabilities.bounding'],
  source: SOURCE,
  run: ofRights(noRights, (scene) => {
    const sets = judgeSets(
      scene,
      ['bounding', 'permitted', 'effective', 'inheritable', 'ambient'],
      () => 'EMPTY_MEANS_ALL',
    )
    return sets.verdict === 'pass' ? judgeDeeds(scene) : sets
  }),
}

export const capabilitiesChecks: readonly Check[] = [
  bounding,
  ofRoot,
  ofUser,
  works,
  none,
]
