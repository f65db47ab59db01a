/**
 * Files as the kernel shows them, and changes to them as a container makes them.
 *
 *     const tree = await treeOf(bench, upper)            // lstat(2), SHA-256
 *     const [marks] = await xattrsOf(bench, [directory]) // lgetxattr(2)
 *     await change(bench, merged, [{ remove: '/etc/motd' }])
 *
 * The changes are system calls of a small program whose root is the folder, as a
 * container's is: no link in it leads out.
 */
import type { Argument, Result } from '#runtime/sys/program.ts'
import type { Tree } from './agent/protocol.ts'
import type { Answer, CallResult } from './answers.ts'
import type { Bench } from './bench.ts'
import {
  AT_FDCWD,
  AT_REMOVEDIR,
  AT_SYMLINK_NOFOLLOW,
  O_APPEND,
  O_CREAT,
  O_TRUNC,
  O_WRONLY,
} from './kernel.ts'
import { type Visitor, visit } from './visitor.ts'

export type { Tree, TreeEntry } from './agent/protocol.ts'

const MOST_ENTRIES = 5_000
const MOST_BYTES = 8 * 1024 * 1024

/** A folder and all below it, sorted by path; `null` if there is none. */
export function treeOf(
  bench: Bench,
  path: string,
  most = MOST_ENTRIES,
): Promise<Tree | null> {
  return bench.call('tree', { path, most })
}

/** Content of a file; `null` if there is none, or it is longer than that. */
export async function bytesOf(
  bench: Bench,
  path: string,
  most = MOST_BYTES,
): Promise<Buffer | null> {
  const base64 = await bench.call('bytes', { path, most })
  return base64 === null ? null : Buffer.from(base64, 'base64')
}

/** Extended attributes of a file: name → value. */
export type Xattrs = Readonly<Record<string, Buffer>>

/** More than any attribute of a layer has, and than the names of all of them. */
const XATTR_SIZE = 4096

/**
 * Extended attributes of files, those of the kernel's own (`trusted.`) too; links
 * are not followed. `null` where there is no file.
 *
 * @see xattr(7)
 */
export async function xattrsOf(
  bench: Bench,
  paths: readonly string[],
): Promise<(Xattrs | null)[]> {
  const lists = await askEach(bench, paths, (path) => ['llistxattr', [path]])
  const names = lists.map((list) =>
    (list?.toString('utf8') ?? '').split('\0').filter(Boolean),
  )
  const pairs = names.flatMap((list, at) =>
    list.map((name): [string, string] => [paths[at] ?? '', name]),
  )
  const values = await askEach(bench, pairs, (pair) => ['lgetxattr', pair])
  return lists.map((list, at) => {
    if (list === null) return null
    const own = (names[at] ?? []).map((name) => {
      const index = pairs.findIndex(
        ([path, other]) => path === paths[at] && other === name,
      )
      return [name, values[index] ?? Buffer.alloc(0)]
    })
    return Object.fromEntries(own)
  })
}

/** A call for each thing, which fills a buffer and returns how much of it. */
async function askEach<T>(
  bench: Bench,
  things: readonly T[],
  callFor: (thing: T) => readonly [name: string, args: readonly string[]],
): Promise<(Buffer | null)[]> {
  if (things.length === 0) return []
  const found = await visit(bench, {
    record: (visitor) => {
      const asked = things.map((thing) => filling(visitor, ...callFor(thing)))
      const take: Answer<(Buffer | null)[]>['take'] = (answers) =>
        asked.map((answer) => answer.take(answers))
      return { all: { take } }
    },
  })
  if (found === null) throw new Error('The kit could not ask for attributes')
  return found.all
}

function filling(
  visitor: Visitor,
  name: string,
  args: readonly string[],
): Answer<Buffer | null> {
  const { program } = visitor
  const room = Buffer.alloc(XATTR_SIZE)
  const result = visitor.result((options) =>
    program.syscall(name, [...args, room, XATTR_SIZE], options),
  )
  program.write(1, room)
  return {
    take: (answers) => {
      const { value, error } = result.take(answers)
      const bytes = answers.take(XATTR_SIZE)
      return error === null ? Buffer.from(bytes.subarray(0, value)) : null
    },
  }
}

/** What a process of a container does to a file; paths begin at its root. */
export type Change =
  | { readonly write: string; readonly text: string }
  | { readonly append: string; readonly text: string }
  | { readonly remove: string }
  | { readonly removeDirectory: string }
  | { readonly makeDirectory: string; readonly mode?: number }
  | { readonly rename: string; readonly to: string }
  /** One more name, `link`, for the file `to`. */
  | { readonly link: string; readonly to: string }
  | { readonly symlink: string; readonly target: string }
  | { readonly mode: string; readonly bits: number }
  | { readonly owner: string; readonly uid: number; readonly gid: number }
  | { readonly xattr: string; readonly name: string; readonly value: Buffer }
  /** A node of any kind; the kind is a part of the mode. @see mknod(2) */
  | { readonly node: string; readonly mode: number; readonly device: number }

/**
 * Make changes, one after another, by a process whose root is `root`.
 *
 * @returns Of each the name of its error, `null` if it was made.
 * @throws {Error} If there is no such root.
 */
export async function change(
  bench: Bench,
  root: string,
  changes: readonly Change[],
): Promise<(string | null)[]> {
  const found = await visit(bench, {
    record: (visitor) => {
      visitor.program.chroot(root)
      visitor.program.chdir('/')
      visitor.program.syscall('umask', [0])
      const made = changes.map((one) => recordChange(visitor, one))
      const take: Answer<(string | null)[]>['take'] = (answers) =>
        made.map((results) => {
          const errors = results.map((result) => result.take(answers).error)
          return errors.find((error) => error !== null) ?? null
        })
      return { errors: { take } }
    },
  })
  if (found === null) throw new Error(`Nothing could be done in "${root}"`)
  return found.errors
}

const MODE = 0o755
const FILE_MODE = 0o644

type CallResults = readonly Answer<CallResult>[]

function recordChange(visitor: Visitor, one: Change): CallResults {
  if ('text' in one) return recordText(visitor, one)
  const [name, ...args] = callOf(one)
  return [
    visitor.result((options) => visitor.program.syscall(name, args, options)),
  ]
}

type Text = Extract<Change, { readonly text: string }>

function recordText(visitor: Visitor, one: Text): CallResults {
  const { program } = visitor
  const [path, how] =
    'write' in one ? [one.write, O_TRUNC] : [one.append, O_APPEND]
  const flags = O_WRONLY | O_CREAT | how
  let fd: Result | undefined
  const opened = visitor.result((options) => {
    fd = program.openat(AT_FDCWD, path, flags, FILE_MODE, options)
  })
  const file = fd as Result | undefined
  if (file === undefined) throw new Error('Expected a descriptor')
  const bytes = Buffer.from(one.text)
  const written = visitor.result((options) =>
    program.syscall('write', [file, bytes, bytes.length], options),
  )
  program.close(file, { ignore: true })
  return [opened, written]
}

type Call = readonly [name: string, ...args: readonly Argument[]]

function callOf(one: Exclude<Change, Text>): Call {
  const at = AT_FDCWD
  if ('remove' in one) return ['unlinkat', at, one.remove, 0]
  if ('removeDirectory' in one)
    return ['unlinkat', at, one.removeDirectory, AT_REMOVEDIR]
  if ('makeDirectory' in one)
    return ['mkdirat', at, one.makeDirectory, one.mode ?? MODE]
  if ('rename' in one) return ['renameat2', at, one.rename, at, one.to, 0]
  if ('link' in one) return ['linkat', at, one.to, at, one.link, 0]
  if ('symlink' in one) return ['symlinkat', one.target, at, one.symlink]
  if ('bits' in one) return ['fchmodat', at, one.mode, one.bits]
  if ('owner' in one)
    return ['fchownat', at, one.owner, one.uid, one.gid, AT_SYMLINK_NOFOLLOW]
  if ('xattr' in one)
    return ['lsetxattr', one.xattr, one.name, one.value, one.value.length, 0]
  return ['mknodat', at, one.node, one.mode, one.device]
}
