/** Step 5: how fast it may read a disk, and how fast write it. */
import { nestedKeyed } from '#checker/evidence/cgroup-files.ts'
import { type Check, fail, pass } from '#checker/lab.ts'
import { type Direction, fits, type Rates, rated } from './rated.ts'
import { fileEvidence, ofLimited } from './start.ts'

const SOURCE =
  'cgroup-v2.rst, "IO Interface Files", io.max; runtime-spec config-linux.md, "Block IO"'

const max: Check = {
  id: 'io.max',
  title: {
    en: 'io.max has the four limits of the disk in one line',
    zh: 'io.max 用一行写出这块磁盘的四个限制',
  },
  points: 2,
  needs: [],
  source: SOURCE,
  run: ofLimited(rated, 'IO_REFUSED', ({ asked, disk }, _, alive) => {
    const text = alive.files['io.max'] ?? null
    const held = nestedKeyed(text)[disk] ?? {}
    const evidence = fileEvidence(alive.cgroup, 'io.max', text)
    const keys = Object.keys(asked) as (keyof Rates)[]
    if (keys.every((key) => held[key] === asked[key])) return pass({ evidence })
    return fail({
      expected: `${disk} ${pairs(asked)}`,
      actual: text?.trim() || 'no disk is limited',
      evidence,
      diagnosis: whyAnother(asked, held),
    })
  }),
}

/** `rbps=1024 wbps=2048` */
function pairs(rates: Rates): string {
  return Object.entries(rates)
    .map((pair) => pair.join('='))
    .join(' ')
}

function whyAnother(
  asked: Rates,
  held: Readonly<Record<string, number>>,
): string {
  const isSwapped = held.rbps === asked.wbps && held.wbps === asked.rbps
  if (isSwapped) return 'IO_SWAPPED'
  const isPartly = Object.entries(asked).some(([key, rate]) => {
    return held[key] === rate
  })
  return isPartly ? 'IO_LINE_TORN' : 'IO_NOT_LIMITED'
}

const felt = (direction: Direction, title: Check['title']): Check => ({
  id: `io.${direction}`,
  title,
  points: 1,
  needs: [],
  source: SOURCE,
  run: ofLimited(rated, 'IO_REFUSED', ({ asked, disk }, found, { cgroup }) => {
    const limit = direction === 'read' ? asked.rbps : asked.wbps
    const other = direction === 'read' ? asked.wbps : asked.rbps
    const speeds = found.speeds.map((speed) => speed[direction])
    const expected = `about ${kib(limit)}`
    const actual = speeds.map(kib).join(', ')
    const counter = direction === 'read' ? 'rbytes' : 'wbytes'
    const evidence = {
      [`${counter} of ${disk} in ${cgroup}/io.stat, by CLOCK_MONOTONIC`]:
        actual,
      ...fileEvidence(cgroup, 'io.max', found.stat['io.max'] ?? null),
    }
    if (speeds.every((speed) => fits(limit, speed)))
      return pass({ expected, evidence })
    const isSwapped = speeds.every((speed) => fits(other, speed))
    return fail({
      expected,
      actual,
      evidence,
      diagnosis: isSwapped ? 'IO_SWAPPED' : 'IO_NOT_LIMITED',
    })
  }),
})

const kib = (speed: number) => `${Math.round(speed / 1024)} KiB/s`

export const ioChecks: readonly Check[] = [
  max,
  felt('read', {
    en: 'whoever reads without end reads so many bytes a second',
    zh: '不停地读，每秒也只能读到这么多字节',
  }),
  felt('write', {
    en: 'whoever writes without end writes so many bytes a second',
    zh: '不停地写，每秒也只能写入这么多字节',
  }),
]
