/** The finale: Docker itself runs containers, and never knows the difference. */
import type { Bench, Fixture } from '#checker/bench.ts'
import { commandFails } from '#checker/command-fails.ts'
import type { Typed } from '#checker/docker/command.ts'
import { flatKeyed } from '#checker/evidence/cgroup-files.ts'
import { mountAt, parseMountinfo } from '#checker/evidence/mountinfo.ts'
import { fieldsOf } from '#checker/evidence/proc.ts'
import type { Observation } from '#checker/evidence/process.ts'
import {
  type Check,
  fail,
  type Outcome,
  pass,
  unsupported,
} from '#checker/lab.ts'
import { exchange } from '#checker/network/exchange.ts'
import { dropNetns, netnsOf } from '#checker/network/namespaces.ts'
import { describeEnding, excerpt, procEvidence } from '#checker/outcome.ts'
import { short, spoken } from './aboard.ts'
import { type Running, type Voyage, voyage } from './afloat.ts'
import { type Dock, missing } from './dock.ts'
import { cpuMax, docked, givenPath } from './docked.ts'

const RUN = 'docker-run(1)'

/** A claim in words: what should be true, line by line, and what is. */
interface Claim {
  readonly expected: readonly string[]
  readonly actual: readonly string[]
  readonly evidence: Readonly<Record<string, string>>
  readonly diagnosis: string
}

function decide({ expected, actual, evidence, diagnosis }: Claim): Outcome {
  const [wanted, found] = [expected.join('\n'), actual.join('\n')]
  if (wanted === found) return pass({ evidence })
  return fail({ expected: wanted, actual: found, evidence, diagnosis })
}

/** A check that Docker is needed for: not every machine has it, or cgroup v2. */
function of<S>(
  scene: Fixture<S>,
  look: (scene: S, bench: Bench) => Outcome | Promise<Outcome>,
): Check['run'] {
  return async (bench) => {
    if (bench.program.runtime === null) return unsupported('no runtime')
    if (bench.hello.controllers.length === 0)
      return unsupported('no cgroup v2 on this machine')
    const lacking = await missing(bench)
    if (lacking.length > 0)
      return unsupported(`this machine lacks ${lacking.join(', ')}`)
    return look(await bench.share(scene), bench)
  }
}

/** A check of the container in the background; without one there is nothing to see. */
function ofRunning(
  look: (running: Running, bench: Bench) => Outcome | Promise<Outcome>,
): Check['run'] {
  return of(docked, (scene, bench) => {
    const { run, known, seen } = scene
    if (run.ending.code !== 0 || known === null || seen === null)
      return refused(run)
    return look({ ...scene, known, seen }, bench)
  })
}

/** A check of what was done to it, one thing after the other. */
function ofVoyage(look: (voyage: Voyage) => Outcome): Check['run'] {
  const run = of(voyage, (found) => {
    if (found === null) throw new Error('Expected a container that runs')
    return look(found)
  })
  return async (bench) => {
    // Whatever is asked of it, there has to be one.
    const first = await ofRunning(() => pass())(bench)
    return first.verdict === 'pass' ? run(bench) : first
  }
}

function refused({ command, ending }: Typed, otherwise = 'DOCKER_RUN_FAILS') {
  return commandFails({ command, ending, otherwise })
}

/** How commands ended, as evidence. */
function typed(...commands: readonly Typed[]): Record<string, string> {
  return Object.fromEntries(
    commands.map(({ command, ending }) => [command, inWords(ending)]),
  )
}

function inWords(ending: Typed['ending']): string {
  const said = excerpt(`${ending.stdout}${ending.stderr}`.trim())
  return said === ''
    ? describeEnding(ending)
    : `${describeEnding(ending)}: ${said}`
}

/** The namespaces that Docker gives to every container. @see namespaces(7) */
const NAMESPACES = ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'uts']

const runs: Check = {
  id: 'finale.runs',
  title: {
    en: 'docker run -d: your runtime starts a container for the real Docker',
    zh: 'docker run -d：你的运行时为真正的 Docker 启动容器',
  },
  points: 3,
  needs: ['lifecycle.started'],
  source: RUN,
  run: ofRunning(async (running, bench) => {
    const { seen, wish, dock, cgroup, files } = running
    const host = await bench.call('observe', { pid: bench.hello.pid })
    // The engine itself is in a network of the kit's.
    const theirs: Observation['namespaces'] = {
      ...host?.namespaces,
      net: netOf(dock),
    }
    const own = NAMESPACES.filter(
      (name) => seen.namespaces[name] !== theirs[name],
    )
    const member = files[`/proc/${seen.pid}/cgroup`]?.trim() ?? ''
    const isInside = cgroup.endsWith(member.replace(/^0::/, ''))
    return decide({
      expected: ['the program of the image', ...NAMESPACES, 'its cgroup'],
      actual: [
        isProgram(seen, dock.sleeper.probe.sha256)
          ? 'the program of the image'
          : `another program, ${seen.exe.path}`,
        ...own,
        isInside ? 'its cgroup' : `a cgroup elsewhere, ${member}`,
      ],
      evidence: {
        ...typed(running.run),
        ...procEvidence(seen, 'exe', seen.exe.path),
        ...procEvidence(seen, 'cgroup', member),
        'host name asked for': wish.hostname,
      },
      diagnosis: 'DOCKED_OTHERWISE',
    })
  }),
}

const netOf = ({ engine }: Dock) => `net:[${engine.network.host.inode}]`

const isProgram = (seen: Observation, sha256: string) =>
  seen.exe.sha256 === sha256

const limits: Check = {
  id: 'finale.limits',
  title: {
    en: '--memory, --cpus and --pids-limit stand in the files of its cgroup',
    zh: '--memory、--cpus 和 --pids-limit 都写在它的 cgroup 文件里',
  },
  points: 2,
  needs: ['finale.runs'],
  source: `${RUN}; cgroup-v2.rst, "Controllers"`,
  run: ofRunning(({ wish, cgroup, files }) => {
    const wanted = {
      'memory.max': `${wish.memory}`,
      'cpu.max': cpuMax(wish),
      // Docker writes "shares": 0, which is no wish.
      'cpu.weight': '100',
      'pids.max': `${wish.pids}`,
    }
    const names = Object.keys(wanted)
    const found = names.map((name) => files[`${cgroup}/${name}`]?.trim())
    return decide({
      expected: Object.entries(wanted).map(([name, text]) => `${name} ${text}`),
      actual: names.map((name, at) => `${name} ${found[at] ?? 'not there'}`),
      evidence: Object.fromEntries(
        names.map((name, at) => [`${cgroup}/${name}`, found[at] ?? '(none)']),
      ),
      diagnosis: 'DOCKER_LIMITS_LOST',
    })
  }),
}

const mounts: Check = {
  id: 'finale.mounts',
  title: {
    en: '--read-only: the root cannot be written; -v: a folder of the host is inside',
    zh: '--read-only：根不可写；-v：宿主机的文件夹在里面',
  },
  points: 2,
  needs: ['finale.runs'],
  source: RUN,
  run: ofRunning(({ wish, seen, files }) => {
    const table = parseMountinfo(files[`/proc/${seen.pid}/mountinfo`] ?? '')
    const access = (path: string) => {
      const mount = mountAt(table, path)
      if (mount === undefined) return 'not mounted'
      return mount.options.includes('ro') ? 'ro' : 'rw'
    }
    const token = files[givenPath(seen.pid, wish)] ?? 'nothing'
    const points = ['/', wish.folder]
    const lines = table.map(
      ({ mountPoint, options, type }) =>
        `${mountPoint} ${type} ${options.join()}`,
    )
    return decide({
      expected: [...points.map((path) => `${path} ro`), wish.token],
      actual: [...points.map((path) => `${path} ${access(path)}`), token],
      evidence: {
        ...procEvidence(seen, 'mountinfo', lines.join('\n')),
        [givenPath(seen.pid, wish)]: token,
      },
      diagnosis: 'DOCKER_MOUNTS_LOST',
    })
  }),
}

/** What Docker gives to root in a container. @see capabilities(7) */
const DEFAULT_CAPABILITIES = 0xa80425fbn
const BITS: Readonly<Record<string, bigint>> = {
  CHOWN: 0n,
  KILL: 5n,
  NET_RAW: 13n,
  SYS_CHROOT: 18n,
  SYS_NICE: 23n,
  SYS_TIME: 25n,
  MKNOD: 27n,
  SYSLOG: 34n,
}

function capabilitiesFor({ wish }: Running): string {
  const bit = (name: string) => 1n << (BITS[name] ?? 0n)
  const set = (DEFAULT_CAPABILITIES | bit(wish.added)) & ~bit(wish.dropped)
  return set.toString(16).padStart(16, '0')
}

const FIELDS = ['CapEff', 'CapPrm', 'CapBnd', 'NoNewPrivs', 'Seccomp'] as const

const confined: Check = {
  id: 'finale.confined',
  title: {
    en: '--cap-drop, --cap-add, no-new-privileges, and Docker’s own seccomp filter',
    zh: '--cap-drop、--cap-add、no-new-privileges，以及 Docker 自带的 seccomp 过滤器',
  },
  points: 2,
  needs: ['finale.runs'],
  source: `${RUN}; proc_pid_status(5)`,
  run: ofRunning((running) => {
    const { seen } = running
    const set = capabilitiesFor(running)
    return decide({
      ...confinement(seen.status, set),
      evidence: procEvidence(seen, 'status', linesOf(seen.status)),
      diagnosis: 'DOCKER_RIGHTS_WRONG',
    })
  }),
}

function confinement(status: Readonly<Record<string, string>>, set: string) {
  const wanted = { CapEff: set, CapPrm: set, CapBnd: set }
  const all = { ...wanted, NoNewPrivs: '1', Seccomp: '2' }
  return {
    expected: FIELDS.map((name) => `${name}: ${all[name]}`),
    actual: linesOf(status).split('\n'),
  }
}

const linesOf = (status: Readonly<Record<string, string>>) =>
  FIELDS.map((name) => `${name}: ${status[name] ?? '(none)'}`).join('\n')

const published: Check = {
  id: 'finale.published',
  title: {
    en: '-p: who turns to the port of the host, is answered by the container',
    zh: '-p：连接宿主机的端口，回答的是容器',
  },
  points: 2,
  needs: ['finale.runs'],
  source: RUN,
  run: ofRunning(async ({ seen, wish, dock, known }, bench) => {
    const { network } = dock.engine
    const inside = await netnsOf(bench, seen.pid)
    if (inside === null) throw new Error('The container is gone')
    const listen = { address: '0.0.0.0', port: wish.port }
    const { v4 } = network.hostAddress
    const connect = { address: v4, port: wish.published }
    const way = { to: inside, protocol: 'tcp', connect, listen } as const
    const { works, error } = await exchange(bench, {
      ...way,
      from: network.outside,
    })
    await dropNetns(bench, inside)
    const said = works
      ? 'both tokens arrived'
      : `${error?.step} gave ${error?.code}`
    return decide({
      expected: ['both tokens arrived'],
      actual: [said],
      evidence: {
        [`${v4}:${wish.published} → port ${wish.port}`]: said,
        'address of the container': known.address,
        ...procEvidence(seen, 'ns/net', seen.namespaces.net ?? ''),
      },
      diagnosis: 'DOCKER_PORT_DEAD',
    })
  }),
}

const exec: Check = {
  id: 'finale.exec',
  title: {
    en: 'docker exec: a process beside the first, confined as it is; its status comes back',
    zh: 'docker exec：在第一个进程旁边，受同样的限制；退出码传回来',
  },
  points: 3,
  needs: ['finale.runs'],
  source: 'docker-exec(1)',
  run: ofVoyage(({ running, boarded }) => {
    const { seen, dock } = running
    const { detached, guest, short, top } = boarded
    const evidence = typed(detached, short, top)
    if (guest === null) return refused(detached, 'DOCKER_EXEC_FAILS')
    const apart = NAMESPACES.filter(
      (name) => guest.namespaces[name] !== seen.namespaces[name],
    )
    const listed = top.ending.stdout.match(/\d+/g)?.map(Number) ?? []
    const isListed = [seen.pid, guest.pid].every((pid) => listed.includes(pid))
    const { code } = short.ending
    const rights = confinement(
      fieldsOf(boarded.status ?? ''),
      capabilitiesFor(running),
    )
    return decide({
      expected: [
        'namespaces of its own: none',
        ...rights.expected,
        `status ${dock.status}`,
        'docker top shows both',
      ],
      actual: [
        `namespaces of its own: ${apart.join(' ') || 'none'}`,
        ...rights.actual,
        `status ${code}`,
        isListed
          ? 'docker top shows both'
          : `docker top shows ${listed.join(' ')}`,
      ],
      evidence: {
        ...evidence,
        ...procEvidence(guest, 'status', rights.actual.join('\n')),
        ...procEvidence(guest, 'cgroup', boarded.cgroup?.trim() ?? ''),
      },
      diagnosis: 'DOCKER_EXEC_OTHERWISE',
    })
  }),
}

const watched: Check = {
  id: 'finale.watched',
  title: {
    en: 'docker stats shows what its cgroup counts; docker pause freezes it, docker unpause thaws it',
    zh: 'docker stats 显示的就是它的 cgroup 统计的；docker pause 冻结它，docker unpause 解冻',
  },
  points: 2,
  needs: ['finale.runs'],
  source: 'docker-stats(1); docker-pause(1); cgroup-v2.rst, cgroup.freeze',
  run: ofVoyage(({ running, counted, stopped }) => {
    const { stats, pids, limit } = counted
    if (stats.ending.code !== 0) return refused(stats, 'DOCKER_STATS_WRONG')
    const shown = shownBy(stats)
    const mib = (Number(limit) / 2 ** 20).toFixed(0)
    const events = [stopped.still, stopped.after]
    const [still, after] = events.map((text) => flatKeyed(text).frozen)
    const isCounted = shown.pids === pids?.trim() && shown.mib === mib
    return decide({
      expected: [
        `${pids?.trim()} processes, limit ${mib} MiB`,
        'paused: frozen 1',
        'unpaused: frozen 0',
      ],
      actual: [
        `${shown.pids} processes, limit ${shown.mib} MiB`,
        `paused: frozen ${still}`,
        `unpaused: frozen ${after}`,
      ],
      evidence: {
        ...typed(stats, stopped.pause, stopped.unpause),
        'pids.current': pids?.trim() ?? '(none)',
        'memory.max': limit?.trim() ?? '(none)',
        [`${running.cgroup}/cgroup.events`]: events
          .map((text) => text?.trim())
          .join('\n'),
      },
      diagnosis: isCounted ? 'DOCKER_PAUSE_LOST' : 'DOCKER_STATS_WRONG',
    })
  }),
}

/** `{"MemUsage": "1.2MiB / 40MiB", "PIDs": "2", …}` */
function shownBy({ ending }: Typed) {
  const { PIDs: pids = '', MemUsage: usage = '' } = JSON.parse(ending.stdout)
  const [, mib = ''] = /\/ (\d+)(?:\.0+)?MiB/.exec(usage) ?? []
  return { pids, mib }
}

const restart: Check = {
  id: 'finale.restart',
  title: {
    en: '--restart always: killed from outside, it is there again',
    zh: '--restart always：从外面被杀死后又回来了',
  },
  points: 2,
  needs: ['finale.runs'],
  source: RUN,
  run: ofVoyage(({ running, revived }) => {
    const { seen, known, wasGone } = revived
    const before = running.seen.pid
    return decide({
      expected: ['the first was killed', 'another runs', 'restarted 1 times'],
      actual: [
        wasGone ? 'the first was killed' : 'the first lives on',
        seen === null ? 'no other came' : 'another runs',
        `restarted ${known?.restarts ?? 0} times`,
      ],
      evidence: {
        'processes, before and after': `${before}, ${seen?.pid ?? 'none'}`,
        'docker inspect': JSON.stringify(known),
      },
      diagnosis: 'DOCKER_NOT_RESTARTED',
    })
  }),
}

const removed: Check = {
  id: 'finale.removed',
  title: {
    en: 'docker rm -f: no process, cgroup or state of it is left',
    zh: 'docker rm -f：没有留下它的进程、cgroup 或状态',
  },
  points: 1,
  needs: ['finale.runs'],
  source: 'docker-rm(1)',
  run: ofVoyage(({ removed: { rm, left } }) => {
    if (rm.ending.code !== 0) return refused(rm, 'DOCKER_RM_LEAVES')
    return decide({
      expected: ['nothing'],
      actual: left.length === 0 ? ['nothing'] : left,
      evidence: { ...typed(rm), left: left.join('\n') || 'nothing' },
      diagnosis: 'DOCKER_RM_LEAVES',
    })
  }),
}

/** First minor numbers of pseudo terminals are 136:0. @see pts(4) */
const IS_TERMINAL = /^\/dev\/(pts\/\d+|console)$/

const terminal: Check = {
  id: 'finale.terminal',
  title: {
    en: 'docker run -it: what is typed arrives, in a terminal of the same size',
    zh: 'docker run -it：输入能到达，终端大小也一样',
  },
  points: 3,
  needs: ['finale.runs'],
  source: RUN,
  run: of(spoken, (scene) => {
    const { seen, ending, dock, token, rows, columns, size, stat } = scene
    const { command } = scene
    if (seen === null) return refused({ command, ending })
    const fds = ['0', '1', '2'].map((fd) => seen.descriptors[fd]?.path ?? '')
    const isAll = fds.every((path) => IS_TERMINAL.test(path))
    const { stdout } = ending
    const heard = (text: string) => (stdout.includes(text) ? text : 'not heard')
    return decide({
      expected: [
        dock.greeting,
        token,
        'terminals as 0, 1 and 2',
        'the controlling terminal',
        `${rows} ${columns}`,
        `exit status ${dock.status}`,
      ],
      actual: [
        heard(dock.greeting),
        heard(`${token}\r\n${token}`) === 'not heard' ? 'not heard' : token,
        isAll ? 'terminals as 0, 1 and 2' : fds.join(' '),
        hasTerminal(stat)
          ? 'the controlling terminal'
          : 'no controlling terminal',
        size,
        describeEnding(ending),
      ],
      evidence: {
        [command]: excerpt(stdout),
        ...procEvidence(seen, 'fd', fds.join('\n')),
        ...procEvidence(seen, 'stat', stat?.trim() ?? ''),
        [`stty -F /proc/${seen.pid}/fd/0 size`]: size,
      },
      diagnosis: 'DOCKER_TERMINAL_WRONG',
    })
  }),
}

/** Field 7, `tty_nr`. @see proc_pid_stat(5) */
function hasTerminal(stat: string | null): boolean {
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? []
  return Number(fields[4] ?? 0) !== 0
}

/** Docker's status for a program that is not there. */
const NOT_FOUND = 127

const ends: Check = {
  id: 'finale.ends',
  title: {
    en: 'docker run --rm: output and status come through; without such a program it is 127, and your message',
    zh: 'docker run --rm：输出和退出码都传出来；没有这个程序时是 127 和你的错误信息',
  },
  points: 2,
  needs: ['finale.runs'],
  source: `${RUN}, "Exit Status"`,
  run: of(short, ({ run, lost, absent, dock }) => {
    const isNamed = lost.ending.stderr.includes(absent)
    const [greeting, status] = [run.ending.stdout.trim(), run.ending.code]
    const isDone = greeting === dock.greeting && status === dock.status
    return decide({
      expected: [
        dock.greeting,
        `exit status ${dock.status}`,
        `of ${absent}: exit status ${NOT_FOUND}, and it is named`,
      ],
      actual: [
        greeting,
        describeEnding(run.ending),
        `of ${absent}: ${describeEnding(lost.ending)}, and it is ${isNamed ? '' : 'not '}named`,
      ],
      evidence: typed(run, lost),
      diagnosis: isDone ? 'DOCKER_REFUSAL_UNCLEAR' : 'DOCKER_STATUS_LOST',
    })
  }),
}

export const finaleChecks: readonly Check[] = [
  ...[runs, limits, mounts, confined, published, exec],
  ...[watched, restart, removed, terminal, ends],
]
