import t from 'tap'

import { commandLine, hubCommandLine } from './command-line.ts'

const options = {
  arch: 'x64',
  emulator: { path: 'qemu', version: '10.0.2', firmware: ['/fw'], env: {} },
  accel: 'tcg',
  files: { vmlinux: 'k', initrd: 'i', root: 'r', ram: 'm' },
  sockets: 's',
  consoleLog: 'l',
  share: 'p',
  network: false,
  cable: null,
  resume: false,
} as const

const cable = '../hub/sockets/1'

/** Values of an option, in order. */
function valuesOf(args: readonly string[], option: string): string[] {
  return args.flatMap((arg, n) => (arg === option ? [args[n + 1] ?? ''] : []))
}

t.test(
  'commandLine() has the same devices for saving and resuming',
  async (t) => {
    for (const arch of ['x64', 'arm64'] as const) {
      const saved = commandLine({ ...options, arch })
      const changes = { resume: true, network: true }
      const resumed = commandLine({ ...options, arch, ...changes })
      for (const option of ['-device', '-M', '-cpu', '-smp', '-m', '-append']) {
        t.same(valuesOf(resumed, option), valuesOf(saved, option), option)
      }
      t.same(valuesOf(saved, '-incoming'), [])
      t.same(valuesOf(resumed, '-incoming'), ['defer'])
    }
  },
)

t.test('commandLine() shares the folder read-only, always', async (t) => {
  for (const resume of [true, false]) {
    const [fsdev = ''] = valuesOf(commandLine({ ...options, resume }), '-fsdev')
    t.match(fsdev, /^local,id=f0,path=p,.*,readonly=on$/)
  }
})

t.test(
  'commandLine() keeps the guest off the network unless asked',
  async (t) => {
    const [closed = ''] = valuesOf(commandLine(options), '-netdev')
    const [open = ''] = valuesOf(
      commandLine({ ...options, network: true }),
      '-netdev',
    )
    t.match(closed, /restrict=on,hostfwd=tcp:127\.0\.0\.1:/)
    t.match(open, /restrict=off,hostfwd=tcp:127\.0\.0\.1:/)
  },
)

t.test('commandLine() is sandboxed, when saving too', async (t) => {
  for (const resume of [true, false]) {
    const [sandbox = ''] = valuesOf(
      commandLine({ ...options, resume }),
      '-sandbox',
    )
    t.match(sandbox, /^on,.*elevateprivileges=deny,spawn=deny/)
  }
})

t.test('commandLine() maps memory copy-on-write when resuming', async (t) => {
  const memory = (changes: object) =>
    valuesOf(commandLine({ ...options, ...changes }), '-object')[0]
  t.match(memory({}), /share=on$/)
  t.match(memory({ resume: true }), /share=off,readonly=on,rom=off$/)
  const emulator = { ...options.emulator, version: '7.2.0' }
  t.match(memory({ resume: true, emulator }), /share=off$/)
})

t.test('commandLine() plugs a cable into a card that was there', async (t) => {
  const saved = valuesOf(commandLine(options), '-device')
  const args = commandLine({ ...options, resume: true, cable })
  t.same(valuesOf(args, '-device'), saved)
  t.match(valuesOf(args, '-netdev').at(-1), /^stream,.*server=off,.*hub/)
})

t.test('commandLine() knows the machines of both processors', async (t) => {
  const arm = commandLine({ ...options, arch: 'arm64' })
  t.match(valuesOf(arm, '-M'), [/^virt,.*memory-backend=mem$/])
  t.match(valuesOf(arm, '-append'), [/^console=ttyAMA0 /])
  t.notMatch(valuesOf(arm, '-device').join(), /vmgenid/)
  const x64 = commandLine(options)
  t.match(valuesOf(x64, '-M'), [/^pc,.*memory-backend=mem$/])
  t.match(valuesOf(x64, '-append'), [/^console=ttyS0 /])
  t.match(valuesOf(x64, '-device').join(), /vmgenid/)
})

t.test('hubCommandLine() is a hub, sandboxed, and no machine', async (t) => {
  const args = hubCommandLine({ sockets: 's', consoleLog: 'l', ports: 3 })
  t.same(valuesOf(args, '-M'), ['none'])
  t.match(valuesOf(args, '-sandbox'), [/^on,.*spawn=deny/])
  const netdevs = valuesOf(args, '-netdev')
  t.equal(netdevs.filter((netdev) => /hubid=1/.test(netdev)).length, 3)
  t.match(netdevs.join('\n'), /server=on,.*addr\.path=s\/3$/m)
})
