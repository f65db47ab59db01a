/**
 * The package sources of this machine, read in both forms apt knows
 * (sources.list(5)), and the few of them the kit needs: the distribution's
 * own, and its backports, which live at the same address under another suite.
 *
 * Nothing here names a host: a mirror or a proxy the machine was given is used
 * for everything.
 */
export interface Source {
  readonly uri: string
  readonly suite: string
  readonly components: readonly string[]
  /** `signed-by=/usr/share/keyrings/…`, as the one-line form writes them. */
  readonly options: Readonly<Record<string, string>>
}

/** Suites of one release: `bookworm`, `bookworm-updates`, `bookworm-security`. */
const KINDS = ['', '-updates', '-security', '/updates']

/** Names of fields that differ between the two forms. */
const OPTION_FIELDS: Readonly<Record<string, string>> = {
  'signed-by': 'signed-by',
  architectures: 'arch',
  trusted: 'trusted',
  'check-valid-until': 'check-valid-until',
}

/** Read `*.sources`: paragraphs of fields. @see sources.list(5), deb822 */
export function parseDeb822(text: string): Source[] {
  return text
    .split(/\n[ \t]*\n/)
    .map(parseParagraph)
    .filter((fields) => isEnabled(fields))
    .flatMap(sourcesOf)
}

function parseParagraph(text: string): Map<string, string> {
  const fields = new Map<string, string>()
  let last = ''
  for (const line of text.split('\n')) {
    if (line.startsWith('#')) continue
    const match = /^([A-Za-z-]+):\s*(.*)$/.exec(line)
    if (match) last = match[1]?.toLowerCase() ?? ''
    // A line that begins with a blank continues the field above it.
    const value = match ? (match[2] ?? '') : line.trimEnd()
    if (last !== '') fields.set(last, join(fields.get(last), value, match))
  }
  return fields
}

function join(before: string | undefined, value: string, isNew: unknown) {
  return isNew || before === undefined ? value.trim() : `${before}\n${value}`
}

function isEnabled(fields: Map<string, string>): boolean {
  if (fields.get('enabled')?.toLowerCase() === 'no') return false
  return words(fields.get('types')).includes('deb')
}

function sourcesOf(fields: Map<string, string>): Source[] {
  const components = words(fields.get('components'))
  const options = Object.fromEntries(
    Object.entries(OPTION_FIELDS).flatMap(([field, option]) => {
      const value = fields.get(field)
      // A key written into the file itself has no one-line form.
      if (value === undefined || value.includes('\n')) return []
      return [[option, words(value).join(',')]]
    }),
  )
  return words(fields.get('uris')).flatMap((uri) =>
    words(fields.get('suites')).map((suite) => {
      return { uri, suite, components, options }
    }),
  )
}

/** Read `*.list`: one source a line. @see sources.list(5) */
export function parseOneLine(text: string): Source[] {
  return text.split('\n').flatMap((line) => {
    const match =
      /^\s*deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)((?:\s+[^\s#]+)*)/.exec(line)
    if (!match) return []
    const [, options = '', uri = '', suite = '', components = ''] = match
    return [
      {
        uri,
        suite,
        components: words(components),
        options: parseOptions(options),
      },
    ]
  })
}

function parseOptions(text: string): Record<string, string> {
  return Object.fromEntries(
    words(text).flatMap((word) => {
      const at = word.indexOf('=')
      return at > 0
        ? [[word.slice(0, at).toLowerCase(), word.slice(at + 1)]]
        : []
    }),
  )
}

function words(text = ''): string[] {
  return text.split(/\s+/).filter((word) => word !== '')
}

/** Only what the distribution itself publishes for this release. */
export function ofRelease(sources: readonly Source[], codename: string) {
  return sources.filter((source) =>
    KINDS.some((kind) => source.suite === codename + kind),
  )
}

/** A source without the restriction to architectures of this system. */
export function ofAnyArchitecture(source: Source): Source {
  const { arch: _, ...options } = source.options
  return { ...source, options }
}

/** The backports of a release, at the addresses its main suite has. */
export function backportsOf(sources: readonly Source[], codename: string) {
  return sources
    .filter((source) => source.suite === codename)
    .map((source) => ({ ...source, suite: `${codename}-backports` }))
}

/** Write sources in the one-line form. */
export function render(sources: readonly Source[]): string {
  const lines = sources.map(({ uri, suite, components, options }) => {
    const pairs = Object.entries(options).map(
      ([key, value]) => `${key}=${value}`,
    )
    const bracket = pairs.length > 0 ? `[${pairs.join(' ')}] ` : ''
    return `deb ${bracket}${uri} ${suite} ${components.join(' ')}`
  })
  return `${[...new Set(lines)].join('\n')}\n`
}
