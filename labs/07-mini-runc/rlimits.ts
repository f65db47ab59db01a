/** Resource limits, as `config.json` names them and as `/proc` prints them. */
import type { Bench } from '#checker/bench.ts'

export interface Rlimit {
  readonly type: string
  readonly soft: number
  readonly hard: number
  /** How `/proc/<pid>/limits` calls it. */
  readonly label: string
}

const KIB = 1024
const MIB = 1024 * KIB

/** Name → label, and a range in which every program lives. @see getrlimit(2) */
const KINDS = {
  RLIMIT_CORE: ['Max core file size', 0, MIB],
  RLIMIT_CPU: ['Max cpu time', 100, 1_000],
  RLIMIT_FSIZE: ['Max file size', 4 * MIB, 64 * MIB],
  RLIMIT_LOCKS: ['Max file locks', 10, 1_000],
  RLIMIT_MSGQUEUE: ['Max msgqueue size', 64 * KIB, 400 * KIB],
  RLIMIT_NOFILE: ['Max open files', 64, 512],
  RLIMIT_SIGPENDING: ['Max pending signals', 100, 500],
  RLIMIT_STACK: ['Max stack size', MIB, 8 * MIB],
} as const

type Kind = keyof typeof KINDS

/** All of them but some, so that the list is another one each time. */
export function drawRlimits({ seed }: Bench): Rlimit[] {
  const kinds = Object.keys(KINDS) as Kind[]
  const isAsked = (kind: Kind) =>
    kind === 'RLIMIT_NOFILE' || seed.int(`asks for ${kind}`, 0, 3) > 0
  return kinds.filter(isAsked).map((type) => {
    const [label, lowest, highest] = KINDS[type]
    const soft = seed.int(`${type} soft`, lowest, highest)
    const hard = soft + seed.int(`${type} hard`, 1, lowest + 8)
    return { type, soft, hard, label }
  })
}

/** `soft hard`, out of the text of `/proc/<pid>/limits`. */
export function limitIn(limits: string, label: string): string | null {
  const line = limits.split('\n').find((line) => line.startsWith(label))
  const [soft, hard] = line?.slice(label.length).trim().split(/\s+/) ?? []
  return soft === undefined ? null : `${soft} ${hard}`
}
