/** Step 2, second half: bind mounts, and destinations that want to lead outside. */
import type { Bench } from '#checker/bench.ts'
import { type MountInfo, mountAt } from '#checker/evidence/mountinfo.ts'
import {
  type Check,
  fail,
  type Outcome,
  pass,
  unsupported,
} from '#checker/lab.ts'
import { nothingRuns } from '#checker/nothing-runs.ts'
import {
  describeHeld,
  procEvidence,
  saidBy,
  whyItEnded,
} from '#checker/outcome.ts'
import { isLabProgram } from '#checker/profile.ts'
import type { Box } from './box.ts'
import {
  describeMount,
  landingOf,
  mountOf,
  ofFurnished,
} from './checks-mounts.ts'
import { furnished, type Looks, type Thing } from './furnished.ts'
import type { Furnishing, Role } from './furnishing.ts'
import { describeResult, elsewhere } from './start.ts'
import { wanderer } from './wanderer.ts'

/** What is to be seen at each place: the first is the same as the second. */
const SAME: readonly (readonly [Thing, Thing])[] = [
  ['bind', 'dock'],
  ['rbind', 'dock'],
  ['file', 'note'],
  ['relative', 'gift'],
]

const bind: Check = {
  id: 'mounts.bind',
  title: {
    en: 'a bind mount shows its source: a directory, or a single file',
    zh: '绑定挂载显示的就是它的来源：目录或单个文件',
  },
  points: 2,
  needs: ['mounts.order'],
  source: 'mount(2), MS_BIND; open_tree(2)',
  run: ofFurnished((_, { identities }) => {
    const evidence = Object.fromEntries(
      SAME.map(([seen, source]) => [
        `${seen} → ${source}`,
        `${identities[seen]} → ${identities[source]}`,
      ]),
    )
    const wrong = SAME.filter(
      ([seen, source]) =>
        identities[seen] === null || identities[seen] !== identities[source],
    )
    if (wrong.length === 0) return pass({ evidence })
    return fail({
      expected: 'the same device and inode as the source',
      actual: wrong
        .map(([seen]) => `${seen}: ${identities[seen] ?? 'not there'}`)
        .join('\n'),
      evidence,
      diagnosis: 'BIND_WRONG_SOURCE',
    })
  }),
}

const recursive: Check = {
  id: 'mounts.recursive',
  title: {
    en: 'rbind brings what is mounted below its source, bind does not',
    zh: 'rbind 会带上来源下面的挂载，bind 不会',
  },
  points: 2,
  needs: ['mounts.attached'],
  source: 'mount(2), MS_REC; open_tree(2), AT_RECURSIVE',
  run: ofFurnished(({ furnishing }, { identities }) => {
    const evidence = {
      [`${furnishing.pier}/boat`]: `${identities.pier}`,
      'there by rbind': `${identities['rbind pier']}`,
      'there by bind': `${identities['bind pier']}`,
    }
    const byRbind = identities['rbind pier'] === identities.pier
    const byBind = identities['bind pier'] === identities.pier
    if (byRbind && !byBind) return pass({ evidence })
    return fail({
      expected: `"${furnishing.pier}", mounted below the source, comes with rbind only`,
      actual: byRbind
        ? 'it came with bind as well'
        : 'it did not come with rbind',
      evidence,
      diagnosis: byRbind ? 'BIND_RECURSIVE' : 'RBIND_NOT_RECURSIVE',
    })
  }),
}

const readOnly: Check = {
  id: 'mounts.read-only',
  title: {
    en: 'a read-only bind mount cannot be written to, and its source still can',
    zh: '只读绑定挂载不能写，而它的来源仍然可写',
  },
  points: 2,
  needs: ['mounts.attached'],
  source: 'mount(2), "Remounting an existing mount"; mount_setattr(2)',
  run: ofFurnished(({ furnishing }, { visitor }, { mounts, host, seen }) => {
    const found = mountOf(furnishing, mounts, 'read-only')
    const source = mountAt(host, furnishing.dock)
    const written = describeResult(visitor?.intoReadOnly)
    const evidence = {
      ...procEvidence(seen, 'mountinfo', describeMount(found)),
      'making a file in it': written,
      [`${furnishing.dock}, on the host`]: describeMount(source),
    }
    const isWritable = isReadWrite(source)
    if (written === 'EROFS' && isWritable) return pass({ evidence })
    return fail({
      expected: 'EROFS inside, and "rw" for the mount and filesystem outside',
      actual: isWritable
        ? `making a file inside: ${written}`
        : `the source has become read-only: ${describeMount(source)}`,
      evidence,
      diagnosis: isWritable ? 'BIND_WRITABLE' : 'SOURCE_READ_ONLY',
    })
  }),
}

function isReadWrite(mount: MountInfo | undefined): boolean {
  const { options = [], superOptions = [] } = mount ?? {}
  return options.includes('rw') && superOptions.includes('rw')
}

const propagation: Check = {
  id: 'mounts.propagation',
  title: {
    en: 'rprivate, rslave and rshared decide what is passed on and what is taken',
    zh: 'rprivate、rslave 和 rshared 决定挂载事件发给谁、从谁那里收',
  },
  points: 2,
  needs: ['mounts.attached'],
  source: 'mount_namespaces(7), "SHARED SUBTREES"; runtime-spec config.md',
  run: ofFurnished(({ furnishing }, _, { mounts, host, seen }) => {
    const source = mountAt(host, furnishing.dock)
    const [own, slave, shared] = (['private', 'slave', 'shared'] as const).map(
      (role) => mountOf(furnishing, mounts, role),
    )
    const evidence = {
      ...procEvidence(
        seen,
        'mountinfo',
        [own, slave, shared].map(describeMount).join('\n'),
      ),
      [`${furnishing.dock}, on the host`]: describeMount(source),
    }
    const wrong = [
      ...(own?.shared === null && own.master === null ? [] : ['rprivate']),
      ...(slave?.shared === null && slave.master === source?.shared
        ? []
        : ['rslave']),
      ...(typeof shared?.shared === 'number' ? [] : ['rshared']),
    ]
    if (wrong.length === 0) return pass({ evidence })
    return fail({
      expected: `rprivate: no peer group; rslave: master:${source?.shared}; rshared: shared:…`,
      actual: `not so for ${wrong.join(', ')}`,
      evidence,
      diagnosis: 'PROPAGATION_IGNORED',
    })
  }),
}

const LINKED: readonly Role[] = ['door', 'climb']

const destination: Check = {
  id: 'mounts.destination',
  title: {
    en: 'a destination with links in it ends inside the rootfs, and the host stays untouched',
    zh: '挂载点路径里有符号链接时仍落在 rootfs 之内，宿主机不受影响',
  },
  points: 3,
  needs: ['mounts.attached'],
  source: 'openat2(2), RESOLVE_IN_ROOT; path_resolution(7)',
  run: ofFurnished(({ furnishing }, looks, { mounts, addedToHost, seen }) => {
    const lost = LINKED.filter(
      (role) => mountOf(furnishing, mounts, role)?.type !== 'tmpfs',
    )
    const touched = [
      ...touchedOutside(furnishing, looks),
      ...addedToHost
        .map(({ mountPoint }) => mountPoint)
        .filter((path) => path.startsWith(furnishing.outside)),
    ]
    const evidence = {
      ...describeLinks(furnishing),
      ...procEvidence(
        seen,
        'mountinfo',
        LINKED.map((role) =>
          describeMount(mountOf(furnishing, mounts, role)),
        ).join('\n'),
      ),
      [`${furnishing.outside}, on the host`]: looks.outside.join(' '),
    }
    if (lost.length === 0 && touched.length === 0) return pass({ evidence })
    return fail({
      expected: LINKED.map(
        (role) => `a tmpfs at "${landingOf(furnishing, role)}" inside`,
      ).join('\n'),
      actual:
        touched.length > 0
          ? `made on the host: ${touched.join(' ')}`
          : `nothing is mounted there: ${lost.join(', ')}`,
      evidence,
      diagnosis: 'DESTINATION_OUTSIDE',
    })
  }),
}

/** The folder has held one thing from the start. */
const touchedOutside = ({ outside }: Furnishing, looks: Looks) =>
  looks.outside
    .filter((name) => name !== 'room')
    .map((name) => `${outside}/${name}`)

function describeLinks(furnishing: Furnishing): Record<string, string> {
  return Object.fromEntries(
    LINKED.map((role) => [
      `destination ${furnishing.mounts[role].destination}`,
      `by a link to ${landingOf(furnishing, role)}`,
    ]),
  )
}

/** To refuse is right as well, but not for who refuses everything, or hangs. */
async function noRefusal(
  bench: Bench,
  box: Box<unknown>,
): Promise<Outcome | null> {
  const ordinary = (await bench.share(furnished)).box
  if (ordinary.inside === null) return nothingRuns(ordinary, 'MOUNTS_REFUSED')
  const isRefusal = whyItEnded(box.ending, 'refused') === 'refused'
  if (!isRefusal) return nothingRuns(box, 'NOT_STARTED')
  return elsewhere(ordinary.inside)
}

const cwd: Check = {
  id: 'mounts.cwd',
  title: {
    en: 'a process.cwd that is a link to a descriptor does not lead outside',
    zh: 'process.cwd 是指向描述符的链接时，也不会通到外面',
  },
  points: 2,
  needs: ['mounts.attached'],
  source: 'openat2(2), RESOLVE_NO_MAGICLINKS; CVE-2024-21626',
  run: async (bench) => {
    const { box, ...drawn } = await bench.share(wanderer)
    const evidence = {
      'process.cwd': `${drawn.cwd} → ${drawn.link}`,
      'open in the runtime': drawn.outside,
    }
    if (box.inside === null) {
      const refused = { ...evidence, ...saidBy(box.ending) }
      return (await noRefusal(bench, box)) ?? pass({ evidence: refused })
    }
    const astray = elsewhere(box.inside)
    if (astray !== null) return astray
    const { seen } = box.inside
    const stands = procEvidence(seen, 'cwd', describeHeld(seen.cwd))
    const all = { ...evidence, ...stands }
    const { identity } = seen.cwd
    if (identity !== null && identity !== box.found?.outside) {
      return pass({ evidence: all })
    }
    // Tried with crun 1.8.1: it goes wherever its caller has left a door open.
    if (!isLabProgram(bench.program)) {
      return unsupported(`the link is followed: ${describeHeld(seen.cwd)}`)
    }
    return fail({
      expected: 'an error, or a working directory inside',
      actual: `it stands in ${describeHeld(seen.cwd)}, on the host`,
      evidence: all,
      diagnosis: 'CWD_BY_DESCRIPTOR',
    })
  },
}

export const bindChecks: readonly Check[] = [
  bind,
  recursive,
  readOnly,
  propagation,
  destination,
  cwd,
]
