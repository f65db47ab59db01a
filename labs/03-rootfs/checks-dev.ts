/** Step 3: a /dev with what every program expects, and nothing of the host's. */
import type { FileFacts } from '#checker/agent/protocol.ts'
import type { Bench } from '#checker/bench.ts'
import { mountAt } from '#checker/evidence/mountinfo.ts'
import { type Check, fail, pass } from '#checker/lab.ts'
import { procEvidence } from '#checker/outcome.ts'
import type { Inside } from './box.ts'
import { describeMount } from './checks-mounts.ts'
import {
  DEFAULT_DEVICES,
  type DefaultDevice,
  type Equipment,
  type Equipped,
  equipped,
  LINKS,
  type ListedDevice,
} from './equipped.ts'
import { describeResult, ofBox } from './start.ts'

const ofEquipped = (
  look: (
    found: Equipped,
    equipment: Equipment,
    inside: Inside,
  ) => ReturnType<typeof pass>,
) => ofBox((bench: Bench) => bench.share(equipped), 'DEV_REFUSED', look)

/** As ls(1) would say it: `character device 1:3 666 0:0`. */
function describeFile(facts: FileFacts | null | undefined): string {
  if (facts === null || facts === undefined) return 'not there'
  const { kind, device, target, mode, uid, gid } = facts
  const what = device ?? target ?? ''
  return `${kind} ${what} ${mode.toString(8)} ${uid}:${gid}`.replace('  ', ' ')
}

function evidenceOf(
  paths: readonly string[],
  { files }: Equipment,
): Record<string, string> {
  return Object.fromEntries(
    paths.map((path) => [path, describeFile(files[path])]),
  )
}

const DEFAULTS = Object.keys(DEFAULT_DEVICES) as DefaultDevice[]

const nodes: Check = {
  id: 'dev.nodes',
  title: {
    en: 'null, zero, full, random, urandom and tty are the right devices',
    zh: 'null、zero、full、random、urandom 和 tty 是正确的设备',
  },
  points: 3,
  needs: ['pivot.root'],
  source: 'runtime-spec config-linux.md, "Default Devices"; mknod(2)',
  run: ofEquipped((_, equipment) => {
    const { files } = equipment
    const evidence = evidenceOf(DEFAULTS, equipment)
    const wanted = (path: DefaultDevice) =>
      `character device ${DEFAULT_DEVICES[path]} 666 0:0`
    const wrong = DEFAULTS.filter(
      (path) => describeFile(files[path]) !== wanted(path),
    )
    const [first] = wrong
    if (first === undefined) return pass({ evidence })
    return fail({
      expected: wrong.map((path) => `${path}: ${wanted(path)}`).join('\n'),
      actual: wrong
        .map((path) => `${path}: ${describeFile(files[path])}`)
        .join('\n'),
      evidence,
      diagnosis: whyWrong(wrong, files),
    })
  }),
}

function whyWrong(
  wrong: readonly DefaultDevice[],
  files: Equipment['files'],
): string {
  const facts = wrong.map((path) => ({ path, found: files[path] ?? null }))
  if (facts.some(({ found }) => found === null)) return 'DEVICE_MISSING'
  const isOther = facts.some(
    ({ path, found }) => found?.device !== DEFAULT_DEVICES[path],
  )
  return isOther ? 'DEVICE_WRONG_NUMBER' : 'DEVICE_WRONG_MODE'
}

const works: Check = {
  id: 'dev.works',
  title: {
    en: 'they work: null swallows, zero and urandom give, full is full',
    zh: '它们能用：null 吞掉写入，zero 和 urandom 给出数据，full 总是满的',
  },
  points: 1,
  needs: ['dev.nodes'],
  source: 'null(4); full(4); random(4); mount(8), nodev',
  run: ofEquipped((_, { visitor }, { mounts, seen }) => {
    const { fromZero, fromRandom } = visitor ?? {}
    const told = {
      'writing to /dev/null': describeResult(visitor?.toNull),
      'writing to /dev/full': describeResult(visitor?.toFull),
      'reading /dev/zero': describeBytes(fromZero),
      'reading /dev/urandom': describeBytes(fromRandom),
    }
    const evidence = {
      ...told,
      ...procEvidence(
        seen,
        'mountinfo',
        describeMount(mountAt(mounts, '/dev')),
      ),
    }
    const isRight =
      visitor?.toNull.error === null &&
      visitor.toFull.error === 'ENOSPC' &&
      fromZero?.every((byte) => byte === 0) === true &&
      fromRandom?.some((byte) => byte !== 0) === true
    if (isRight) return pass({ evidence })
    return fail({
      expected:
        'null takes all, full gives ENOSPC, zero gives zeros, urandom gives others',
      actual: Object.entries(told)
        .map(([what, result]) => `${what}: ${result}`)
        .join('\n'),
      evidence,
      diagnosis: 'DEVICE_DEAD',
    })
  }),
}

function describeBytes(bytes: Buffer | null | undefined): string {
  if (bytes === null || bytes === undefined) return 'nothing'
  const zeros = bytes.every((byte) => byte === 0)
  return `${bytes.length} bytes, ${zeros ? 'all zero' : 'not all zero'}`
}

const listed: Check = {
  id: 'dev.listed',
  title: {
    en: 'devices of linux.devices are there, with their numbers, mode and owner',
    zh: 'linux.devices 列出的设备都在，编号、权限和属主正确',
  },
  points: 2,
  needs: ['pivot.root'],
  source: 'runtime-spec config-linux.md, "Devices"; mknod(2); umask(2)',
  run: ofEquipped(({ listed }, equipment) => {
    const { files } = equipment
    const paths = listed.map(({ path }) => path)
    const evidence = evidenceOf(paths, equipment)
    const wrong = listed.filter(
      (device) => describeFile(files[device.path]) !== describeListed(device),
    )
    if (wrong.length === 0) return pass({ evidence })
    const isThere = wrong.every(({ path }) => (files[path] ?? null) !== null)
    return fail({
      expected: wrong
        .map((device) => `${device.path}: ${describeListed(device)}`)
        .join('\n'),
      actual: wrong
        .map(({ path }) => `${path}: ${describeFile(files[path])}`)
        .join('\n'),
      evidence,
      diagnosis: isThere ? 'DEVICE_WRONG_MODE' : 'DEVICE_NOT_LISTED',
    })
  }),
}

function describeListed(device: ListedDevice): string {
  const { type, major, minor, fileMode, uid, gid } = device
  const what = type === 'p' ? 'fifo' : `character device ${major}:${minor}`
  return `${what} ${fileMode.toString(8)} ${uid}:${gid}`
}

const links: Check = {
  id: 'dev.links',
  title: {
    en: 'fd, stdin, stdout and stderr are links to /proc/self/fd',
    zh: 'fd、stdin、stdout 和 stderr 是指向 /proc/self/fd 的链接',
  },
  points: 1,
  needs: ['pivot.root'],
  source: 'runtime-spec runtime-linux.md, "Dev symbolic links"',
  run: ofEquipped((_, equipment) => {
    const { files } = equipment
    const entries = Object.entries(LINKS)
    const paths = entries.map(([path]) => path)
    const evidence = evidenceOf(paths, equipment)
    const wrong = entries.filter(
      ([path, target]) => files[path]?.target !== target,
    )
    if (wrong.length === 0) return pass({ evidence })
    return fail({
      expected: wrong.map(([path, to]) => `${path} → ${to}`).join('\n'),
      actual: wrong
        .map(([path]) => `${path}: ${describeFile(files[path])}`)
        .join('\n'),
      evidence,
      diagnosis: 'DEV_LINKS_MISSING',
    })
  }),
}

const terminals: Check = {
  id: 'dev.terminals',
  title: {
    en: '/dev/ptmx makes terminals of the container’s own, in /dev/pts',
    zh: '/dev/ptmx 在容器自己的 /dev/pts 里创建终端',
  },
  points: 2,
  needs: ['pivot.root'],
  source: 'pts(4); runtime-spec config-linux.md, "Default Devices", /dev/ptmx',
  run: ofEquipped(({ terminalGroup }, equipment, { mounts, host, seen }) => {
    const { files, visitor } = equipment
    const pts = mountAt(mounts, '/dev/pts')
    const opened = describeResult(visitor?.terminal)
    const evidence = {
      ...evidenceOf(['/dev/ptmx', '/dev/pts/ptmx'], equipment),
      ...procEvidence(seen, 'mountinfo', describeMount(pts)),
      'opening /dev/ptmx': opened,
    }
    const ways = ['pts/ptmx', '/dev/pts/ptmx']
    const isLink = ways.includes(files['/dev/ptmx']?.target ?? '')
    const isBound = mountAt(mounts, '/dev/ptmx')?.device === pts?.device
    const isOwn =
      pts?.type === 'devpts' &&
      !host.some(({ device }) => device === pts.device) &&
      pts.superOptions.includes(`gid=${terminalGroup}`)
    const works = visitor?.terminal.error === null
    if (isOwn && works && (isLink || isBound)) return pass({ evidence })
    return fail({
      expected: `/dev/ptmx leads to pts/ptmx, in a devpts of its own with gid=${terminalGroup}`,
      actual: isOwn
        ? `/dev/ptmx: ${describeFile(files['/dev/ptmx'])}; opening it: ${opened}`
        : describeMount(pts),
      evidence,
      diagnosis: isOwn ? 'PTMX_MISSING' : 'DEVPTS_NOT_OWN',
    })
  }),
}

/** Devices that a container may have without asking: the terminals' besides. */
const ALLOWED: readonly string[] = [...Object.values(DEFAULT_DEVICES), '5:2']

const own: Check = {
  id: 'dev.own',
  title: {
    en: 'nothing of the host’s /dev is there',
    zh: '里面没有宿主机 /dev 的任何东西',
  },
  points: 2,
  needs: ['pivot.root'],
  source: 'runtime-spec config-linux.md, "Default Devices"; mknod(2)',
  run: ofEquipped(({ listed }, { names, hostDev, ownDev }) => {
    const allowed = [
      ...ALLOWED,
      ...listed.map(({ major, minor }) => `${major}:${minor}`),
    ]
    const others = Object.entries(names).filter(
      ([path, facts]) =>
        facts !== null &&
        facts.device !== null &&
        path !== '/dev/console' &&
        !(facts.kind === 'character device' && allowed.includes(facts.device)),
    )
    const evidence = {
      '/dev inside': Object.keys(names).join(' '),
      '/dev of the host': `${hostDev}`,
      '/dev of the container': `${ownDev}`,
    }
    const isOwn = ownDev !== hostDev
    if (isOwn && others.length === 0) return pass({ evidence })
    return fail({
      expected: 'the default devices, those of linux.devices, and no others',
      actual: isOwn
        ? others
            .map(([path, facts]) => `${path}: ${describeFile(facts)}`)
            .join('\n')
        : 'the /dev of the host itself',
      evidence,
      diagnosis: 'DEV_OF_HOST',
    })
  }),
}

export const devChecks: readonly Check[] = [
  nodes,
  works,
  listed,
  links,
  terminals,
  own,
]
