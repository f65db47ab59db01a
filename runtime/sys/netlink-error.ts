import {
  ADDRESS_ATTRIBUTES,
  LINK_ATTRIBUTES,
  MESSAGE_TYPES,
  ROUTE_ATTRIBUTES,
  RTM_NEWADDR,
  RTM_NEWROUTE,
} from './constants/rtnetlink.ts'
import { SyscallError } from './errors.ts'
import {
  attributeAt,
  type NetlinkRequest,
  type Outcome,
} from './netlink-message.ts'

/**
 * The kernel refused what it was asked for in a message. `syscall` is the type
 * of that message: `RTM_NEWLINK`.
 */
export class NetlinkError extends SyscallError {
  /** What the request was for: `make bridge "mini0"`. */
  readonly what: string
  /** The kernel's own words about it, if it had any. */
  readonly text: string | undefined
  /** Name or number of the attribute that is wrong, if the kernel says one. */
  readonly attribute: string | undefined

  constructor(request: NetlinkRequest, { errno, text, offset }: Outcome) {
    const { type, what } = request
    const name = nameIn(MESSAGE_TYPES, type)
    const attribute = offset && nameOfAttribute(request, offset)
    super(name, errno, [], `${name} (${what})`)
    if (text !== undefined) this.message += `: ${text}`
    if (attribute) this.message += ` (${attribute})`
    this.name = 'NetlinkError'
    this.what = what
    this.text = text
    this.attribute = attribute || undefined
  }
}

function nameOfAttribute(
  request: NetlinkRequest,
  offset: number,
): string | undefined {
  const attribute = attributeAt(request, offset)
  if (attribute === undefined) return undefined
  return nameIn(attributesOf(request.type), attribute)
}

/** Types of messages come in fours for each thing that they are about. */
function attributesOf(type: number): Readonly<Record<string, number>> {
  if (type >= RTM_NEWROUTE) return ROUTE_ATTRIBUTES
  return type >= RTM_NEWADDR ? ADDRESS_ATTRIBUTES : LINK_ATTRIBUTES
}

function nameIn(
  names: Readonly<Record<string, number>>,
  wanted: number,
): string {
  const found = Object.entries(names).find(([, value]) => value === wanted)
  return found?.[0] ?? `type ${wanted}`
}

/** Whether the kernel refused with one of these: `EEXIST`. */
export function isNetlinkError(
  error: unknown,
  ...codes: readonly string[]
): error is NetlinkError {
  return error instanceof NetlinkError && codes.includes(error.code)
}
