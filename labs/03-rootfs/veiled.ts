/**
 * The container of step 4: what it may not see, and what it may not change. All
 * of it is asked of one container; a runtime that cannot start that one is asked
 * for one thing at a time.
 *
 *     …/rootfs/masked-…/file         may not be read, and
 *     …/rootfs/masked-…/folder/…     may not be listed
 *     …/rootfs/fixed-…/file          may be read and not be written
 *     …/rootfs/fixed-…/folder/…      the same
 *     …/rootfs/scratch-…/            a tmpfs: may be written in any case
 */
import type { Entry, FileFacts } from '#checker/agent/protocol.ts'
import type { Bench } from '#checker/bench.ts'
import type { SpecPatch } from '#checker/spec-patch.ts'
import { type CallResult, visit } from '#checker/visitor.ts'
import { type Box, type Inside, openBox } from './box.ts'
import { namespacesOf } from './furnished.ts'
import { creating, openingToWrite } from './inspect.ts'

const PROPAGATIONS = ['shared', 'unbindable'] as const

export interface Veil {
  readonly masked: string
  readonly fixed: string
  readonly scratch: string
  /** What only the files in the rootfs say. */
  readonly text: string
  readonly propagation: (typeof PROPAGATIONS)[number]
}

/** What can be asked for by itself. */
export type Aspect = 'masked' | 'fixed' | 'read-only' | 'propagation'

export interface Veiled {
  readonly veil: Veil
  readonly box: Box<Sight>
}

export interface Sight {
  /** Text of the masked file, by way of the container's root. */
  readonly masked: string | null
  readonly maskedFile: FileFacts | null
  readonly maskedFolder: readonly string[] | null
  readonly fixed: string | null
  readonly visitor: Visit | null
}

interface Visit {
  /** Text of the masked file, as a process inside reads it. */
  readonly masked: string | null
  readonly byLink: string | null
  readonly intoFixedFile: CallResult
  readonly intoFixedFolder: CallResult
  readonly intoSysctl: CallResult
  readonly intoRoot: CallResult
  readonly intoScratch: CallResult
}

const ALL: readonly Aspect[] = ['masked', 'fixed', 'read-only', 'propagation']

/** The container with everything; see `veiledFor`. */
export const veiled = (bench: Bench) => open(bench, 'veiled', ALL)

const alone: Readonly<Record<Aspect, (bench: Bench) => Promise<Veiled>>> = {
  masked: (bench) => open(bench, 'masked', ['masked']),
  fixed: (bench) => open(bench, 'fixed', ['fixed']),
  'read-only': (bench) => open(bench, 'read-only', ['read-only']),
  propagation: (bench) => open(bench, 'propagation', ['propagation']),
}

/** The container as far as one aspect matters. */
export async function veiledFor(bench: Bench, aspect: Aspect): Promise<Veiled> {
  const all = await bench.share(veiled)
  return all.box.inside === null ? bench.share(alone[aspect]) : all
}

async function open(
  bench: Bench,
  name: string,
  aspects: readonly Aspect[],
): Promise<Veiled> {
  const veil = draw(bench)
  const box = await openBox(
    bench,
    { name, spec: specOf(veil, aspects), entries: entriesOf(veil) },
    (inside) => look(bench, veil, inside),
  )
  return { veil, box }
}

function draw({ seed }: Bench): Veil {
  const hex = (what: string) => seed.hex(`veil ${what}`, 4)
  return {
    masked: `/masked-${hex('masked')}`,
    fixed: `/fixed-${hex('fixed')}`,
    scratch: `/scratch-${hex('scratch')}`,
    text: `${hex('text')}\n`,
    propagation: seed.pick('veil propagation', PROPAGATIONS),
  }
}

function specOf(
  { masked, fixed, scratch, propagation }: Veil,
  aspects: readonly Aspect[],
): SpecPatch {
  const members: Record<Aspect, object> = {
    masked: {
      maskedPaths: [
        `${masked}/file`,
        `${masked}/folder`,
        `${masked}/link`,
        `${masked}/none`,
      ],
    },
    fixed: {
      readonlyPaths: [
        `${fixed}/file`,
        `${fixed}/folder`,
        '/proc/sys',
        `${fixed}/none`,
      ],
    },
    'read-only': {},
    propagation: { rootfsPropagation: propagation },
  }
  const linux = aspects.map((aspect) => members[aspect])
  return {
    ...(aspects.includes('read-only') ? { root: { readonly: true } } : {}),
    mounts: [
      { destination: '/proc', type: 'proc', source: 'proc' },
      { destination: scratch, type: 'tmpfs', source: 'tmpfs' },
    ],
    linux: Object.assign(
      { namespaces: namespacesOf('mount', 'pid') },
      ...linux,
    ),
  }
}

function entriesOf({ masked, fixed, text }: Veil): Entry[] {
  const file = (path: string): Entry => {
    return { kind: 'text', path: `bundle/rootfs${path}`, text }
  }
  return [
    file(`${masked}/file`),
    file(`${masked}/folder/inner`),
    file(`${masked}/target`),
    {
      kind: 'symlink',
      path: `bundle/rootfs${masked}/link`,
      target: `${masked}/target`,
    },
    file(`${fixed}/file`),
    file(`${fixed}/folder/inner`),
  ]
}

async function look(
  bench: Bench,
  veil: Veil,
  { at, seen }: Inside,
): Promise<Sight> {
  const { masked, fixed } = veil
  const [secret = null, note = null] = await bench.call('read', {
    paths: [at(`${masked}/file`), at(`${fixed}/file`)],
  })
  const [maskedFile = null] = await bench.call('stat', {
    paths: [at(`${masked}/file`)],
  })
  const [maskedFolder = null] = await bench.call('list', {
    paths: [at(`${masked}/folder`)],
  })
  const visitor = await sendVisitor(bench, veil, seen.pid)
  return { masked: secret, maskedFile, maskedFolder, fixed: note, visitor }
}

function sendVisitor(
  bench: Bench,
  { masked, fixed, scratch, text }: Veil,
  pid: number,
): Promise<Visit | null> {
  const name = `new-${text.trim()}`
  return visit(bench, {
    pid,
    namespaces: ['mnt'],
    record: (visitor) => ({
      masked: visitor.text(`${masked}/file`),
      byLink: visitor.text(`${masked}/link`),
      intoFixedFile: openingToWrite(visitor, `${fixed}/file`),
      intoFixedFolder: creating(visitor, `${fixed}/folder/${name}`),
      intoSysctl: openingToWrite(visitor, '/proc/sys/kernel/hostname'),
      intoRoot: creating(visitor, `/${name}`),
      intoScratch: creating(visitor, `${scratch}/${name}`),
    }),
  })
}
