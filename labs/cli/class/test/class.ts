/** A class for tests, with a clock that is turned by hand. */
import { join } from 'node:path'
import type { Test } from 'tap'
import type { Finding } from '../feed.ts'
import { openStore } from '../open-store.ts'
import type { ClassStore } from '../store.ts'

export const MINUTE = 60_000

/** A class in a folder of the test's; `clock.now` is what it takes the time to be. */
export function classIn(t: Test, folder = t.testdir(), maxLogBytes?: number) {
  const clock = { now: Date.UTC(2026, 10, 22, 9) }
  const file = join(folder, 'class/events.jsonl')
  const now = () => clock.now
  const limit = maxLogBytes === undefined ? {} : { maxLogBytes }
  const open = () => openStore(file, { now, ...limit })
  return { clock, file, open, store: open() }
}

/** Join, and get what is needed to report. */
export function joined(store: ClassStore, name: string): string {
  const place = store.join(name)
  if (typeof place === 'string') throw new Error(`Could not join: ${place}`)
  return place.secret
}

/** Report of lab 01, in short: `report(store, secret, { 'root.cwd': 'CHDIR_FORGOTTEN' })`. */
export function report(
  store: ClassStore,
  secret: string,
  checks: Readonly<Record<string, string>>,
) {
  const results = Object.fromEntries(
    Object.entries(checks).map(([check, code]): [string, Finding] => [
      check,
      code === 'pass' ? ['pass', null] : ['fail', code],
    ]),
  )
  return store.report(secret, { lab: '01-chroot', results })
}
