import t from 'tap'
import type { CgroupLook, CgroupTexts } from './cgroup-look.ts'
import { UsageHistory } from './usage-history.ts'

const RUN = '/labs-0123abcd'

interface Parts {
  readonly id?: number
  readonly seconds?: number
  readonly cpuMs?: number
  readonly limited?: boolean
  readonly texts?: CgroupTexts['texts']
}

function cgroup(path: string, parts: Parts = {}): CgroupTexts {
  const { id = 1, seconds = 0, cpuMs = 0, limited = true, texts } = parts
  return {
    path,
    id,
    atNs: seconds * 1e9,
    program: 'sh',
    texts: {
      'cgroup.events': 'populated 1\nfrozen 0\n',
      'cgroup.procs': '812\n',
      'cpu.stat': `usage_usec ${cpuMs * 1000}\nnr_periods 0\nnr_throttled 0\n`,
      'pids.max': limited ? '20\n' : 'max\n',
      ...texts,
    },
  }
}

const look = (...cgroups: CgroupTexts[]): CgroupLook => ({
  root: '/sys/fs/cgroup',
  cpus: 2,
  memory: 1e9,
  cgroups,
  tookNs: 0,
  cut: false,
})

const pathsOf = ({ tracks }: UsageHistory) => tracks.map(({ path }) => path)

t.test(
  'shares are those of the last second, not of the last look',
  async (t) => {
    const history = new UsageHistory()
    // Half a CPU, dealt out in bursts; idle from the third second on.
    const cpu = [
      0, 0, 250, 250, 500, 500, 750, 750, 1000, 1000, 1250, 1250, 1500,
    ]
    for (const [index, cpuMs] of cpu.entries()) {
      history.push(look(cgroup('/demo', { seconds: index / 4, cpuMs })))
    }
    const [track] = history.tracks
    t.equal(track?.usage.cpu.percent, 50)
    t.equal(track?.usage.seconds, 1)
    for (const index of [13, 14, 15, 16]) {
      history.push(look(cgroup('/demo', { seconds: index / 4, cpuMs: 1500 })))
    }
    t.equal(history.tracks[0]?.usage.cpu.percent, 0)
    t.equal(history.tracks[0]?.usages.length, 17)
  },
)

t.test('a late look has the one before it as its window', async (t) => {
  const history = new UsageHistory()
  history.push(look(cgroup('/demo', { seconds: 0, cpuMs: 0 })))
  history.push(look(cgroup('/demo', { seconds: 5, cpuMs: 1000 })))
  t.equal(history.tracks[0]?.usage.cpu.percent, 20)
})

t.test(
  'what went keeps its last figures; its namesake begins anew',
  async (t) => {
    const history = new UsageHistory()
    history.push(look(cgroup('/demo', { seconds: 0, cpuMs: 900 })))
    history.push(look())
    t.match(history.tracks, [{ path: '/demo', alive: false, program: 'sh' }])
    history.push(look(cgroup('/demo', { id: 2, seconds: 1, cpuMs: 3 })))
    t.match(history.tracks, [{ alive: false }, { alive: true, id: 2 }])
    t.ok(Number.isNaN(history.tracks[1]?.usage.cpu.percent), 'no window yet')
  },
)

t.test('of those that ended, only the latest are kept', async (t) => {
  const history = new UsageHistory()
  for (let id = 1; id <= 40; id++) history.push(look(cgroup('/demo', { id })))
  t.equal(history.tracks.length, 17)
  t.equal(history.tracks.at(-1)?.id, 40)
  t.equal(history.tracks[0]?.id, 24)
})

t.test(
  'only what has a limit is a subject, unless all was asked for',
  async (t) => {
    const cgroups = [
      cgroup('/open', { limited: false }),
      cgroup('/demo', { id: 2 }),
    ]
    const history = new UsageHistory()
    history.push(look(...cgroups))
    t.same(pathsOf(history), ['/demo'])
    const everything = new UsageHistory(true)
    everything.push(look(...cgroups))
    t.same(pathsOf(everything), ['/open', '/demo'])
  },
)

t.test(
  'a container without limits is shown, cgroups above it are not',
  async (t) => {
    const history = new UsageHistory()
    const empty = { 'cgroup.procs': '' }
    history.push(
      look(
        cgroup(`${RUN}/slice-1/mid`, { id: 1, limited: false, texts: empty }),
        cgroup(`${RUN}/slice-1/mid/leaf`, { id: 2, limited: false }),
        cgroup(`${RUN}/slice-2/pod`, { id: 3, texts: empty }),
      ),
    )
    t.same(pathsOf(history), [`${RUN}/slice-1/mid/leaf`, `${RUN}/slice-2/pod`])
  },
)

t.test(
  'a judged runtime is shown until its container has a cgroup',
  async (t) => {
    const history = new UsageHistory()
    const job = cgroup(`${RUN}/job-0`)
    history.push(look(job))
    t.same(pathsOf(history), [`${RUN}/job-0`])
    history.push(look(job, cgroup(`${RUN}/slice-1/leaf`, { id: 2 })))
    t.same(pathsOf(history), [`${RUN}/slice-1/leaf`])
    history.push(look(cgroup(`${RUN}/job-1`, { id: 3 })))
    t.same(pathsOf(history), [`${RUN}/slice-1/leaf`])
  },
)
