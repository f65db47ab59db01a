import t from 'tap'

import { commandLine } from './command-line.ts'

const options = {
  emulator: { path: 'qemu', version: '10.0.2', firmware: ['/fw'], env: {} },
  accel: 'tcg',
  files: { vmlinux: 'k', initrd: 'i', root: 'r', ram: 'm' },
  sockets: 's',
  consoleLog: 'l',
  share: 'p',
  network: false,
  resume: false,
} as const

/** Values of an option, in order. */
function valuesOf(args: readonly string[], option: string): string[] {
  return args.flatMap((arg, n) => (arg === option ? [args[n + 1] ?? ''] : []))
}

t.test(
  'commandLine() has the same devices for saving and resuming',
  async (t) => {
    const saved = commandLine(options)
    const resumed = commandLine({ ...options, resume: true, network: true })
    for (const option of ['-device', '-M', '-cpu', '-smp', '-m', '-append']) {
      t.same(valuesOf(resumed, option), valuesOf(saved, option), option)
    }
    t.same(valuesOf(saved, '-incoming'), [])
    t.same(valuesOf(resumed, '-incoming'), ['defer'])
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
