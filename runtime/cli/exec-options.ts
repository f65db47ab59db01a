// Options of `exec` that say who the process is to be, and how it is left.
import { UsageError } from '../errors.ts'
import type { User } from '../spec/runtime-spec.ts'
import { FLAG, TEXT } from './arguments.ts'
import { countOf } from './lifecycle-line.ts'
import type { ExecRequest } from './request.ts'

const SEVERAL = { type: 'string', multiple: true } as const

/** Names and short forms as runc has them. */
export const PROCESS_OPTIONS = {
  process: { type: 'string', short: 'p' },
  tty: { ...FLAG, short: 't' },
  detach: { ...FLAG, short: 'd' },
  'console-socket': TEXT,
  'preserve-fds': TEXT,
  user: { type: 'string', short: 'u' },
  'additional-gids': { ...SEVERAL, short: 'g' },
  cap: { ...SEVERAL, short: 'c' },
  'no-new-privs': FLAG,
  'ignore-paused': FLAG,
} as const

/** What they say. */
export interface ProcessValues {
  readonly process?: string | undefined
  readonly tty: boolean
  readonly detach: boolean
  readonly 'console-socket'?: string | undefined
  readonly 'preserve-fds'?: string | undefined
  readonly user?: string | undefined
  readonly 'additional-gids'?: readonly string[] | undefined
  readonly cap?: readonly string[] | undefined
  readonly 'no-new-privs': boolean
  readonly 'ignore-paused': boolean
}

/** @throws {UsageError} If a number is none. */
export function processIn(values: ProcessValues): Partial<ExecRequest> {
  const { process, user, cap, 'console-socket': consoleSocket } = values
  const preserveFds = countOf('--preserve-fds', values['preserve-fds'])
  const gids = values['additional-gids']?.map(groupId)
  return {
    ...(process !== undefined && { processFile: process }),
    ...(values.tty && { tty: true }),
    ...(values.detach && { detach: true }),
    ...(consoleSocket !== undefined && { consoleSocket }),
    ...(preserveFds > 0 && { preserveFds }),
    ...(user !== undefined && { user: userOf(user) }),
    ...(gids && { additionalGids: gids }),
    ...(cap && { capabilities: cap }),
    ...(values['no-new-privs'] && { noNewPrivileges: true }),
    ...(values['ignore-paused'] && { ignorePaused: true }),
  }
}

/** `1000` or `1000:100`; names would have to be looked up in the image. */
function userOf(text: string): User {
  const found = /^(\d+)(?::(\d+))?$/.exec(text)
  if (found) return { uid: idOf(found[1]), gid: idOf(found[2]) }
  throw new UsageError(
    `Expected numbers as in "1000:100" after "--user" but found "${text}"`,
  )
}

function groupId(text: string): number {
  if (/^\d+$/.test(text)) return idOf(text)
  throw new UsageError(
    `Expected a number after "--additional-gids" but found "${text}"`,
  )
}

function idOf(text = '0'): number {
  const id = Number(text)
  if (id === id >>> 0) return id
  throw new UsageError(`Expected an ID up to 4294967295 but found "${text}"`)
}
