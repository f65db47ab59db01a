import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { checkoutRoot } from '#checker/checkout.ts'
import { FORGETS, type Machine } from '#vm/provider.ts'
import type { Chosen } from '#vm/providers.ts'
import {
  type Command,
  EXIT,
  flag,
  type Input,
  text,
  UsageError,
} from '../command.ts'
import { say } from '../i18n.ts'
import type { Io } from '../io.ts'

/** `labs vm`: the machine of this checkout. */
export const vm: Command = {
  usage:
    'labs vm up|down|reset|status [--json] | labs vm ssh [-- COMMAND]\n' +
    '        labs vm up --provider NAME | labs vm use NAME|auto [HOST]\n' +
    '        labs vm up --nodes N | labs vm ssh NODE [-- COMMAND]',
  summary: 'summary.vm',
  options: {
    json: { type: 'boolean' },
    provider: { type: 'string' },
    nodes: { type: 'string' },
    config: { type: 'string' },
    disposable: { type: 'boolean' },
  },
  explains: {
    json: 'option.json',
    provider: 'option.provider',
    nodes: 'option.nodes',
    config: 'option.sshConfig',
    disposable: 'option.disposable',
  },
  maxPositionals: Number.POSITIVE_INFINITY,

  async run(input, io) {
    const [action = 'status', ...words] = input.positionals
    refuseExtra(io, input, action, words)
    const json = flag(input, 'json')
    switch (action) {
      case 'up':
        return await up(io, input, json)
      case 'down':
        return await down(io)
      case 'reset':
        return await reset(io, json)
      case 'status':
        return await status(io, json)
      case 'use':
        return await use(io, input, words)
      case 'ssh':
        return await ssh(io, words)
      default:
        throw new UsageError(
          say(io, 'usage.oneOf', {
            what: 'labs vm',
            wanted: 'up, down, reset, status, use, ssh',
            found: action,
          }),
        )
    }
  },
}

/** How many words may follow, and which options only one action knows. */
const MOST_WORDS: Readonly<Record<string, number>> = {
  use: 2,
  ssh: Number.POSITIVE_INFINITY,
}
const OPTION_OF = {
  ...{ provider: 'up', nodes: 'up' },
  ...{ config: 'use', disposable: 'use' },
} as const

function refuseExtra(
  io: Io,
  input: Input,
  action: string,
  words: readonly string[],
): void {
  const stray = Object.entries(OPTION_OF)
    .filter(([name, only]) => name in input.values && only !== action)
    .map(([name]) => `--${name}`)
  const [extra] = [...words.slice(MOST_WORDS[action] ?? 0), ...stray]
  if (extra === undefined) return
  throw new UsageError(say(io, 'usage.extra', { extra, usage: vm.usage }))
}

async function machine(io: Io, { provider }: Chosen): Promise<Machine> {
  const { startMachine } = await import('../machine.ts')
  return await startMachine(io, checkoutRoot(), provider)
}

async function chosen(io: Io, option?: string): Promise<Chosen> {
  const { chosenWithReason } = await import('../machine.ts')
  return await chosenWithReason(io, option)
}

/** Start it; a provider that was named is the one of this checkout from now on. */
async function up(io: Io, input: Input, json: boolean): Promise<number> {
  const option = text(input, 'provider')
  const nodes = text(input, 'nodes')
  if (nodes !== undefined) {
    const { startNodes } = await import('../nodes.ts')
    const now = await chosen(io, option)
    await startNodes(io, checkoutRoot(), now.provider, nodes)
    return await report(io, await now.provider.find(), now, json)
  }
  if (option === undefined) {
    const now = await chosen(io)
    return await report(io, await machine(io, now), now, json)
  }
  const { knownName, leaveOther, remember } = await import('../use-provider.ts')
  const { readSettings } = await import('#vm/settings.ts')
  const provider = await knownName(io, '--provider', option)
  const after = { ...readSettings(), provider }
  await leaveOther(io, after, option)
  const next = await chosen(io, option)
  const started = await machine(io, next)
  await remember(io, after)
  return await report(io, started, next, json)
}

async function down(io: Io): Promise<number> {
  const { provider } = await chosen(io)
  const cluster = await provider.findCluster?.()
  await cluster?.stop()
  const running = await provider.find()
  await running?.stop()
  const any = running ?? cluster
  io.out.write(`${say(io, any ? 'machine.stopped' : 'machine.none')}\n`)
  return EXIT.ok
}

async function status(io: Io, json: boolean): Promise<number> {
  const now = await chosen(io)
  return await report(io, await now.provider.find(), now, json)
}

/** Forget what happened in the guest; a machine that is not up comes up. */
async function reset(io: Io, json: boolean): Promise<number> {
  const now = await chosen(io)
  const running = await now.provider.find()
  const { resetNodes } = await import('../nodes.ts')
  if ((await resetNodes(io, now.provider)) && running === null) {
    return await report(io, running, now, json)
  }
  if (running === null) {
    return await report(io, await machine(io, now), now, json)
  }
  const { withProgress } = await import('../progress.ts')
  const fresh = await withProgress(io, (line) =>
    running.reset((text) => line.stage(text)),
  )
  if (!FORGETS[now.provider.name]) {
    io.err.write(`${io.color.yellow(say(io, 'machine.noReset'))}\n`)
  }
  return await report(io, fresh, now, json)
}

/** Choose a provider for this checkout, or show what there is to choose. */
async function use(
  io: Io,
  input: Input,
  [name, host]: readonly string[],
): Promise<number> {
  if (name !== undefined) {
    const { readSettings } = await import('#vm/settings.ts')
    const user = await import('../use-provider.ts')
    const config = text(input, 'config')
    const wish = { name, host, config, disposable: flag(input, 'disposable') }
    const after = await user.settingsAfter(io, wish, readSettings())
    await user.leaveOther(io, after)
    await user.remember(io, after)
  }
  const { providerTable } = await import('../provider-table.ts')
  io.out.write(providerTable(io, await chosen(io)))
  return EXIT.ok
}

async function report(
  io: Io,
  machine: Machine | null,
  chosen: Chosen,
  json: boolean,
): Promise<number> {
  const words = await import('../provider-words.ts')
  const { nodesJson, nodesText } = await import('../nodes.ts')
  const cluster = await chosen.provider.findCluster?.()
  if (json) {
    const { choice } = words.choiceJson(chosen)
    io.out.write(statusJson(machine, { choice, nodes: nodesJson(cluster) }))
  } else {
    const why = words.chosenWords(io, chosen)
    const reason = words.fitnessWords(io, words.chosenFitness(chosen))
    const { name } = chosen.provider
    const line = say(io, 'machine.provider', { name, why, reason })
    io.out.write(`${statusText(io, machine)}${nodesText(io, cluster)}${line}\n`)
  }
  return EXIT.ok
}

function statusJson(machine: Machine | null, more: object): string {
  const running = machine !== null
  const { shared, sshConfig = null } = machine ?? {}
  const facts = { running, ...machine?.info, shared, sshConfig, ...more }
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

/** To the node of that name, or to the machine of this checkout. */
async function ssh(io: Io, words: readonly string[]): Promise<number> {
  const { nodeNamed } = await import('../nodes.ts')
  const now = await chosen(io)
  const node = await nodeNamed(now.provider, words[0])
  if (node !== null) return await terminal(io, node, words.slice(1))
  return await terminal(io, await machine(io, now), words)
}

/** Give the terminal to the guest, and end as the command there ended. */
async function terminal(
  io: Io,
  machine: Machine,
  words: readonly string[],
): Promise<number> {
  const { publishPrograms, withPrograms } = await import('../guest-programs.ts')
  await publishPrograms(io, checkoutRoot())
  await machine.refreshShare?.()
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
