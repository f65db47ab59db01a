/**
 * From the sandbox's form to the command line that is typed into the terminal, so
 * that whoever pressed the button sees what they could have typed:
 *
 *     { "action": "run", "name": "web", "memory": "64M", "network": true,
 *       "publish": "8080:80", "command": "httpd -f -h /srv" }
 *       ─▶  box run web --memory 64M --net --publish 8080:80 -- httpd -f -h /srv
 *
 * Everything in it comes from a page, and a line break would be an Enter.
 */

/** What is wrong with a form: the name of the field. */
export class BoxFormError extends Error {
  override readonly name = 'BoxFormError'
  readonly field: string

  constructor(field: string) {
    super(`Expected "${field}" of a container in another form`)
    this.field = field
  }
}

/** Field → its option, and what it may look like. */
const OPTIONS = [
  { field: 'memory', option: '--memory', form: /^\d{1,6}[KMG]?$/ },
  { field: 'cpus', option: '--cpus', form: /^\d{1,3}(\.\d{1,2})?$/ },
  { field: 'pids', option: '--pids', form: /^\d{1,6}$/ },
  { field: 'publish', option: '--publish', form: /^\d{1,5}:\d{1,5}$/ },
] as const

const NAME = /^[a-z][a-z0-9-]{0,30}$/
const ACTIONS = ['stop', 'pause', 'resume', 'rm'] as const
/** Printable, so that no key of the terminal is among it. */
const COMMAND = /^[\x20-\x7e]{1,500}$/

/**
 * The command line of a form.
 *
 * @throws {BoxFormError} Naming the field that is wrong.
 */
export function boxLine(form: unknown): string {
  const fields = (form ?? {}) as Readonly<Record<string, unknown>>
  const { action } = fields
  if (action === 'run') return runLine(fields)
  const name = textOf(fields, 'name', NAME)
  if (action === 'exec') return `box exec ${name}`
  if (ACTIONS.some((known) => known === action)) return `box ${action} ${name}`
  throw new BoxFormError('action')
}

function runLine(fields: Readonly<Record<string, unknown>>): string {
  const isGiven = (field: string) =>
    fields[field] !== undefined && fields[field] !== ''
  const options = OPTIONS.filter(({ field }) => isGiven(field)).flatMap(
    ({ field, option, form }) => [option, textOf(fields, field, form)],
  )
  const name = textOf(fields, 'name', NAME)
  const net = fields.network === true ? ['--net'] : []
  const command = isGiven('command')
    ? ['--', textOf(fields, 'command', COMMAND)]
    : []
  return ['box run', name, ...options, ...net, ...command].join(' ')
}

function textOf(
  fields: Readonly<Record<string, unknown>>,
  field: string,
  form: RegExp,
): string {
  const value = fields[field]
  if (typeof value === 'string' && form.test(value)) return value
  throw new BoxFormError(field)
}
