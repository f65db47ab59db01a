/** Step 2, first half: what is attached, where, in which order, with which options. */
import type { Bench } from '#checker/bench.ts'
import { type MountInfo, mountAt } from '#checker/evidence/mountinfo.ts'
import { type Check, fail, pass } from '#checker/lab.ts'
import { procEvidence } from '#checker/outcome.ts'
import type { Inside } from './box.ts'
import { ALWAYS_ALLOWED, listMounts, strangers } from './checks-pivot.ts'
import { type Furnished, furnished, type Looks } from './furnished.ts'
import type { Furnishing, Role, TmpfsData } from './furnishing.ts'
import { describeResult, ofBox } from './start.ts'

export const ofFurnished = (
  look: (
    found: Furnished,
    looks: Looks,
    inside: Inside,
  ) => ReturnType<typeof pass>,
) => ofBox((bench: Bench) => bench.share(furnished), 'MOUNTS_REFUSED', look)

/** Path inside at which an entry has to be found. */
export function landingOf({ mounts, landings }: Furnishing, role: Role) {
  return landings[role] ?? mounts[role].destination
}

/** The topmost mount at the place of an entry. */
export function mountOf(
  furnishing: Furnishing,
  mounts: readonly MountInfo[],
  role: Role,
): MountInfo | undefined {
  return mountAt(mounts, landingOf(furnishing, role))
}

/** As the kernel prints it: `/x rw,nosuid,relatime shared:7 - tmpfs rw,size=8k`. */
export function describeMount(mount: MountInfo | undefined): string {
  if (mount === undefined) return 'nothing is mounted there'
  const { mountPoint, options, type, superOptions, shared, master } = mount
  const fields = [
    mountPoint,
    options.join(),
    ...(shared === null ? [] : [`shared:${shared}`]),
    ...(master === null ? [] : [`master:${master}`]),
    '-',
    type,
    superOptions.join(),
  ]
  return fields.join(' ')
}

/** Type in mountinfo of every entry that brings a filesystem of its own. */
const FRESH: Partial<Record<Role, string>> = {
  proc: 'proc',
  sysfs: 'sysfs',
  cgroup: 'cgroup2',
  queue: 'mqueue',
  attic: 'tmpfs',
  lower: 'tmpfs',
}

const attached: Check = {
  id: 'mounts.attached',
  title: {
    en: 'every entry of mounts[] is attached, and nothing else',
    zh: 'mounts[] 的每一项都已挂载，除此之外什么也没有',
  },
  points: 3,
  needs: ['pivot.root'],
  source: 'runtime-spec config.md, "Mounts"; proc_pid_mountinfo(5)',
  run: ofFurnished(({ furnishing }, _, { mounts, seen }) => {
    const roles = Object.keys(furnishing.mounts) as Role[]
    const points = roles.map((role) => landingOf(furnishing, role))
    const evidence = procEvidence(seen, 'mountinfo', listMounts(mounts))
    // Where a link leads is the matter of another check.
    const missing = roles.filter(
      (role) =>
        furnishing.landings[role] === undefined &&
        mountOf(furnishing, mounts, role) === undefined,
    )
    if (missing.length > 0) {
      return fail({
        expected: `a mount at each of ${points.join(' ')}`,
        actual: missing
          .map((role) => `nothing is mounted at ${landingOf(furnishing, role)}`)
          .join('\n'),
        evidence,
        diagnosis: 'MOUNT_MISSING',
      })
    }
    const wrong = wrongTypes(furnishing, mounts)
    if (wrong.length > 0) {
      return fail({
        expected: 'the filesystem that type names',
        actual: wrong.join('\n'),
        evidence,
        diagnosis: 'MOUNT_WRONG_TYPE',
      })
    }
    const others = strangers(mounts, [...points, ...ALWAYS_ALLOWED])
    if (others.length === 0) return pass({ evidence })
    return fail({
      expected: 'no other mount',
      actual: `besides them:\n${listMounts(others)}`,
      evidence,
      diagnosis: 'OLD_ROOT_KEPT',
    })
  }),
}

function wrongTypes(
  furnishing: Furnishing,
  mounts: readonly MountInfo[],
): string[] {
  return Object.entries(FRESH).flatMap(([role, type]) => {
    const found = mountOf(furnishing, mounts, role as Role)
    return found?.type === type
      ? []
      : [`${landingOf(furnishing, role as Role)}: ${found?.type}, not ${type}`]
  })
}

const order: Check = {
  id: 'mounts.order',
  title: {
    en: 'entries are attached in their order: a later one lies on an earlier one',
    zh: '按顺序挂载：后面的一项盖在前面的一项之上',
  },
  points: 2,
  needs: ['mounts.attached'],
  source: 'runtime-spec config.md, "Mounts": "in the listed order"',
  run: ofFurnished(({ furnishing }, { identities }, { mounts, seen }) => {
    const { upper, lower } = furnishing
    const place = landingOf(furnishing, 'upper')
    const here = mounts.filter(({ mountPoint }) => mountPoint === place)
    const top = mountAt(mounts, place)
    const evidence = procEvidence(
      seen,
      'mountinfo',
      here.map(describeMount).join('\n'),
    )
    const size = (mount: MountInfo | undefined) => superOption(mount, 'size')
    // Without any size at all, it is the matter of another check.
    const isOnTop = size(top) !== `${lower}k` && here.length > 1
    const within = identities.within === identities.store
    if (isOnTop && within) return pass({ evidence })
    return fail({
      expected: `at "${place}" the tmpfs of ${upper}k lies on that of ${lower}k, and "${landingOf(furnishing, 'within')}" is bound in it`,
      actual: isOnTop
        ? `"${landingOf(furnishing, 'within')}" is ${identities.within ?? 'not there'}`
        : `on top is ${describeMount(top)}`,
      evidence,
      diagnosis: 'MOUNT_ORDER',
    })
  }),
}

function superOption(mount: MountInfo | undefined, name: string) {
  const option = mount?.superOptions.find((text) => text.startsWith(`${name}=`))
  return option?.slice(name.length + 1)
}

const FLAGS = ['ro', 'nosuid', 'nodev', 'noexec', 'noatime'] as const
/** Entries with a filesystem of their own: what is not asked for is not there. */
const EXACT: readonly Role[] = ['proc', 'sysfs', 'cgroup', 'queue', 'attic']
/** A bind mount may keep flags of the mount that it was made from. */
const AT_LEAST: readonly Role[] = ['bind', 'file', 'read-only']

const flags: Check = {
  id: 'mounts.flags',
  title: {
    en: 'ro, nosuid, nodev, noexec and noatime are set where they are asked for',
    zh: 'ro、nosuid、nodev、noexec 和 noatime 按要求设置',
  },
  points: 2,
  needs: ['mounts.attached'],
  source: 'mount(8), "FILESYSTEM-INDEPENDENT MOUNT OPTIONS"; mount_setattr(2)',
  run: ofFurnished(({ furnishing }, _, { mounts, seen }) => {
    const wrong = [...EXACT, ...AT_LEAST].flatMap((role) =>
      flagFaults(furnishing, mounts, role),
    )
    const lines = [...EXACT, ...AT_LEAST].map((role) =>
      describeMount(mountOf(furnishing, mounts, role)),
    )
    const evidence = procEvidence(seen, 'mountinfo', lines.join('\n'))
    if (wrong.length === 0) return pass({ evidence })
    return fail({
      expected: 'the flags that the options name',
      actual: wrong.join('\n'),
      evidence,
      diagnosis: 'MOUNT_FLAGS',
    })
  }),
}

function flagFaults(
  furnishing: Furnishing,
  mounts: readonly MountInfo[],
  role: Role,
): string[] {
  const { options, destination } = furnishing.mounts[role]
  const found = mountOf(furnishing, mounts, role)
  return FLAGS.flatMap((flag) => {
    const isAsked = options.includes(flag)
    const isThere = found?.options.includes(flag) ?? false
    if (isAsked && !isThere) return [`${destination}: ${flag} is missing`]
    const isTooMuch = !isAsked && isThere && EXACT.includes(role)
    return isTooMuch ? [`${destination}: ${flag}, which nobody asked for`] : []
  })
}

const tmpfs: Check = {
  id: 'mounts.tmpfs',
  title: {
    en: 'size, mode and nr_inodes reach the tmpfs, which is full when it is full',
    zh: 'size、mode 和 nr_inodes 传到了 tmpfs，写满就是写满',
  },
  points: 2,
  needs: ['mounts.attached'],
  source: 'tmpfs(5); fsconfig(2), FSCONFIG_SET_STRING',
  run: ofFurnished((found, looks, { mounts, seen }) => {
    const { attic } = found.furnishing
    const mount = mountOf(found.furnishing, mounts, 'attic')
    const full = describeResult(looks.visitor?.intoAttic)
    const mode = looks.attic?.mode.toString(8) ?? 'none'
    const evidence = {
      ...procEvidence(seen, 'mountinfo', describeMount(mount)),
      'mode of its root': mode,
      [`writing ${2 * attic.sizeKib} KiB`]: full,
    }
    const wrong = [
      ...dataFaults(attic, mount),
      ...(mode === attic.mode.toString(8) ? [] : [`mode of the root ${mode}`]),
      ...(full === 'ENOSPC' ? [] : [`writing too much: ${full}`]),
    ]
    if (wrong.length === 0) return pass({ evidence })
    return fail({
      expected: `${describeData(attic)}; writing more gives ENOSPC`,
      actual: wrong.join('\n'),
      evidence,
      diagnosis: 'TMPFS_DATA_LOST',
    })
  }),
}

const describeData = ({ sizeKib, mode, inodes }: TmpfsData) =>
  `size=${sizeKib}k mode=${mode.toString(8)} nr_inodes=${inodes}`

function dataFaults(
  { sizeKib, inodes }: TmpfsData,
  found: MountInfo | undefined,
): string[] {
  const wanted = { size: `${sizeKib}k`, nr_inodes: `${inodes}` }
  return Object.entries(wanted).flatMap(([name, value]) => {
    const actual = superOption(found, name)
    return actual === value ? [] : [`${name}=${actual ?? '(not set)'}`]
  })
}

const proc: Check = {
  id: 'mounts.proc',
  title: {
    en: '/proc shows the processes of the container, and of nobody else',
    zh: '/proc 只显示容器自己的进程',
  },
  points: 2,
  needs: ['mounts.attached'],
  source: 'proc(5); pid_namespaces(7), "/proc and PID namespaces"',
  run: ofFurnished((_, { proc }, { mounts, host, seen }) => {
    const numbers = seen.status.NSpid ?? ''
    const [own, hosts] = [mounts, host].map((table) => mountAt(table, '/proc'))
    const listed = proc.pids.join(' ') || '(no process)'
    const evidence = {
      ...procEvidence(seen, 'status', `NSpid: ${numbers}`),
      '/proc inside': listed,
      'its device, and that of the host': `${own?.device} and ${hosts?.device}`,
    }
    const isOwn = own !== undefined && own.device !== hosts?.device
    const isListed = proc.argv?.startsWith(seen.argv[0] ?? '?') ?? false
    if (isOwn && isListed) return pass({ evidence })
    return fail({
      expected: 'the proc of its own PID namespace, which knows its program',
      actual: isOwn
        ? `its program is not in it; these are: ${listed}`
        : 'the /proc of the host',
      evidence,
      diagnosis: 'PROC_OF_HOST',
    })
  }),
}

export const mountChecks: readonly Check[] = [
  attached,
  order,
  flags,
  tmpfs,
  proc,
]
