// From a request to an answer: which function does what was asked for.
import { NetworkError, SpecError } from '../errors.ts'
import { hintFor } from '../hints.ts'
import type { JsonValue } from '../spec/json-value.ts'
import { SyscallError } from '../sys/errors.ts'
import { NetlinkError } from '../sys/netlink-error.ts'
import { TodoError } from '../todo.ts'
import { add } from './add.ts'
import { check } from './check.ts'
import { parseConfig, versionOf } from './cni-config.ts'
import { CniError, type CodeName } from './cni-error.ts'
import type { ContainerRequest, Request } from './cni-request.ts'
import type { Result } from './cni-result.ts'
import { type CniVersion, isSince, NEWEST, VERSIONS } from './cni-version.ts'
import { del } from './del.ts'
import { collectGarbage } from './gc.ts'
import { status } from './status.ts'

/** What VERSION prints. @see CNI specification, Section 5: "Version" */
export interface Versions {
  readonly cniVersion: CniVersion
  readonly supportedVersions: readonly CniVersion[]
}

/** In which version a command came. */
const SINCE: Partial<Record<Request['command'], CniVersion>> = {
  CHECK: '0.4.0',
  GC: '1.1.0',
  STATUS: '1.1.0',
}

/**
 * Do what a runtime asks for.
 *
 * @returns What is to be printed; undefined for nothing.
 * @throws {Error} See `explain`.
 */
export function serve(
  request: Request,
  json: JsonValue,
): Result | Versions | undefined {
  if (request.command === 'VERSION') return versions(json)
  refuseOlder(request.command, versionOf(json))
  switch (request.command) {
    case 'ADD':
    case 'CHECK':
    case 'DEL':
      return serveContainer(request, json)
    case 'GC':
      collectGarbage(parseConfig(json))
      return undefined
    case 'STATUS':
      status(parseConfig(json))
      return undefined
  }
}

function serveContainer(
  request: ContainerRequest,
  json: JsonValue,
): Result | undefined {
  const { command, containerId, ifname, netns = '', mac } = request
  const config = parseConfig(json, request.addresses)
  const attachment = { network: config.name, containerId, ifname }
  if (command === 'ADD') return add({ ...config, mac }, attachment, netns)
  if (command === 'CHECK') check(config, attachment, netns)
  else del(config, attachment)
  return undefined
}

/** The versions there are, whichever the caller speaks. */
function versions(json: JsonValue): Versions {
  const asked = json.at('cniVersion').value
  const cniVersion = VERSIONS.find((version) => version === asked) ?? NEWEST
  return { cniVersion, supportedVersions: VERSIONS }
}

function refuseOlder(command: Request['command'], version: CniVersion): void {
  const since = SINCE[command]
  if (!since || isSince(version, since)) return
  throw new CniError(
    'incompatibleVersion',
    `Expected "cniVersion" to be ${since} or later for ${command} but found "${version}"`,
  )
}

/** Name the error that a result tells. */
export function explain(error: unknown): CniError {
  if (error instanceof CniError) return error
  if (!(error instanceof Error)) return new CniError('internal', String(error))
  const code = codeOf(error)
  const details = code === 'internal' ? error.stack : adviceFor(error)
  return new CniError(code, error.message, details, { cause: error })
}

/** What may be behind it, and where to read about that. */
function adviceFor(error: Error): string {
  const { syscall = '', code = '' } = error as NodeJS.ErrnoException
  const known = hintFor(syscall, code)
  return known ? `${known.hint}: see ${known.docs.join(', ')}` : ''
}

function codeOf(error: Error): CodeName {
  if (error instanceof SpecError) return 'invalidConfiguration'
  if (error instanceof NetlinkError) return 'kernelRefused'
  if (error instanceof NetworkError) return 'kernelRefused'
  if (error instanceof TodoError) return 'notWritten'
  if (error instanceof SyscallError) return 'kernelRefused'
  return 'syscall' in error && 'code' in error ? 'io' : 'internal'
}

/** An error result. @see CNI specification, Section 5: "Error" */
export function errorResult(
  { code, message, details }: CniError,
  json?: JsonValue,
) {
  const asked = json?.value as { cniVersion?: unknown } | undefined
  const cniVersion = VERSIONS.find((version) => version === asked?.cniVersion)
  return { cniVersion: cniVersion ?? NEWEST, code, msg: message, details }
}
