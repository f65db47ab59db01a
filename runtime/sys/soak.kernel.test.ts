// Many births while everything else goes on in the process: garbage is
// collected, other threads run JavaScript and start children themselves, the
// thread pool is busy. What must not happen is a child that hangs or crashes.
import { execFile } from 'node:child_process'
import { execPath } from 'node:process'
import { promisify } from 'node:util'
import t from 'tap'
import { bundleScript } from './test/bundle.ts'

const SPAWNS = 2000
const FORKS = 300
const IN_FLIGHT = 20
const SECONDS = 60

const SCRIPT = `
import { pbkdf2 } from 'node:crypto'
import { Worker, isMainThread } from 'node:worker_threads'
import { Program } from './program.ts'
import { spawn } from './spawn.ts'

const backend = process.argv[2] ?? 'code'
const MAIN = ${SPAWNS * 0.9}
const ELSEWHERE = ${SPAWNS * 0.1}
const executes = new Program()
executes.execve('/bin/true', ['true'], [])
const fails = new Program()
fails.chdir('/no/such/directory')

let garbage = []
function litter() {
  garbage.push(Array.from({ length: 5000 }, (_, n) => ({ n, text: 'x' + n })))
  if (garbage.length > 40) garbage = []
}

async function once(index) {
  litter()
  const failing = index % 10 === 0
  const program = failing ? fails : executes
  const child = spawn(program, { backend, timing: index % 3 === 0 })
  const error = await child.started.catch((error) => error)
  const { code, signal } = await child.exited
  const right = failing
    ? error?.code === 'ENOENT' && code === 125
    : error === undefined && code === 0
  if (!right)
    throw new Error(JSON.stringify({ index, error: String(error), code, signal }))
}

async function many(count) {
  let next = 0
  const worker = async () => {
    while (next < count) await once(next++)
  }
  await Promise.all(Array.from({ length: ${IN_FLIGHT} }, worker))
  return next
}

let busy = isMainThread
function keepPoolBusy() {
  if (busy) pbkdf2('secret', 'salt', 2000, 64, 'sha512', keepPoolBusy)
}

function elsewhere() {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url))
    worker.once('error', reject)
    worker.once('exit', resolve)
  })
}

if (backend === 'fork') {
  keepPoolBusy()
  const count = await many(${FORKS})
  busy = false
  process.stdout.write(String(count))
} else if (isMainThread) {
  for (let thread = 0; thread < 4; thread++) keepPoolBusy()
  const [count] = await Promise.all([many(MAIN), elsewhere()])
  busy = false
  process.stdout.write(String(count + ELSEWHERE))
} else await many(ELSEWHERE)
`

const run = promisify(execFile)
const LIMITS = { timeout: SECONDS * 1000, killSignal: 'SIGKILL' } as const

t.test(`${SPAWNS} births in a busy process`, async (t) => {
  const script = bundleScript(t.testdir(), SCRIPT)
  const flags = ['--max-semi-space-size=1', script]
  const { stdout, stderr } = await run(execPath, flags, LIMITS)
  t.same({ stdout, stderr }, { stdout: String(SPAWNS), stderr: '' })
})

t.test(`${FORKS} births by fork in a process without threads`, async (t) => {
  const script = bundleScript(t.testdir(), SCRIPT)
  const flags = ['--single-threaded', '--max-semi-space-size=1', script]
  const { stdout, stderr } = await run(execPath, [...flags, 'fork'], LIMITS)
  t.same({ stdout, stderr }, { stdout: String(FORKS), stderr: '' })
})
