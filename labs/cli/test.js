#!/usr/bin/env node
/**
 * `npm test`: everything, from a fresh checkout, on Linux as root.
 *
 * Installs what is missing (npm packages, then Debian packages), then runs the
 * stages in order and goes on after a failing one, so that one run says all.
 * Plain JavaScript, because it runs before anything is installed.
 *
 *     format and lint · types · tests (pure, kernel, VM) · gate
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureInstalled } from './install.js'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const labs = join(root, 'labs/cli/bin.js')
const tap = join(root, 'node_modules/.bin/tap')
/** In how many parts the gate is gone through. */
const PARTS = 16
const record = join(root, '.cache/test.tap')

const say = (text) => process.stdout.write(`${text}\n`)

/** Run a program to its end; its output goes where ours goes. */
function run(command, args) {
  const { status, signal } = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  return signal === null ? status === 0 : false
}

/**
 * What a TAP record says: how many assertions passed, which did not, and how many
 * milliseconds each file took.
 */
async function readRecord(file) {
  const { Parser } = await import('tap-parser')
  const record = { passed: 0, failed: [], times: [] }
  const watch = (parser, path) => {
    // A subtest's closing point arrives as an assertion of its parent as well.
    let failedBefore = null
    parser.on('child', (child) => {
      failedBefore = record.failed.length
      watch(child, [...path, child.name])
    })
    parser.on('assert', (assertion) => {
      const closes = failedBefore !== null
      // It says something new only where the subtest itself named no failure.
      const told = closes && record.failed.length > failedBefore
      failedBefore = null
      // A test that was skipped proves nothing, so it counts as failed.
      const ok = assertion.ok && !assertion.skip && !assertion.todo
      if (ok && !closes) record.passed++
      if (!ok && !told) record.failed.push({ path, assertion })
    })
  }
  const parser = new Parser()
  watch(parser, [])
  parser.on('assert', ({ name, time = 0 }) => record.times.push({ name, time }))
  parser.end(readFileSync(file, 'utf8'))
  return record
}

/** One failed assertion with what tap knows about it. */
function failureText({ path, assertion }) {
  const { diff, at, ...facts } = assertion.diag ?? {}
  const place = at ? ` (${at.fileName}:${at.lineNumber})` : ''
  const plain = (_key, value) =>
    typeof value === 'bigint' ? String(value) : value
  const details = diff ?? JSON.stringify(facts, plain, 2)
  return `✗ ${[...path, assertion.name].join(' › ')}${place}\n${details}`
}

/** A folder on the way to this one that other users may not enter: /root is. */
function closedFolder(folder) {
  if ((statSync(folder).mode & 0o001) === 0) return folder
  const parent = dirname(folder)
  return parent === folder ? undefined : closedFolder(parent)
}

/**
 * The whole gate takes longer than anybody waits for a test, and so do some tests.
 * Of what takes longest each commit looks at another part, drawn from its name, so
 * that one commit is always judged alike; `npm run gate` looks at all.
 *
 * @returns From 0 to parts - 1.
 */
function partOfToday(parts) {
  const { stdout } = spawnSync('git', ['rev-parse', 'HEAD'], { cwd: root })
  const name = Number.parseInt(String(stdout).slice(0, 8), 16)
  return Number.isNaN(name) ? 0 : name % parts
}

/** Tests that take turns, since each needs minutes: a class, another processor. */
function longTests() {
  return ['checker', 'docs', 'labs/cli', 'vm']
    .flatMap((top) =>
      readdirSync(join(root, top), { recursive: true }).map((path) =>
        join(top, String(path)),
      ),
    )
    .filter((path) => path.endsWith('.long.vm.test.ts'))
    .sort()
}

/** Options of tap that leave out the long tests but one. */
function leavingOut() {
  const long = longTests()
  const today = long[partOfToday(long.length)]
  say(`Of ${long.length} long tests: ${today}`)
  const others = long.filter((path) => path !== today)
  // What is said here takes the place of what .taprc says.
  return ['labs/work/**', ...others].map((path) => `--exclude=${path}`)
}

/** One stage after the other; the sum of what passed and failed. */
async function main() {
  if (process.platform !== 'linux' || process.getuid() !== 0) {
    say('npm test needs Linux and root: it makes namespaces and mounts.')
    say('Without root, run: npm ci && npm run ok')
    return 3
  }
  const closed = closedFolder(root)
  if (closed !== undefined) {
    say(`npm test becomes other users too, and "${closed}" lets them not in.`)
    say('Move the checkout to where everybody may go, /srv for example.')
    return 3
  }
  await ensureInstalled({ dev: true })
  if (!run(process.execPath, [labs, 'setup', '--tests'])) return 3

  mkdirSync(dirname(record), { recursive: true })
  const stages = [
    ['format and lint', 'npm', ['run', '--silent', 'lint']],
    ['types', 'npm', ['run', '--silent', 'typecheck']],
    [
      'tests',
      tap,
      ['run', '--reporter=silent', `--output-file=${record}`, ...leavingOut()],
    ],
    [
      'gate',
      process.execPath,
      [labs, 'gate', `--part=${partOfToday(PARTS) + 1}/${PARTS}`],
    ],
  ]
  const results = stages.map(([name, command, args]) => {
    say(`\n== ${name}`)
    const began = Date.now()
    const ok = run(command, args)
    say(`== ${name}: ${ok ? 'ok' : 'FAILED'} (${secondsSince(began)} s)`)
    return ok
  })

  const { passed, failed, times } = await readRecord(record)
  say(`\n== slowest files\n${slowestOf(times)}`)
  for (const failure of failed) say(failureText(failure))
  const ok = results.filter((result) => result).length
  const bad = failed.length + results.length - ok
  say(`\n${passed + ok} passed, ${bad} failed`)
  return bad === 0 ? 0 : 1
}

/** Where the time of the tests went, a line each. */
function slowestOf(times) {
  const slowest = [...times].sort((a, b) => b.time - a.time).slice(0, 20)
  const seconds = (time) => String(Math.round(time / 1000)).padStart(5)
  return slowest
    .map(({ name, time }) => `${seconds(time)} s  ${name}`)
    .join('\n')
}

const secondsSince = (began) => Math.round((Date.now() - began) / 1000)

process.exitCode = await main()
