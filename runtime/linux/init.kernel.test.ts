// The loop of an init, in a moment that is too short to be met by chance.
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { SFD_CLOEXEC } from '../sys/constants/processes.ts'
import { toElf } from '../sys/elf.ts'
import { syscallNumeric } from '../sys/libc.ts'
import { Program } from '../sys/program.ts'
import { spawn } from '../sys/spawn.ts'
import { SIGSET_SIZE, timespec } from '../sys/structs.ts'
import { executeInit, recordInit } from './init.ts'

const ANY = -1

/** Waits before it asks for any child, after it has asked for its own. */
class SlowInit extends Program {
  override wait4(...args: Parameters<Program['wait4']>) {
    if (args[0] === ANY) this.nanosleep(timespec(0.1))
    return super.wait4(...args)
  }
}

t.test('the program that is waited for as an orphan is reported', async (t) => {
  const folder = t.testdir({ report: '' })
  const all = Buffer.alloc(SIGSET_SIZE, 0xff)
  const report = openSync(join(folder, 'report'), 'w')
  const signals = syscallNumeric('signalfd4', -1, all, SIGSET_SIZE, SFD_CLOEXEC)
  // The orphan ends first and wakes the init; meanwhile the program ends.
  const script = '(sleep 0.1 &); sleep 0.15; exit 9'
  const args = ['/bin/sh', '-c', script]
  const init = new SlowInit()
  recordInit(init, { args, env: [], cwd: '/' }, { report, signals })
  const file = join(folder, 'init')
  const elf = toElf(init, { arch: process.arch as 'x64' })
  writeFileSync(file, elf, { mode: 0o755 })

  const program = openSync(file, 'r')
  const child = new Program()
  executeInit(child, { program, report, signals })
  const { exited } = spawn(child)
  t.same(await exited, { code: 0, signal: null })
  t.same([...readFileSync(join(folder, 'report'))], [0, 9, 0, 0])
  for (const fd of [report, signals, program]) closeSync(fd)
})
