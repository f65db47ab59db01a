/**
 * What the container of step 2 has mounted, drawn anew at every run, and where
 * it comes from:
 *
 *     <folder>/store/note              a file to be bound, from a plain folder
 *     <folder>/bundle/gift-…/          a folder named relative to the bundle
 *     <folder>/elsewhere/gift-…/       the same name, where the runtime is started
 *     <folder>/dock/                   a filesystem of its own, mounted by the kit
 *     <folder>/dock/pier/              one more, mounted in it
 *     <folder>/outside-…/              a folder of the host that links lead to
 *     …/rootfs/door-… → /…/outside-…/room     a link with a path of the host
 *     …/rootfs/climb-… → ../../…/outside-…    a link with more ".." than there is
 */
import type { Entry } from '#checker/agent/protocol.ts'
import type { Bench } from '#checker/bench.ts'
import { folderOf } from '#checker/container.ts'
import type { MountEntry } from './box.ts'

export const NAME = 'furnished'
const PAGE_KIB = 4
const UPS = 24

/** Options that a filesystem gets to see, and the kernel shows. */
export interface TmpfsData {
  readonly sizeKib: number
  readonly mode: number
  readonly inodes: number
}

export interface Furnishing {
  readonly folder: string
  readonly dock: string
  readonly pier: string
  /** Name of a folder, relative to the bundle. */
  readonly gift: string
  readonly note: { readonly path: string; readonly text: string }
  /** Folder of the host that no mount may land in. */
  readonly outside: string
  /** Name of a place that is not there, neither inside nor outside. */
  readonly novel: string
  readonly attic: TmpfsData
  /** Sizes of two tmpfs at one place, in KiB. */
  readonly upper: number
  readonly lower: number
  /** Role → entry of `mounts[]`, in the order of the bundle. */
  readonly mounts: Readonly<Record<Role, MountEntry>>
  /** Role → where its mount has to be, if not at its destination. */
  readonly landings: Readonly<Partial<Record<Role, string>>>
}

export type Role =
  | 'proc'
  | 'sysfs'
  | 'cgroup'
  | 'queue'
  | 'attic'
  | 'lower'
  | 'upper'
  | 'within'
  | 'bind'
  | 'rbind'
  | 'file'
  | 'relative'
  | 'read-only'
  | 'private'
  | 'slave'
  | 'shared'
  | 'door'
  | 'climb'

/** Draw everything that is not the same in every container. */
export function furnish(bench: Bench): Furnishing {
  const hex = (what: string) => bench.seed.hex(`${NAME} ${what}`, 3)
  const folder = folderOf(bench, NAME)
  const outside = `${folder}/outside-${hex('outside')}`
  const novel = `new-${hex('novel')}`
  const places = {
    folder,
    dock: `${folder}/dock`,
    pier: `${folder}/dock/pier-${hex('pier')}`,
    gift: `gift-${hex('gift')}`,
    note: { path: `${folder}/store/note`, text: `${hex('text')}\n` },
    outside,
    novel,
    attic: drawData(bench),
    upper: PAGE_KIB * bench.seed.int(`${NAME} upper`, 4, 10),
    lower: PAGE_KIB * bench.seed.int(`${NAME} lower`, 12, 20),
  }
  const names = namesOf(hex)
  return {
    ...places,
    mounts: mountsOf(bench, places, names),
    landings: { door: `${outside}/room`, climb: `${outside}/${novel}` },
  }
}

function drawData({ seed }: Bench): TmpfsData {
  const int = (what: string, from: number, to: number) =>
    seed.int(`${NAME} attic ${what}`, from, to)
  return {
    sizeKib: PAGE_KIB * int('size', 4, 10),
    mode: 0o700 | int('mode', 1, 0o77),
    inodes: int('inodes', 20, 50),
  }
}

type Names = Readonly<Record<Exclude<Role, 'upper' | 'within'>, string>>

function namesOf(hex: (what: string) => string): Names {
  const at = (name: string) => `/${name}-${hex(name)}`
  return {
    proc: '/proc',
    sysfs: '/sys',
    cgroup: '/sys/fs/cgroup',
    queue: at('queue'),
    // Not there before: some runtimes keep the mode of what they cover.
    attic: at('attic'),
    lower: at('room'),
    bind: at('bind'),
    rbind: at('rbind'),
    // Neither the file nor its folder is there before.
    file: `${at('papers')}/${hex('paper')}/note`,
    relative: at('relative'),
    'read-only': at('shelf'),
    private: at('private'),
    slave: at('slave'),
    shared: at('shared'),
    door: at('door'),
    climb: at('climb'),
  }
}

type Places = Pick<
  Furnishing,
  'dock' | 'gift' | 'note' | 'attic' | 'upper' | 'lower' | 'folder' | 'novel'
>

function mountsOf(
  bench: Bench,
  { dock, gift, note, attic, upper, lower, folder, novel }: Places,
  names: Names,
): Furnishing['mounts'] {
  const locked = ['nosuid', 'noexec', 'nodev']
  const flags = (name: string) => drawFlags(bench, name)
  const bound = (destination: string, source: string, options: string[]) => {
    return { destination, type: 'bind', source, options }
  }
  const fresh = (destination: string, type: string, options: string[]) => {
    return { destination, type, source: type, options }
  }
  return {
    proc: fresh(names.proc, 'proc', locked),
    sysfs: fresh(names.sysfs, 'sysfs', [...locked, 'ro']),
    cgroup: fresh(names.cgroup, 'cgroup2', [...locked, 'relatime', 'ro']),
    queue: fresh(names.queue, 'mqueue', locked),
    attic: fresh(names.attic, 'tmpfs', [...flags('attic'), ...data(attic)]),
    lower: fresh(names.lower, 'tmpfs', [`size=${lower}k`]),
    upper: fresh(names.lower, 'tmpfs', [`size=${upper}k`]),
    within: bound(`${names.lower}/within`, `${folder}/store`, ['bind']),
    bind: bound(names.bind, dock, ['bind', ...boundFlags(bench)]),
    rbind: bound(names.rbind, dock, ['rbind']),
    file: bound(names.file, note.path, ['bind', 'nosuid']),
    relative: bound(names.relative, gift, ['bind']),
    'read-only': bound(names['read-only'], dock, ['bind', 'ro', 'nodev']),
    private: bound(names.private, dock, ['rbind', 'rprivate']),
    slave: bound(names.slave, dock, ['rbind', 'rslave']),
    shared: bound(names.shared, dock, ['rbind', 'rshared']),
    door: fresh(names.door, 'tmpfs', ['size=4k']),
    climb: fresh(`${names.climb}/${novel}`, 'tmpfs', ['size=8k']),
  }
}

/** At least one flag, at most three; and one of the ways to keep times. */
function drawFlags(bench: Bench, name: string): string[] {
  const all = ['nosuid', 'nodev', 'noexec']
  const bits = bench.seed.int(`${NAME} ${name} flags`, 1, 2 ** all.length - 1)
  const times = ['noatime', 'strictatime', 'relatime'] as const
  const time = bench.seed.pick(`${NAME} ${name} times`, times)
  return [...all.filter((_, index) => (bits >> index) & 1), time]
}

function boundFlags(bench: Bench): readonly string[] {
  const one = ['nosuid', 'nodev', 'noexec'] as const
  return [bench.seed.pick(`${NAME} bind flag`, one)]
}

function data({ sizeKib, mode, inodes }: TmpfsData): string[] {
  return [
    `size=${sizeKib}k`,
    `mode=${mode.toString(8).padStart(4, '0')}`,
    `nr_inodes=${inodes}`,
  ]
}

/** Files that are there before the runtime starts. */
export function entriesOf(furnishing: Furnishing): Entry[] {
  const { folder, gift, note, outside, mounts } = furnishing
  const relative = (path: string) => path.slice(folder.length + 1)
  const inside = (path: string) => `bundle/rootfs${path}`
  const up = '../'.repeat(UPS)
  const climb = mounts.climb.destination.replace(/\/[^/]*$/, '')
  return [
    { kind: 'text', path: relative(note.path), text: note.text },
    { kind: 'directory', path: `bundle/${gift}` },
    { kind: 'directory', path: `elsewhere/${gift}` },
    { kind: 'directory', path: relative(`${outside}/room`) },
    { kind: 'directory', path: inside(`${outside}/room`) },
    {
      kind: 'symlink',
      path: inside(mounts.door.destination),
      target: `${outside}/room`,
    },
    {
      kind: 'symlink',
      path: inside(climb),
      target: `${up}${outside.slice(1)}`,
    },
  ]
}
