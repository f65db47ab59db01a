// From the text of a `config.json` to a Spec that can be relied on: every
// member has its type, and nothing in the file asks for more than we can do.
import { SpecError } from '../errors.ts'
import { within } from './bounded-values.ts'
import { checkNamespaces } from './check-namespaces.ts'
import { JsonValue } from './json-value.ts'
import { parseAttributes } from './parse-attributes.ts'
import { parseConsoleSize } from './parse-console-size.ts'
import { parseHooks } from './parse-hooks.ts'
import {
  checkSysctl,
  parsePersonality,
  parseSysctl,
} from './parse-kernel-settings.ts'
import {
  parseDevices,
  parseMounts,
  parsePaths,
  parsePropagation,
} from './parse-mounts.ts'
import {
  parseIdMappings,
  parseNamespaces,
  parseTimeOffsets,
} from './parse-namespaces.ts'
import { parseCgroupsPath, parseResources } from './parse-resources.ts'
import { exactNumbers, parseSeccomp } from './parse-seccomp.ts'
import type { Linux, Process, Root, Spec, User } from './runtime-spec.ts'
import { refuseUnsupported } from './unsupported.ts'

/** Versions of the specification whose files we read. */
const VERSIONS = /^1\.[0-2]\.\d+(-.+)?$/

/**
 * Read the text of a `config.json`.
 *
 * Members the specification does not know are ignored, as it demands. Members
 * it knows and this runtime cannot obey yet are an error.
 *
 * @param file Where the text is from, for messages.
 * @throws {SpecError} Naming the first wrong member by its JSON pointer.
 * @see runtime-spec config.md
 */
export function parseSpec(text: string, file: string): Spec {
  let json = text
  // #region lab-07
  json = exactNumbers(text)
  // #endregion lab-07
  const config = new JsonValue(parseJson(json, file), file)
  checkVersion(config.at('ociVersion'))
  refuseUnsupported(config)
  const linux = config.at('linux')
  const annotations = config.at('annotations')
  const spec = {
    ociVersion: config.at('ociVersion').text(),
    root: parseRoot(config.at('root')),
    process: parseProcess(config.at('process')),
    // #region lab-02
    ...parsed('hostname', config, nonEmpty),
    ...parsed('domainname', config, nonEmpty),
    // #endregion lab-02
    // #region lab-03
    ...(config.at('mounts').present ? { mounts: parseMounts(config) } : {}),
    // #endregion lab-03
    ...(linux.present ? { linux: parseLinux(linux) } : {}),
    // #region lab-07
    ...parsed('hooks', config, parseHooks),
    // #endregion lab-07
    ...(annotations.present ? { annotations: texts(annotations) } : {}),
  }
  // #region lab-02
  checkNamespaces(config, spec)
  // #endregion lab-02
  // #region lab-07
  checkSysctl(config, spec)
  // #endregion lab-07
  return spec
}

function parseLinux(linux: JsonValue): Linux {
  refuseUnsupported(linux)
  return {
    namespaces: [
      // #region lab-02
      ...parseNamespaces(linux.at('namespaces')),
      // #endregion lab-02
    ],
    // #region lab-02
    ...parsed('uidMappings', linux, parseIdMappings),
    ...parsed('gidMappings', linux, parseIdMappings),
    ...parsed('timeOffsets', linux, parseTimeOffsets),
    // #endregion lab-02
    // #region lab-03
    ...(linux.at('devices').present ? { devices: parseDevices(linux) } : {}),
    ...parsed('rootfsPropagation', linux, parsePropagation),
    ...parsed('maskedPaths', linux, parsePaths),
    ...parsed('readonlyPaths', linux, parsePaths),
    // #endregion lab-03
    // #region lab-04
    ...parsed('cgroupsPath', linux, parseCgroupsPath),
    ...parsed('resources', linux, parseResources),
    // #endregion lab-04
    // #region lab-07
    ...parsed('personality', linux, parsePersonality),
    ...parsed('seccomp', linux, parseSeccomp),
    ...parsed('sysctl', linux, parseSysctl),
    // #endregion lab-07
  }
}

// #region lab-02
/** A member by its name, if the file has it. */
function parsed<Name extends string, Value>(
  name: Name,
  object: JsonValue,
  parse: (member: JsonValue) => Value | undefined,
): { [name in Name]?: Value } {
  const member = object.at(name)
  const value = member.present ? parse(member) : undefined
  const found: { [name in Name]?: Value } = {}
  if (value !== undefined) found[name] = value
  return found
}

/** Text that asks for nothing when it is empty. */
function nonEmpty(member: JsonValue): string | undefined {
  return member.text() || undefined
}
// #endregion lab-02

/** @throws {SpecError} If the text is no JSON, with the place of the fault. */
export function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const { message } = error as SyntaxError
    const place = { file, pointer: '' }
    const at = placeInText(text, message)
    throw new SpecError(place, 'JSON', `${message}${at}`, { cause: error })
  }
}

/** Editors count lines, JSON.parse counts characters, and not in every case. */
function placeInText(text: string, message: string): string {
  const position = /at position (\d+)/.exec(message)?.[1]
  if (position === undefined || message.includes('line')) return ''
  const lines = text.slice(0, Number(position)).split('\n')
  return ` (line ${lines.length} column ${(lines.at(-1) ?? '').length + 1})`
}

function checkVersion(version: JsonValue): void {
  const wanted = 'a version from "1.0.0" to "1.2.x"'
  if (!VERSIONS.test(version.text(wanted))) version.fail(wanted)
}

function parseRoot(root: JsonValue): Root {
  refuseUnsupported(root)
  const path = root.at('path')
  if (path.text() === '') path.fail('a path')
  return {
    path: path.text(),
    // #region lab-03
    ...(root.at('readonly').present
      ? { readonly: root.at('readonly').flag() }
      : {}),
    // #endregion lab-03
  }
}

/**
 * Read a `process`.
 *
 * @throws {SpecError} Naming the first wrong member.
 * @see runtime-spec config.md, "Process"
 */
export function parseProcess(process: JsonValue): Process {
  refuseUnsupported(process)
  const env = process.at('env')
  const user = process.at('user')
  return {
    args: parseArgs(process.at('args')),
    env: env.present ? env.items().map(parseVariable) : [],
    cwd: parseCwd(process.at('cwd')),
    ...(user.present ? { user: parseUser(user) } : {}),
    // #region lab-07
    ...parseTerminal(process),
    ...parseAttributes(process),
    // #endregion lab-07
  }
}

// #region lab-07
/** The size is to be ignored where there is no terminal. */
function parseTerminal(
  process: JsonValue,
): Pick<Process, 'terminal' | 'consoleSize'> {
  const terminal = process.at('terminal')
  if (!terminal.present || !terminal.flag()) return {}
  const size = parsed('consoleSize', process, parseConsoleSize)
  return { terminal: true, ...size }
}
// #endregion lab-07

function parseArgs(args: JsonValue): string[] {
  const list = args.items()
  const [program] = list
  if (program === undefined) args.fail('a list with the name of a program')
  if (program.text() === '') program.fail('the name of a program')
  return list.map((arg) => arg.text())
}

function parseVariable(variable: JsonValue): string {
  const wanted = 'text of the form NAME=value'
  const text = variable.text(wanted)
  if (text.indexOf('=') < 1) variable.fail(wanted)
  return text
}

function parseCwd(cwd: JsonValue): string {
  const path = cwd.text('an absolute path')
  if (!path.startsWith('/')) cwd.fail('an absolute path')
  return path
}

function parseUser(user: JsonValue): User {
  refuseUnsupported(user)
  return {
    uid: idOrRoot(user.at('uid')),
    gid: idOrRoot(user.at('gid')),
    // #region lab-07
    ...parsed('additionalGids', user, (list) =>
      list.items().map((gid) => gid.id()),
    ),
    ...parsed('umask', user, (mask) => within(mask, 0, 0o777)),
    // #endregion lab-07
  }
}

function idOrRoot(id: JsonValue): number {
  return id.present ? id.id() : 0
}

function texts(object: JsonValue): Record<string, string> {
  const names = Object.keys(object.members())
  return Object.fromEntries(names.map((name) => [name, object.at(name).text()]))
}
