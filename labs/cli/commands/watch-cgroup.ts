import { checkoutRoot } from '#checker/checkout.ts'
import { type Command, EXIT, flag } from '../command.ts'
import { say } from '../i18n.ts'
import { startMachine } from '../machine.ts'

/** `labs watch-cgroup`: what the kernel counts for containers, as it happens. */
export const watchCgroup: Command = {
  usage: 'labs watch-cgroup [path|container] [--once] [--json]',
  summary: 'summary.watchCgroup',
  options: { once: { type: 'boolean' }, json: { type: 'boolean' } },
  explains: { once: 'option.once', json: 'option.usageJson' },
  maxPositionals: 1,

  async run(input, io) {
    const { CgroupWatch } = await import('../live/cgroup-watch.ts')
    const { startReader } = await import('#checker/agent/start.ts')
    const machine = await startMachine(io, checkoutRoot())
    const client = await startReader(machine)
    try {
      const watch = await CgroupWatch.begin(io, client, input.positionals[0])
      if (watch === null) {
        io.err.write(`${io.color.red(say(io, 'live.noCgroups'))}\n`)
        return EXIT.cannot
      }
      await watch.run({ once: flag(input, 'once'), json: flag(input, 'json') })
      return EXIT.ok
    } finally {
      await client.close()
    }
  },
}
