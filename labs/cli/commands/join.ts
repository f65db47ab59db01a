import { checkoutRoot } from '#checker/checkout.ts'
import { joinClass, leaveClass, linkIn } from '../class/join.ts'
import {
  forgetMembership,
  type Membership,
  readMembership,
  writeMembership,
} from '../class/membership.ts'
import { ClassError, type ClassRefusal } from '../class/post.ts'
import { type Command, EXIT, flag, text, UsageError } from '../command.ts'
import { say } from '../i18n.ts'
import type { Io } from '../io.ts'
import type { MessageKey } from '../messages.ts'

/** `labs join`: from now on a class sees the verdicts of each check. */
export const join: Command = {
  usage: "labs join 'URL#SECRET' --name NAME | labs join --leave",
  summary: 'summary.join',
  options: { name: { type: 'string' }, leave: { type: 'boolean' } },
  explains: { name: 'option.joinName', leave: 'option.joinLeave' },
  maxPositionals: 1,

  async run(input, io) {
    const root = checkoutRoot()
    const membership = readMembership(root)
    if (flag(input, 'leave')) return await leave(io, root, membership)
    const [link] = input.positionals
    if (link === undefined) return status(io, membership)
    if (membership !== null) {
      throw new UsageError(say(io, 'usage.joined', factsOf(membership)))
    }
    return await enter(io, root, link, text(input, 'name'))
  },
}

async function enter(
  io: Io,
  root: string,
  found: string,
  name: string | undefined,
): Promise<number> {
  const link = linkIn(found)
  if (link === null) throw new UsageError(say(io, 'usage.classLink', { found }))
  if (!name) throw new UsageError(say(io, 'usage.joinName'))
  try {
    const membership = await joinClass(link, name, io.signal)
    writeMembership(root, membership)
    return status(io, membership)
  } catch (error) {
    if (!(error instanceof ClassError)) throw error
    io.err.write(`${say(io, REFUSED[error.reason], { url: link.url })}\n`)
    return EXIT.cannot
  }
}

const REFUSED: Readonly<Record<ClassRefusal, MessageKey>> = {
  unreachable: 'join.unreachable',
  unknown: 'join.unknown',
  busy: 'join.busy',
  full: 'join.full',
  malformed: 'join.malformed',
}

/** From here on nothing is sent, whether the class hears of it or not. */
async function leave(
  io: Io,
  root: string,
  membership: Membership | null,
): Promise<number> {
  if (membership === null) return status(io, null)
  forgetMembership(root)
  const { url } = membership
  try {
    await leaveClass(membership, io.signal)
    io.out.write(`${say(io, 'join.left', { url })}\n`)
  } catch (error) {
    if (!(error instanceof ClassError)) throw error
    io.out.write(`${say(io, 'join.leftUntold', { url })}\n`)
  }
  return EXIT.ok
}

function status(io: Io, membership: Membership | null): number {
  const line =
    membership === null
      ? say(io, 'join.nowhere')
      : say(io, 'join.done', factsOf(membership))
  io.out.write(`${line}\n`)
  return EXIT.ok
}

const factsOf = ({ url, name }: Membership) => ({ url, name })
