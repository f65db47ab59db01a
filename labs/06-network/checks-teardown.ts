/** Step 8: take it all back. */
import { type Check, fail, unsupported } from '#checker/lab.ts'
import type { CniReply } from '#checker/network/cni.ts'
import { describeEnding, saidBy, whyItEnded } from '#checker/outcome.ts'
import { nothing } from './checks-modes.ts'
import { checked, failed, gone, type Leaver, leaver } from './leaver.ts'
import { REFUSED, refusalEvidence, told } from './refused.ts'
import { ANSWERED, heard } from './talk.ts'
import { decide, isChain, of, ofContainers, refusalIn } from './verdict.ts'
import { wired } from './wired.ts'

const SPEC_DEL = 'CNI SPEC.md, "DEL"'
const NOTHING = 'nothing is left'
const SUCCEEDS = 'exit status 0'

const clean: Check = {
  id: 'teardown.clean',
  title: {
    en: 'after the last DEL no link, address, route or rule is left',
    zh: '最后一个 DEL 之后，网卡、地址、路由、规则一个不留',
  },
  points: 2,
  needs: [],
  source: SPEC_DEL,
  run: of(leaver, (scene, bench) => {
    if (isChain(bench)) return unsupported('others leave their bridge')
    const { left } = scene
    const refusal = startedBadly(scene)
    if (refusal !== null) return refusal
    const actual = left.length === 0 ? NOTHING : left.join('\n')
    return decide({
      expected: NOTHING,
      actual,
      evidence: { 'ip address; ip route; nft list ruleset, new': actual },
      diagnosis: 'NOT_UNDONE',
      replies: [],
    })
  }),
}

const lease: Check = {
  id: 'teardown.lease',
  title: {
    en: 'the address of who has gone is free again',
    zh: '离开者的地址又空出来了',
  },
  points: 1,
  needs: [],
  source: `${SPEC_DEL}; CNI plugin host-local`,
  run: of(leaver, (scene) => {
    const { wanted, heir } = scene
    const refusal = startedBadly(scene)
    if (refusal !== null) return refusal
    return decide({
      expected: `the next one gets ${wanted}`,
      actual: `the next one gets ${heir.address.v4}`,
      evidence: {
        CNI_ARGS: `IP=${wanted}`,
        'standard output of the ADD': heir.reply.ending.stdout.trim(),
      },
      diagnosis: 'LEASE_KEPT',
      replies: [heir.reply],
    })
  }),
}

const twice: Check = {
  id: 'teardown.twice',
  title: {
    en: 'DEL of what is gone already succeeds',
    zh: '对已经删掉的再 DEL 也成功',
  },
  points: 1,
  needs: [],
  source: `${SPEC_DEL}: "should be lenient"`,
  run: of(leaver, (scene) => {
    const [, , { ending }] = scene.dels
    const refusal = startedBadly(scene)
    if (refusal !== null) return refusal
    return decide({
      expected: SUCCEEDS,
      actual: describeEnding(ending),
      evidence: { 'standard output of the second DEL': ending.stdout.trim() },
      diagnosis: 'DEL_NOT_IDEMPOTENT',
      replies: [],
    })
  }),
}

const others: Check = {
  id: 'teardown.others',
  title: {
    en: 'who stays notices nothing',
    zh: '留下的容器什么都察觉不到',
  },
  points: 2,
  needs: [],
  source: SPEC_DEL,
  run: of(leaver, ({ adds, dels, stays }) => {
    const [first] = dels
    const refusal =
      refusalIn(adds, 'NOT_UNDONE') ?? refusalIn([first], 'NOT_UNDONE', 'DEL')
    if (refusal !== null) return refusal
    const actual = heard(stays)
    return decide({
      expected: ANSWERED,
      actual,
      evidence: { 'the published port of who stays': actual },
      diagnosis: 'OTHERS_CUT',
      replies: [],
    })
  }),
}

const away: Check = {
  id: 'teardown.gone',
  title: {
    en: 'DEL succeeds when the container’s namespace is gone',
    zh: '容器的命名空间已经没有了，DEL 也成功',
  },
  points: 1,
  needs: [],
  source: `${SPEC_DEL}: CNI_NETNS is optional`,
  run: of(gone, ({ add, del, made, left }, bench) => {
    const refusal = refusalIn([add], 'DEL_NEEDS_NETNS') ?? nothingMade(made)
    if (refusal !== null) return refusal
    const found = isChain(bench) || left.length === 0 ? [NOTHING] : left
    return decide({
      expected: `${SUCCEEDS}\n${NOTHING}`,
      actual: [describeEnding(del.ending), ...found].join('\n'),
      evidence: {
        'standard output of the DEL': del.ending.stdout.trim(),
        'on the host, new': left.join('\n'),
      },
      diagnosis: del.ending.code === 0 ? 'NOT_UNDONE' : 'DEL_NEEDS_NETNS',
      replies: [del],
    })
  }),
}

const attempt: Check = {
  id: 'teardown.failed',
  title: {
    en: 'an ADD that fails leaves nothing',
    zh: '失败的 ADD 什么都不留下',
  },
  points: 2,
  needs: [],
  source: 'CNI SPEC.md, "Error"; "ADD"',
  run: of(failed, (scene) => {
    if (scene === null) return unsupported('others leave that to DEL')
    const { tried, after } = scene
    const refusal = refusalIn([after.reply], 'FAILED_ADD_LEAVES')
    if (refusal !== null) return refusal
    const left = tried.left.length === 0 ? [NOTHING] : tried.left
    return decide({
      expected: `${REFUSED}\n${NOTHING}`,
      actual: [told(tried), ...left].join('\n'),
      evidence: refusalEvidence(tried),
      diagnosis:
        told(tried) === REFUSED ? 'FAILED_ADD_LEAVES' : 'CONFLICT_UNSEEN',
      replies: [],
    })
  }),
}

const check: Check = {
  id: 'teardown.check',
  title: {
    en: 'CHECK is content with what ADD has left, and not if an address is missing',
    zh: 'CHECK 认可 ADD 留下的样子；少了地址就不认可',
  },
  points: 1,
  needs: [],
  source: 'CNI SPEC.md, "CHECK"',
  run: of(checked, ({ add, whole, broken, lost }) => {
    const refusal = refusalIn([add], 'CHECK_BLIND')
    if (refusal !== null) return refusal
    const ended = (reply: CniReply | null) =>
      reply?.ending.code === 0 ? 'content' : 'not content'
    const told = (before: string, after: string) =>
      `as ADD has left it: ${before}\nwithout its addresses: ${after}`
    return decide({
      expected: told('content', 'not content'),
      actual: told(ended(whole), ended(broken)),
      evidence: {
        'taken away': lost.join('\n'),
        'standard output of the first CHECK':
          whole?.ending.stdout.trim() ?? 'not asked',
      },
      diagnosis: 'CHECK_BLIND',
      replies: [],
    })
  }),
}

const container: Check = {
  id: 'teardown.container',
  title: {
    en: 'a container that ends takes its network with it: plugins, lease, namespace',
    zh: '容器结束时带走它的网络：插件所做的、租约、命名空间',
  },
  points: 2,
  needs: [],
  source: 'CNI SPEC.md, "Section 3": "Deleting an attachment"; umount(2)',
  run: ofContainers(wired, ({ box, life, left }) => {
    if (life === null) return nothing(box)
    const refusal = nothingMade(life.made)
    if (refusal !== null) return refusal
    const actual = left.length === 0 ? NOTHING : left.join('\n')
    return decide({
      expected: NOTHING,
      actual,
      evidence: {
        'on the host, new': actual,
        'the runtime': describeEnding(box.ending),
        ...saidBy(box.ending),
      },
      diagnosis: whyItEnded(box.ending, 'CONTAINER_LEFT'),
      replies: [],
    })
  }),
}

/** Where ADD or DEL failed there is nothing to be judged about what is left. */
function startedBadly({ adds, dels: [first, second], made }: Leaver) {
  return (
    refusalIn(adds, 'NOT_UNDONE') ??
    nothingMade(made) ??
    refusalIn([first, second], 'NOT_UNDONE', 'DEL')
  )
}

/** Who makes nothing has nothing to take back. */
function nothingMade(made: readonly string[]) {
  if (made.some((line) => line.endsWith('(veth)'))) return null
  return fail({
    expected: 'a container that is connected, to begin with',
    actual: 'its ADD has made no veth on the host',
    evidence: { 'on the host, new': made.join('\n') },
    diagnosis: 'NOT_CONNECTED',
  })
}

export const teardownChecks: readonly Check[] = [
  ...[clean, lease, twice, others],
  ...[away, attempt, check, container],
]
