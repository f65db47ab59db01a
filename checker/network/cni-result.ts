/**
 * What a plugin printed, if it is of the form that the specification gives it. A
 * judged program prints what it likes; whoever reads a result here can count on
 * the types of what is in it.
 *
 * @see CNI SPEC.md, "Section 5: Result Types"
 */
import type { CniError, CniResult } from './cni-types.ts'

type Json = Readonly<Record<string, unknown>>

/** A result; `null` for nothing, and for what is none. DEL and CHECK print nothing. */
export function resultIn(text: string): CniResult | null {
  const said = objectIn(text)
  const isResult =
    said !== null &&
    typeof said.cniVersion === 'string' &&
    isList(said.interfaces, isInterface) &&
    isList(said.ips, isIp) &&
    isList(said.routes, isRoute)
  return isResult ? (said as unknown as CniResult) : null
}

/** An error result; `null` for what is none. */
export function errorIn(text: string): CniError | null {
  const said = objectIn(text)
  const isError =
    Number.isSafeInteger(said?.code) &&
    typeof said?.msg === 'string' &&
    isText(said.details)
  return isError ? (said as unknown as CniError) : null
}

function objectIn(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : null
  } catch {
    return null
  }
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What may be left out has to be of its type if it is there. */
const isText = (value: unknown) =>
  value === undefined || typeof value === 'string'

function isList(value: unknown, isItem: (item: Json) => boolean): boolean {
  if (value === undefined) return true
  return (
    Array.isArray(value) &&
    value.every((item) => isObject(item) && isItem(item))
  )
}

const isInterface = ({ name, mac, sandbox }: Json) =>
  typeof name === 'string' && isText(mac) && isText(sandbox)

const isIp = ({ address, gateway, interface: index }: Json) =>
  typeof address === 'string' &&
  isText(gateway) &&
  (index === undefined || Number.isSafeInteger(index))

const isRoute = ({ dst, gw }: Json) => typeof dst === 'string' && isText(gw)
