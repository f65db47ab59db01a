import t from 'tap'
import { UsageError } from '../errors.ts'
import { parseCommandLine } from './command-line.ts'
import { HELP } from './help.ts'

const parse = (line: string) => parseCommandLine(line.split(' '))

t.test('pause and resume take the ID of a container', async (t) => {
  t.same(parse('pause box'), { command: 'pause', id: 'box' })
  t.same(parse('--root /s resume box'), {
    command: 'resume',
    id: 'box',
    root: '/s',
  })
})

t.test('a signal has a name, a short name, a number', async (t) => {
  const wanted = { command: 'kill', id: 'box', signal: 9, all: false }
  for (const signal of ['SIGKILL', 'KILL', 'kill', '9'])
    t.same(parse(`kill box ${signal}`), wanted)
  t.match(parse('kill box'), { signal: 15 })
  t.match(parse('kill --all box'), { all: true, signal: 15 })
  t.match(parse('kill -a box HUP'), { all: true, signal: 1 })
})

t.test('what is no signal is refused', async (t) => {
  for (const signal of ['SIGNOTHING', '65', '1.5', 'constructor'])
    t.throws(() => parse(`kill box ${signal}`), {
      name: 'UsageError',
      message: `Expected a signal but found "${signal}"`,
    })
  t.throws(() => parse('kill box -9'), UsageError)
})

t.test('events come every five seconds, or once', async (t) => {
  const wanted = { command: 'events', id: 'box', stats: false, interval: 5000 }
  t.same(parse('events box'), wanted)
  t.same(parse('events --stats box'), { ...wanted, stats: true })
  t.match(parse('events --interval 250ms box'), { interval: 250 })
})

t.test('delete can be forced', async (t) => {
  t.same(parse('delete box'), { command: 'delete', id: 'box', force: false })
  for (const option of ['--force', '-f'])
    t.match(parse(`delete ${option} box`), { force: true })
})

t.test('each wants one container', async (t) => {
  for (const command of ['delete', 'events', 'kill', 'pause', 'resume']) {
    t.throws(() => parse(command), UsageError)
    t.throws(() => parse(`${command} box 9 more`), UsageError)
    t.throws(() => parse(`${command} ..`), UsageError)
    t.throws(() => parse(`${command} --nonsense box`), UsageError)
  }
})

t.test('each has its place in the help', async (t) => {
  const commands = ['delete', 'events', 'kill', 'pause', 'resume', 'update']
  for (const command of commands) {
    t.same(parse(`${command} --help`), { command: 'help' })
    t.match(HELP, `mini-runc ${command} `)
  }
})

t.test('no method of objects is a command', async (t) => {
  t.throws(() => parse('constructor box'), /Expected a command \(run, /)
})
