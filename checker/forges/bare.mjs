/**
 * What several forges begin with: the program of the bundle, started on the host
 * as it is, with the right arguments, environment, streams and status.
 *
 *     /run/forge-<id>   what `exec` and `ps` know of a container: its number, its bundle
 */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { join, resolve } from 'node:path'

/** A file for each, in no folder that they would have to share. */
const stateOf = (id) => `/run/forge-${id}`
const SIGNALS = ['SIGHUP', 'SIGINT', 'SIGUSR1', 'SIGUSR2', 'SIGALRM', 'SIGTERM']

function readBundle(bundle) {
  const spec = JSON.parse(readFileSync(join(bundle, 'config.json'), 'utf8'))
  return { bundle, spec, rootfs: resolve(bundle, spec.root.path) }
}

/** The file that a program's name means in this root; its errors are a shell's. */
function fileOf({ spec, rootfs }, name) {
  const path = spec.process.env.find((entry) => entry.startsWith('PATH='))
  const places = name.includes('/') ? [''] : path.slice(5).split(':')
  const found = places
    .map((place) => `${rootfs}${place}/${name}`.replace(/\/+/g, '/'))
    .find((file) => existsSync(file))
  if (found !== undefined) return found
  process.stderr.write(`${name}: no such file or directory\n`)
  process.exit(127)
}

function start(what, args) {
  const { spec } = what
  const { cwd } = spec.process
  const env = spec.process.env.map((entry) => [
    entry.split('=', 1)[0],
    entry.slice(entry.indexOf('=') + 1),
  ])
  return spawn(fileOf(what, args[0]), args.slice(1), {
    argv0: args[0],
    cwd: existsSync(cwd) ? cwd : '/',
    env: Object.fromEntries(env),
    stdio: 'inherit',
  })
}

/** End as the child ends; what we are told meanwhile, it is told. */
function endAs(child, cleanUp) {
  for (const signal of SIGNALS) process.on(signal, () => child.kill(signal))
  child.on('error', ({ message }) => {
    process.stderr.write(`${child.spawnfile}: ${message}\n`)
    cleanUp()
    process.exit(126)
  })
  child.on('exit', (code, signal) => {
    cleanUp()
    process.exit(signal === null ? code : 128 + constants.signals[signal])
  })
}

function run(words, forge) {
  const at = words.findIndex((word) => word === '--bundle' || word === '-b')
  const id = words.at(-1)
  const what = readBundle(resolve(words[at + 1]))
  forge.before?.(what)
  const child = (forge.start ?? start)(what, what.spec.process.args)
  const state = { pid: child.pid, bundle: what.bundle }
  writeFileSync(stateOf(id), JSON.stringify(state))
  const after = forge.after?.(child.pid, what)
  endAs(child, () => {
    after?.()
    rmSync(stateOf(id), { force: true })
  })
}

function exec([id, ...args], forge) {
  const { bundle } = JSON.parse(readFileSync(stateOf(id), 'utf8'))
  endAs((forge.start ?? start)(readBundle(bundle), args), () => {})
}

function ps(words) {
  const state = readFileSync(stateOf(words.at(-1)), 'utf8')
  process.stdout.write(`[${JSON.parse(state).pid}]\n`)
}

/**
 * Behave like a runtime.
 *
 * @param forge `before(what)` makes things, `start(what, args)` starts the
 *   program, `after(pid, what)` adds to it and returns what undoes that.
 */
export function pretend(forge = {}) {
  const all = process.argv.slice(2)
  // An option may stand before the command: where states are to be.
  const [command, ...words] = all[0] === '--root' ? all.slice(2) : all
  const commands = { run, exec, ps }
  if (command in commands) commands[command](words, forge)
  else process.exit(1)
}
