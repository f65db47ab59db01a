/**
 * The npm packages of this checkout, installed when they are first needed.
 *
 * Plain JavaScript without dependencies: it runs before there are any. Used by
 * the launcher (`bin.js`) and by the test runner (`test.js`).
 *
 *     node_modules/.labs-installed    "<hash of package-lock.json> dev|omit"
 *     .cache/install.lock             the process that is installing
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const modules = join(root, 'node_modules')
const stamp = join(modules, '.labs-installed')
const lockFile = join(root, '.cache/install.lock')

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP']

/**
 * Install what package-lock.json lists, unless it is there already.
 *
 * @param {{ dev: boolean }} options Whether the tools to work on the kit itself
 *   (linter, site) are wanted too.
 * @returns {Promise<void>} Ends this process if npm fails or a signal arrives.
 */
export async function ensureInstalled({ dev }) {
  const lock = readFileSync(join(root, 'package-lock.json'))
  const hash = createHash('sha256').update(lock).digest('hex')
  if (isStamped(hash, dev)) return

  const release = await takeLock()
  try {
    // Somebody else may have installed while we waited, or typed `npm ci`.
    if (isStamped(hash, dev)) return
    if (!isThere(JSON.parse(lock.toString()), dev)) await install(dev)
    writeFileSync(stamp, `${hash} ${dev ? 'dev' : 'omit'}\n`)
  } finally {
    release()
  }
}

function isStamped(hash, dev) {
  if (!existsSync(stamp)) return false
  const [installed, kind] = readFileSync(stamp, 'utf8').trim().split(' ')
  return installed === hash && (kind === 'dev' || !dev)
}

/** Compare the lock with npm's own record of what it put into node_modules. */
function isThere(lock, dev) {
  const record = join(modules, '.package-lock.json')
  if (!existsSync(record)) return false
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages ?? {}
  return Object.entries(lock.packages)
    .filter(([path]) => path !== '')
    .filter(([, entry]) => !entry.optional && !entry.devOptional)
    .filter(([, entry]) => dev || !entry.dev)
    .every(([path, entry]) => installed[path]?.version === entry.version)
}

/** Run npm; a signal is passed on, and this process ends when npm has. */
async function install(dev) {
  say('Installing npm packages (once, about 20 seconds) …')
  const began = Date.now()
  const omit = dev ? [] : ['--omit=dev']
  const npm = spawn('npm', ['ci', '--loglevel=error', ...omit], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  })
  const interrupted = await ended(npm)
  if (interrupted !== null) exit(128 + constants.signals[interrupted])
  if (npm.exitCode !== 0) {
    say(`npm ci ended with ${npm.exitCode ?? npm.signalCode}.`)
    say('Is the npm registry reachable? Then try the same command again.')
    exit(3)
  }
  say(`Installed in ${Math.round((Date.now() - began) / 1000)} s.`)
}

/** Wait for a child; returns the signal that reached us meanwhile, or null. */
async function ended(child) {
  let signal = null
  const forward = (name) => {
    signal = name
    child.kill(name)
  }
  for (const name of SIGNALS) process.on(name, forward)
  await new Promise((resolve) => {
    child.on('close', resolve)
    child.on('error', (error) => {
      say(`Cannot start npm: ${error.message}`)
      resolve(undefined)
    })
  })
  for (const name of SIGNALS) process.off(name, forward)
  return signal
}

/** One installation at a time; returns the function that lets go. */
async function takeLock() {
  mkdirSync(dirname(lockFile), { recursive: true })
  for (let told = false; ; ) {
    try {
      writeFileSync(lockFile, `${process.pid}\n`, { flag: 'wx' })
      return () => rmSync(lockFile, { force: true })
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    if (!ownerIsAlive()) rmSync(lockFile, { force: true })
    else if (!told) {
      say('Another command is installing npm packages; waiting for it …')
      told = true
    }
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

/** A lock without a number is being written this moment: count it as taken. */
function ownerIsAlive() {
  try {
    const pid = Number.parseInt(readFileSync(lockFile, 'utf8'), 10)
    if (Number.isInteger(pid)) process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function exit(code) {
  rmSync(lockFile, { force: true })
  process.exit(code)
}

const say = (text) => process.stderr.write(`${text}\n`)
