/** Step 7: what each container has of its own is nobody's layer. */
import type { TreeEntry } from '#checker/files.ts'
import { type Check, fail, pass } from '#checker/lab.ts'
import { checkOf, commandsOf } from './commands.ts'
import { type Furnished, furnished } from './furnished.ts'

const FOLDERS = ['dev', 'dev/pts', 'dev/shm', 'etc', 'proc', 'sys']
const FILES = [
  '.dockerenv',
  'dev/console',
  'etc/hostname',
  'etc/hosts',
  'etc/resolv.conf',
]

/** Lines of one kind are these. */
function ofLines(
  wanted: (shown: Furnished) => readonly string[],
  found: (shown: Furnished) => readonly string[],
  diagnosis: string,
): Check['run'] {
  return checkOf(furnished, (shown) => {
    const sorted = (lines: readonly string[]) => [...lines].sort().join('\n')
    const [expected, actual] = [sorted(wanted(shown)), sorted(found(shown))]
    const evidence = {
      ...commandsOf(shown),
      'the init layer': (shown.init?.entries ?? []).map(describe).join('\n'),
      'tar -tf': shown.archived?.join('\n') ?? '(no archive)',
      'the list of changes': shown.listed.join('\n'),
    }
    if (expected === actual) return pass({ evidence })
    return fail({
      expected,
      actual: actual || 'nothing',
      evidence,
      diagnosis,
    })
  })
}

const describe = ({ path, kind, mode, size, target }: TreeEntry) => {
  const permissions = (mode & 0o7777).toString(8)
  if (kind === 'link') return `${path} -> ${target}`
  return kind === 'file'
    ? `${path}: file, mode ${permissions}, ${size} bytes`
    : `${path}: ${kind}, mode ${permissions}`
}

/** Of the files that the container wrote to, those that are told of. */
const writtenIn = ({ own, ofInit }: Furnished, paths: readonly string[]) =>
  [...own, ...ofInit].filter((path) =>
    paths.some((one) => one.replace(/^\.?\//, '') === path),
  )

export const initChecks: readonly Check[] = [
  {
    id: 'init-layer.places',
    title: {
      en: 'the init layer has the places, empty, for what each container gets',
      zh: 'init 层为每个容器各自的东西备好空位置',
    },
    points: 2,
    needs: [],
    source: 'runtime-spec config-linux.md, "Default Filesystems"; hosts(5)',
    run: ofLines(
      () => [
        ...FOLDERS.map((path) => `${path}: directory, mode 755`),
        ...FILES.map((path) => `${path}: file, mode 644, 0 bytes`),
        'etc/mtab -> /proc/mounts',
      ],
      ({ init }) =>
        (init?.entries ?? []).filter(({ path }) => path !== '').map(describe),
      'INIT_PLACES',
    ),
  },
  {
    id: 'init-layer.kept',
    title: {
      en: 'what is in the folder already stays as it is, and the rest is made',
      zh: '目录里已有的东西保持原样，其余的补上',
    },
    points: 1,
    needs: [],
    source: 'open(2), O_EXCL',
    run: ofLines(
      ({ kept }) => [
        `etc/hosts: ${kept.wanted}`,
        'etc: hostname hosts mtab resolv.conf',
      ],
      ({ kept, beside }) => [
        `etc/hosts: ${kept.found ?? 'not there'}`,
        `etc: ${beside.join(' ')}`,
      ],
      'INIT_OVERWRITTEN',
    ),
  },
  {
    id: 'init-layer.commit',
    title: {
      en: 'a layer has what the container wrote, and nothing of the init layer',
      zh: '层里有容器写下的内容，但没有 init 层的东西',
    },
    points: 2,
    needs: ['commit.files'],
    source: 'mini-layers --help; docker-container-commit(1)',
    run: ofLines(
      ({ own }) => own,
      (shown) => writtenIn(shown, shown.archived ?? []),
      'INIT_COMMITTED',
    ),
  },
  {
    id: 'init-layer.diff',
    title: {
      en: 'the list of changes does not tell of the init layer either',
      zh: '改动列表里也不提 init 层',
    },
    points: 1,
    needs: ['diff.changed'],
    source: 'docker-container-diff(1)',
    run: ofLines(
      ({ own }) => own,
      (shown) => writtenIn(shown, shown.listed),
      'INIT_LISTED',
    ),
  },
]
