// A line of /proc/<pid>/mountinfo:
//
//     29 1 0:23 / /srv rw,nosuid shared:1 master:2 - ext4 /dev/vda rw
//     id │  device  │   options  propagation        type  source  options of
//      parent  root point                                         the filesystem

/** One mount. @see proc_pid_mountinfo(5) */
export interface Mount {
  readonly id: number
  readonly parent: number
  readonly device: string
  /** Directory of the filesystem that is its root. */
  readonly root: string
  /** Where it is, seen from the root of the process. */
  readonly point: string
  readonly options: readonly string[]
  /** `shared:1`, `master:2`, `unbindable`; none of them is private. */
  readonly propagation: readonly string[]
  readonly type: string
  /** A device, or any word that who mounted it has chosen. */
  readonly source: string
  readonly superOptions: readonly string[]
  /** The line itself, to be quoted. */
  readonly line: string
}

/** Read the text of a mountinfo file, in its order. */
export function parseMountinfo(text: string): Mount[] {
  return text.split('\n').filter(Boolean).map(parseLine)
}

function parseLine(line: string): Mount {
  const [before = '', after = ''] = line.split(' - ')
  const [
    id,
    parent,
    device = '',
    root = '',
    point = '',
    options = '',
    ...rest
  ] = before.split(' ')
  const [type = '', source = '', superOptions = ''] = after.split(' ')
  return {
    id: Number(id),
    parent: Number(parent),
    device,
    root: withoutEscapes(root),
    point: withoutEscapes(point),
    options: options.split(','),
    propagation: rest,
    type,
    source: withoutEscapes(source),
    superOptions: superOptions.split(','),
    line,
  }
}

/** Blanks in names are written as `\040`. */
function withoutEscapes(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_, octal) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  )
}

/** Whether what is mounted there shows up in other mounts as well. */
export function isShared({ propagation }: Mount): boolean {
  return propagation.some((field) => field.startsWith('shared:'))
}

/** Whether a path is a directory or something below it. */
export function isBelow(path: string, directory: string): boolean {
  if (path === directory || directory === '/') return true
  return path.startsWith(`${directory}/`)
}
