/** Step 7: two networks, and one container on both. */
import type { Text } from '#checker/check.ts'
import { type Check, unsupported } from '#checker/lab.ts'
import type { Exchange } from '#checker/network/exchange.ts'
import { type Divided, divided } from './divided.ts'
import { ANSWERED, heard, lines, type Talks } from './talk.ts'
import { decide, isChain, of } from './verdict.ts'

const NOTHING = 'nothing arrives'

interface Matter {
  readonly id: string
  readonly title: Text
  readonly points: number
  /** Who has to get an answer. */
  readonly open: (scene: Divided) => Talks
  /** Of whom nothing may arrive. */
  readonly shut?: (scene: Divided) => Talks
  /** If one of the first gets none, and if something of the others arrives. */
  readonly cut: string
  readonly leak?: string
  readonly oursOnly?: string
}

const MATTERS: readonly Matter[] = [
  {
    id: 'isolation.apart',
    title: {
      en: 'containers of different networks do not reach each other',
      zh: '不同网络的容器不能互通',
    },
    points: 2,
    open: ({ middle }) => middle,
    shut: ({ across }) => across,
    cut: 'MIDDLE_CUT',
    leak: 'NOT_APART',
  },
  {
    id: 'isolation.middle',
    title: {
      en: 'one that is on both networks reaches both, and is reached',
      zh: '两个网络都在的容器能到达两边，也能被两边到达',
    },
    points: 1,
    open: ({ middle }) => middle,
    cut: 'MIDDLE_CUT',
  },
  {
    id: 'isolation.answers',
    title: {
      en: 'answers to what a container has asked come in',
      zh: '容器所请求的回应能进来',
    },
    points: 1,
    open: ({ answers }) => answers,
    cut: 'ANSWERS_DROPPED',
  },
  {
    id: 'isolation.published',
    title: {
      en: 'what is published stays open',
      zh: '发布了的端口仍然开放',
    },
    points: 1,
    open: ({ published }) => published,
    cut: 'PUBLISHED_SHUT',
  },
  {
    id: 'isolation.outside',
    title: {
      en: 'from outside nothing else comes in, even by a route',
      zh: '从外面进不来别的，即使有路由',
    },
    points: 1,
    open: ({ published }) => published,
    shut: ({ straight }) => straight,
    cut: 'PUBLISHED_SHUT',
    leak: 'OPEN_TO_OUTSIDE',
    oursOnly: 'plugins in a chain keep only bridges apart',
  },
]

function checkOf(matter: Matter): Check {
  const { id, title, points, open, shut, cut, leak, oursOnly } = matter
  return {
    ...{ id, title, points, needs: [] },
    source:
      'nft(8), "VERDICT STATEMENTS"; CNI plugin firewall, "ingressPolicy"',
    run: of(divided, (scene, bench) => {
      if (oursOnly !== undefined && isChain(bench)) return unsupported(oursOnly)
      const [pass, end] = [open(scene), shut?.(scene) ?? {}]
      const told = (ofPass: typeof heard, ofEnd: typeof heard) =>
        [lines(pass, ofPass), lines(end, ofEnd)].join('\n').trimEnd()
      const actual = told(heard, arrival)
      const isLeaking = Object.values(end).some(arrives)
      return decide({
        expected: told(
          () => ANSWERED,
          () => NOTHING,
        ),
        actual,
        evidence: { 'sockets of the kit': actual },
        diagnosis: isLeaking && leak !== undefined ? leak : cut,
        replies: scene.replies,
      })
    }),
  }
}

/** Whoever refuses was reached, unless it is the host that does so. */
const arrives = (talk: Exchange) => talk.works || talk.there

const arrival = (talk: Exchange) => (arrives(talk) ? 'it arrives' : NOTHING)

export const isolationChecks: readonly Check[] = MATTERS.map(checkOf)
