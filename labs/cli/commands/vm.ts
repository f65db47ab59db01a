import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { checkoutRoot } from '#checker/checkout.ts'
import type { Machine } from '#vm/provider.ts'
import { type Command, EXIT, flag, UsageError } from '../command.ts'
import { say } from '../i18n.ts'
import type { Io } from '../io.ts'

/** `labs vm`: the machine of this checkout. */
export const vm: Command = {
  usage: 'labs vm up|down|reset|status [--json] | labs vm ssh [-- COMMAND]',
  summary: 'summary.vm',
  options: { json: { type: 'boolean' } },
  explains: { json: 'option.json' },
  maxPositionals: Number.POSITIVE_INFINITY,

  async run(input, io) {
    const [action = 'status', ...words] = input.positionals
    if (action !== 'ssh' && words.length > 0) {
      const [extra = ''] = words
      throw new UsageError(say(io, 'usage.extra', { extra, usage: vm.usage }))
    }
    switch (action) {
      case 'up':
        return report(io, await machine(io), flag(input, 'json'))
      case 'down':
        return await down(io)
      case 'reset':
        return await reset(io, flag(input, 'json'))
      case 'status':
        return report(io, await found(io), flag(input, 'json'))
      case 'ssh':
        return await terminal(io, await machine(io), words)
      default:
        throw new UsageError(
          say(io, 'usage.oneOf', {
            what: 'labs vm',
            wanted: 'up, down, reset, status, ssh',
            found: action,
          }),
        )
    }
  },
}

async function machine(io: Io): Promise<Machine> {
  const { startMachine } = await import('../machine.ts')
  return await startMachine(io, checkoutRoot())
}

async function found(io: Io): Promise<Machine | null> {
  const { chosenProvider } = await import('../machine.ts')
  return await (await chosenProvider(io)).find()
}

async function down(io: Io): Promise<number> {
  const running = await found(io)
  await running?.stop()
  io.out.write(`${say(io, running ? 'machine.stopped' : 'machine.none')}\n`)
  return EXIT.ok
}

/** Forget what happened in the guest; a machine that is not up comes up. */
async function reset(io: Io, json: boolean): Promise<number> {
  const running = await found(io)
  if (running === null) return report(io, await machine(io), json)
  const { withProgress } = await import('../progress.ts')
  const fresh = await withProgress(io, (line) =>
    running.reset((text) => line.stage(text)),
  )
  return report(io, fresh, json)
}

function report(io: Io, machine: Machine | null, json: boolean): number {
  io.out.write(json ? statusJson(machine) : statusText(io, machine))
  return EXIT.ok
}

function statusJson(machine: Machine | null): string {
  const running = machine !== null
  const { shared, sshConfig = null } = machine ?? {}
  const facts = { running, ...machine?.info, shared, sshConfig }
  return `${JSON.stringify({ schema: 'labs.vm/v1', ...facts })}\n`
}

function statusText(io: Io, machine: Machine | null): string {
  if (machine === null) return `${say(io, 'machine.none')}\n`
  const { provider, accel, kernel, pid, console } = machine.info
  const facts = { provider, accel, kernel, pid: pid ?? '-' }
  const lines = [say(io, 'machine.status', facts)]
  if (console !== null)
    lines.push(say(io, 'machine.console', { path: console }))
  return `${lines.join('\n')}\n`
}

/** Give the terminal to the guest, and end as the command there ended. */
async function terminal(
  io: Io,
  machine: Machine,
  words: string[],
): Promise<number> {
  const { publishPrograms, withPrograms } = await import('../guest-programs.ts')
  await publishPrograms(io, checkoutRoot())
  const command = words.length === 0 ? undefined : words.join(' ')
  const [program = '', ...args] = machine.terminal(
    withPrograms(machine, command),
  )
  const child = spawn(program, args, { stdio: 'inherit' })
  return await new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) =>
      resolve(signal === null ? (code ?? 1) : 128 + constants.signals[signal]),
    )
  })
}
