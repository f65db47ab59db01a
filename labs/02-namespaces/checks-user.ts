/** Step 6: root inside, nobody outside. */
import type { Bench } from '#checker/bench.ts'
import {
  describeIdMap,
  type IdRange,
  parseIdMap,
} from '#checker/evidence/namespaces.ts'
import type { Observation } from '#checker/evidence/process.ts'
import { type Check, fail, type Outcome, pass } from '#checker/lab.ts'
import { nothingRuns } from '#checker/nothing-runs.ts'
import { describeHeld, procEvidence } from '#checker/outcome.ts'
import { host } from './host.ts'
import { rootless, UNPRIVILEGED } from './rootless.ts'
import { type Settler, settlerFor } from './settler.ts'
import { judgeOwn, ownNamespace } from './start.ts'

function ofSettler(
  judge: (
    found: Settler,
    seen: Observation,
    bench: Bench,
  ) => Outcome | Promise<Outcome>,
): (bench: Bench) => Promise<Outcome> {
  return async (bench) => {
    const found = await settlerFor(bench, 'user')
    const { seen } = found.container
    return seen === null ? nothingRuns(found) : judge(found, seen, bench)
  }
}

/** Root of the host may map groups and leave setgroups(2) as it is. */
function judgeSetgroups(
  { texts }: Settler,
  evidence: Record<string, string>,
): Outcome {
  const setgroups = texts.setgroups.trim()
  if (setgroups === 'allow') return pass({ evidence })
  return fail({
    expected: 'setgroups: allow',
    actual: `setgroups: ${setgroups}`,
    evidence,
    diagnosis: 'SETGROUPS_DENIED',
  })
}

const both = (uid: string, gid: string) => `users ${uid}; groups ${gid}`

const maps: Check = {
  id: 'user.maps',
  title: {
    en: 'the program has users of its own, mapped exactly as the bundle says',
    zh: '程序有自己的用户，映射与 bundle 完全一致',
  },
  points: 2,
  needs: [],
  source:
    'user_namespaces(7); runtime-spec config-linux.md, "User namespace mappings"',
  run: ofSettler(async (found, seen, bench) => {
    const judged = await judgeOwn(bench, 'user', seen, 'USER_SHARED')
    if (judged.verdict !== 'pass') return judged
    const wanted = [found.maps.uid, found.maps.gid].map(describeIdMap)
    const shown = [found.texts.uid_map, found.texts.gid_map].map((text) =>
      describeIdMap(parseIdMap(text)),
    )
    const evidence = {
      ...procEvidence(seen, 'uid_map', shown[0] ?? ''),
      ...procEvidence(seen, 'gid_map', shown[1] ?? ''),
      ...procEvidence(seen, 'setgroups', found.texts.setgroups.trim()),
    }
    const [expected, actual] = [wanted, shown].map(([uid, gid]) =>
      both(`${uid}`, `${gid}`),
    ) as [string, string]
    if (expected === actual) return judgeSetgroups(found, evidence)
    const isSwapped = actual === both(`${wanted[1]}`, `${wanted[0]}`)
    return fail({
      expected,
      actual,
      evidence,
      diagnosis: isSwapped ? 'MAPS_SWAPPED' : 'MAPS_WRONG',
    })
  }),
}

/** The number outside of user or group 0 inside. */
const rootOf = (ranges: readonly IdRange[]) =>
  ranges.find(({ inside }) => inside === 0)?.outside ?? -1

const rootInside: Check = {
  id: 'user.root-inside',
  title: {
    en: 'the program is root inside, and on the host somebody without rights',
    zh: '程序在容器里是 root，在宿主机上只是没有权限的普通用户',
  },
  points: 2,
  needs: [],
  source: 'user_namespaces(7); setresuid(2); Uid in proc_pid_status(5)',
  run: ofSettler((found, seen) => {
    const { Uid = '', Gid = '', Groups = '' } = seen.status
    const line = (ids: string) => ids.trim().split(/\s+/).join(' ')
    const four = (id: number) => Array(4).fill(id).join(' ')
    const expected = `Uid ${four(rootOf(found.maps.uid))}, Gid ${four(rootOf(found.maps.gid))}, no other groups`
    const groups = Groups.trim() === '' ? 'no other groups' : `Groups ${Groups}`
    const actual = `Uid ${line(Uid)}, Gid ${line(Gid)}, ${groups}`
    const evidence = procEvidence(seen, 'status', actual)
    if (expected === actual) return pass({ evidence })
    return fail({ expected, actual, evidence, diagnosis: 'NOT_ROOT_INSIDE' })
  }),
}

const hostProtected: Check = {
  id: 'user.host-protected',
  title: {
    en: 'root inside cannot open a file that only root of the host may open',
    zh: '容器里的 root 打不开只有宿主机 root 才能打开的文件',
  },
  points: 1,
  needs: ['user.maps'],
  source: 'user_namespaces(7); capabilities(7)',
  run: ofSettler(({ forbidden, drawn }, seen) => {
    const door = Object.entries(seen.descriptors).find(
      ([, { identity }]) => identity === forbidden,
    )
    if (door === undefined) {
      const evidence = procEvidence(seen, 'fd', `without "${drawn.forbidden}"`)
      return pass({ evidence })
    }
    const [fd, held] = door
    return fail({
      expected: `"${drawn.forbidden}" (mode 0600, of root) cannot be opened`,
      actual: `descriptor ${fd} refers to it`,
      evidence: procEvidence(seen, `fd/${fd}`, describeHeld(held)),
      diagnosis: 'NOT_ROOT_INSIDE',
    })
  }),
}

const asUser: Check = {
  id: 'user.rootless',
  title: {
    en: 'a user without rights can start a container, as itself',
    zh: '没有特权的用户也能以自己的身份启动容器',
  },
  points: 3,
  needs: [],
  source: 'user_namespaces(7), "Defining user and group ID mappings"',
  run: async (bench) => {
    const found = await bench.share(rootless)
    const { seen } = found.container
    if (seen === null) return nothingRuns(found, 'ROOTLESS_NOT_STARTED')
    const { isOwn } = ownNamespace('user', seen, await bench.share(host))
    const four = Array(4).fill(UNPRIVILEGED).join(' ')
    const own = describeIdMap([{ inside: 0, outside: UNPRIVILEGED, count: 1 }])
    const [uid, gid] = [found.maps.uid, found.maps.gid].map((text) =>
      describeIdMap(parseIdMap(text)),
    )
    const ids = (seen.status.Uid ?? '').trim().split(/\s+/).join(' ')
    const expected = `Uid ${four}; ${both(own, own)}`
    const actual = `Uid ${ids}; ${both(`${uid}`, `${gid}`)}`
    const evidence = {
      ...procEvidence(seen, 'status', `Uid ${ids}`),
      ...procEvidence(seen, 'uid_map', `${uid}`),
      ...procEvidence(seen, 'gid_map', `${gid}`),
      ...procEvidence(seen, 'setgroups', found.maps.setgroups),
    }
    if (isOwn && expected === actual) return pass({ evidence })
    return fail({
      expected,
      actual,
      evidence,
      diagnosis: isOwn ? 'MAPS_WRONG' : 'USER_SHARED',
    })
  },
}

export const userChecks: readonly Check[] = [
  maps,
  rootInside,
  hostProtected,
  asUser,
]
