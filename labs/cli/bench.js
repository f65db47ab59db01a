#!/usr/bin/env node
/**
 * How long `labs check` takes in a warm machine, and where the time goes.
 *
 *     node labs/cli/bench.js [runs]      10 runs by default
 *
 * Judges the reference, since it goes through every check. Prints the median of
 * each figure the report's `timings` has; stages overlap where containers are
 * started two at a time, so they add up to more than the whole.
 */
import { spawnSync } from 'node:child_process'
import { loadavg } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const labs = join(dirname(fileURLToPath(import.meta.url)), 'bin.js')
const runs = Number(process.argv[2] ?? 10)

/** One whole command, and the report it printed. */
function check() {
  const began = performance.now()
  const { stdout, status } = spawnSync(
    process.execPath,
    [labs, 'check', '01-chroot', '--solution', '--json'],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  )
  if (status !== 0) throw new Error(`labs check ended with ${status}`)
  const report = JSON.parse(stdout)
  return {
    'whole command': performance.now() - began,
    'all checks': report.durationMs,
    ...report.timings,
  }
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1]

// The first run starts the machine and fills its caches.
check()
const samples = Array.from({ length: runs }, check)
for (const name of Object.keys(samples[0])) {
  const values = samples.map((sample) => sample[name] ?? 0)
  const [low, middle, high] = [
    Math.min(...values),
    median(values),
    Math.max(...values),
  ].map((value) => String(Math.round(value)).padStart(7))
  process.stdout.write(`${low}${middle}${high} ms  ${name}\n`)
}
process.stdout.write(`min median max of ${runs}; load ${loadavg()[0]}\n`)
