// Facts about the process we were started as, which a test in this process
// could not arrange.
import { execFileSync } from 'node:child_process'
import { execPath } from 'node:process'
import t from 'tap'
import { bundleScript } from './test/bundle.ts'

const HEAD = `
  import { Program } from './program.ts'
  import { spawn } from './spawn.ts'
  import { closeSync, openSync } from 'node:fs'
  const shell = (line) => {
    const program = new Program()
    program.execve('/bin/sh', ['sh', '-c', line], [])
    return program
  }
`

// The semicolon keeps the shell as our parent, instead of becoming us.
const under = (limits: string, script: string) =>
  execFileSync('/bin/sh', ['-c', `${limits}; "$0" "$1"; :`, execPath, script], {
    encoding: 'utf8',
  })

t.test('the limit on open files is handed on as it was', async (t) => {
  const source = `${HEAD}
    await spawn(shell('ulimit -Sn; ulimit -Hn')).exited
  `
  const script = bundleScript(t.testdir(), source)
  const output = under('ulimit -Sn 512; ulimit -Hn 3000', script)
  t.equal(output, '512\n3000\n')
})

t.test('standard streams that are closed do no harm', async (t) => {
  const source = `${HEAD}
    // The pipe will get these two.
    closeSync(0)
    closeSync(2)
    const fails = new Program()
    fails.chdir('/no/such/directory')
    const child = spawn(fails, { stdio: [1, 1, 1] })
    const error = await child.started.catch((error) => error)
    process.stdout.write(error.syscall + ' ' + (await child.exited).code)
    // koffi hangs at the end of a process that has no stream to flush.
    await new Promise((resolve) => setTimeout(resolve, 10))
    openSync('/dev/null', 'r+')
    openSync('/dev/null', 'r+')
  `
  const script = bundleScript(t.testdir(), source)
  t.equal(under(':', script), 'chdir 125')
})

// Where memory may not become executable (SELinux, systemd's
// MemoryDenyWriteExecute), Node itself runs only without its compilers.
const DENIED = `${HEAD}
  import { SECCOMP_SET_MODE_FILTER } from './constants/processes.ts'
  import { ARCH, syscall, writeMemory } from './libc.ts'
  import { syscallNumber } from './syscall-numbers.ts'

  const PR_SET_NO_NEW_PRIVS = 38
  // Refuse mprotect(…, PROT_EXEC) with EACCES: one line for each instruction,
  // code, jump if true, jump if false, operand.
  const filter = Buffer.alloc(6 * 8)
  const instructions = [
    [0x20, 0, 0, 0],
    [0x15, 0, 3, syscallNumber('mprotect', ARCH)],
    [0x20, 0, 0, 32],
    [0x45, 0, 1, 4],
    [0x06, 0, 0, 0x0005000d],
    [0x06, 0, 0, 0x7fff0000],
  ]
  for (const [index, [code, yes, no, operand]] of instructions.entries()) {
    filter.writeUInt16LE(code, index * 8)
    filter.writeUInt8(yes, index * 8 + 2)
    filter.writeUInt8(no, index * 8 + 3)
    filter.writeUInt32LE(operand, index * 8 + 4)
  }
  const address = BigInt(syscall('mmap', 0, 4096, 3, 0x22, -1, 0))
  writeMemory(address, filter)
  const fprog = Buffer.from(new BigUint64Array([6n, address]).buffer)
  syscall('prctl', PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
  syscall('seccomp', SECCOMP_SET_MODE_FILTER, 0, fprog)
  try {
    const { code } = await spawn(shell('exit 7')).exited
    process.stdout.write(String(code))
  } catch (error) {
    process.stdout.write(error.name + ' ' + error.cause.code)
  }
`

t.test('memory that may not be executed gives SpawnError', async (t) => {
  const script = bundleScript(t.testdir(), DENIED)
  const output = execFileSync(execPath, ['--jitless', script])
  t.equal(output.toString(), 'SpawnError EACCES')
})

t.test('the fork back-end is taken where the other is barred', async (t) => {
  const script = bundleScript(t.testdir(), DENIED)
  const flags = ['--jitless', '--single-threaded']
  t.equal(execFileSync(execPath, [...flags, script]).toString(), '7')
})
