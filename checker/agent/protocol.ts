/**
 * What the checker on the host and the agent in the guest say to each other:
 * one JSON object a line, over the standard streams of the agent.
 *
 *     host ─▶ {"id": 7, "method": "observe", "params": {"pid": 812}}
 *     host ◀─ {"id": 7, "result": {…}}   or   {"id": 7, "error": {"message": "…"}}
 *             each with a signature before it: see signature.ts
 *
 * The agent is a hand, not a head: it writes files, starts programs and reads
 * `/proc`. What any of it means is decided on the host.
 */
import type { BirthFile } from '../evidence/birth.ts'
import type { CgroupLook } from '../evidence/cgroup-look.ts'
import type { Observation } from '../evidence/process.ts'
import type { SceneTexts } from '../evidence/scene-texts.ts'

/** Longest line either side accepts; a longer one means that the other is broken. */
export const LONGEST_LINE = 16 * 1024 * 1024

/** Something to make below the folder of this run. */
export type Entry = {
  readonly path: string
  /** User and group it belongs to; otherwise root's. */
  readonly owner?: number
  /** Time of its last change, in seconds since 1970. */
  readonly mtime?: number
} & (
  | { readonly kind: 'directory'; readonly mode?: number }
  | { readonly kind: 'symlink'; readonly target: string }
  | { readonly kind: 'file'; readonly base64: string; readonly mode: number }
  /** A file that is kept between runs; without `base64`, it is there already. */
  | {
      readonly kind: 'blob'
      readonly sha256: string
      readonly base64?: string
      readonly mode: number
    }
  | { readonly kind: 'text'; readonly text: string; readonly mode?: number }
  /** One more name for a file made before: the same inode. */
  | { readonly kind: 'link'; readonly to: string }
  | { readonly kind: 'fifo' }
  /** A device node, for what nobody opens. @see mknod(1) */
  | {
      readonly kind: 'device'
      readonly type: 'c' | 'b'
      readonly major: number
      readonly minor: number
      readonly mode: number
    }
)

export interface Hello {
  readonly pid: number
  /** Folder of this run in the guest; nobody else has it. */
  readonly base: string
  readonly kernel: string
  readonly arch: string
  readonly node: string
  /** From the birth of the agent's process to the first line of its code. */
  readonly nodeStartMs: number
  /** Folder of the cgroup that holds judged programs; `null` without cgroup v2. */
  readonly cgroup: string | null
  /** Controllers that this cgroup may hand down; none beside cgroup v1. */
  readonly controllers: readonly string[]
}

export interface StartRequest {
  readonly argv: readonly string[]
  readonly cwd: string
  /** Folder that this program alone was given: whose root is in it came from it. */
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
  /** Number → path of a file to be open for reading under that number. */
  readonly descriptors: Readonly<Record<number, string>>
  /** After that the whole tree is killed. */
  readonly timeoutMs: number
  /**
   * A cgroup below a slice, which the program may make and use. Who is in it
   * came from this program, and goes with it.
   */
  readonly cgroup?: string
  /** Handle of a network namespace of the kit's to start it in. */
  readonly netns?: string
}

export interface Started {
  readonly job: number
  readonly pid: number
  /** What descriptors 0, 1 and 2 refer to: `socket:[4711]`. */
  readonly streams: readonly string[]
}

/** How a judged program ended. Exactly one of `code` and `signal` is set. */
export interface Ending {
  readonly code: number | null
  readonly signal: string | null
  readonly timedOut: boolean
  /** It wrote more than anyone could read, and was killed for it. */
  readonly flooded: boolean
  /** The first 64 KiB. */
  readonly stdout: string
  readonly stderr: string
}

export type Search =
  /** `file` says which of the wanted executables it is. */
  | { readonly pid: number; readonly file: string }
  | { readonly pid: null; readonly because: 'ended' | 'timeout' }

/** What lstat(2) says of a file. */
export interface FileFacts {
  readonly kind:
    | 'file'
    | 'directory'
    | 'link'
    | 'character device'
    | 'block device'
    | 'fifo'
    | 'socket'
  /** Permissions with set-user-ID and the like: `0o1777`. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly size: number
  /** `major:minor` that a device node stands for. */
  readonly device: string | null
  /** What a symbolic link says. */
  readonly target: string | null
  readonly identity: string
}

/** A file below a folder, and what only a whole tree is asked for. */
export interface TreeEntry extends FileFacts {
  /** Relative to the folder, which is `` itself. */
  readonly path: string
  /** How many names the file has. */
  readonly links: number
  /** Nanoseconds since 1970, as a number in decimal digits. */
  readonly mtimeNs: string
  /** Bytes that it takes on the disk: less than its size if there are holes. */
  readonly bytesOnDisk: number
  /** Of the content of a file; `null` for everything else, and for what is too long. */
  readonly sha256: string | null
}

export interface Tree {
  /** The folder itself, and all below it, sorted by path. */
  readonly entries: readonly TreeEntry[]
  /** False if there was more than anybody wanted to see. */
  readonly isWhole: boolean
}

/** Some files as they were at one time; `null` where there was none. */
export interface Sample {
  /** CLOCK_MONOTONIC right before the files were read, in nanoseconds. */
  readonly atNs: number
  /** How long reading them took: the doubt about each of them. */
  readonly tookNs: number
  readonly texts: readonly (string | null)[]
}

/** A block device of the kit's, of zeros. */
export interface Disk {
  /** `/dev/loop3` */
  readonly path: string
  /** `major:minor`, as it stands in `io.max` and `io.stat`. */
  readonly device: string
}

/** How a visitor ended, and the bytes it wrote. */
export interface VisitReport {
  readonly code: number | null
  readonly signal: string | null
  readonly base64: string
}

/** A network namespace of the kit's. */
export interface Netns {
  /** A file that keeps it, as a runtime would tell a CNI plugin. */
  readonly path: string
  /** The same, by a descriptor of the agent's: nobody can cover it. */
  readonly handle: string
  /** As `/proc/<pid>/ns/net` of who is in there shows it. */
  readonly inode: number
}

/** How a tool of the guest's ended, and what it said. */
export interface ToolReport {
  /** `null` if it was killed when its time was over. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Who read a FIFO, as seen while it waited in read(2). */
export interface FifoReading {
  readonly reader: Observation | null
  readonly because: 'read' | 'ended' | 'timeout' | 'stranger'
}

export interface Methods {
  hello(params: { readonly token: string }): Hello
  write(params: { readonly entries: readonly Entry[] }): null
  /** Which blobs, by their hashes, are not kept here. */
  lacks(params: { readonly sha256: readonly string[] }): string[]
  /** Identity of each file, `null` where there is none. Links are followed. */
  identify(params: { readonly paths: readonly string[] }): (string | null)[]
  /** Text of each file, `null` where there is none; bytes beyond 256 KiB are cut. */
  read(params: { readonly paths: readonly string[] }): (string | null)[]
  /** Facts about each file, `null` where there is none. Links are not followed. */
  stat(params: { readonly paths: readonly string[] }): (FileFacts | null)[]
  /** All that is below a folder, by lstat(2); `null` where there is none. */
  tree(params: { readonly path: string; readonly most: number }): Tree | null
  /** Content of a file as base64; `null` if there is none, or it is longer. */
  bytes(params: { readonly path: string; readonly most: number }): string | null
  /** Names in each directory, sorted; `null` where there is none. */
  list(params: { readonly paths: readonly string[] }): (string[] | null)[]
  /** Run a program of the kit to its end. */
  visit(params: {
    readonly base64: string
    /** A cgroup it joins before its first call. */
    readonly cgroup?: string
    readonly timeoutMs: number
  }): VisitReport
  start(params: StartRequest): Started
  send(params: {
    readonly job: number
    readonly text: string
    readonly end?: boolean
  }): null
  /** `false` if there was nobody to get it. */
  signal(params: { readonly pid: number; readonly signal: number }): boolean
  /** Wait until a process executes one of the files and sleeps in a system call. */
  find(params: {
    readonly job: number
    readonly files: readonly string[]
    /** Processes that are known already. */
    readonly except?: readonly number[]
    readonly timeoutMs: number
  }): Search
  observe(params: { readonly pid: number }): Observation | null
  /** Wait until a process is gone; tells what became of it. */
  awaitEnd(params: {
    readonly pid: number
    readonly timeoutMs: number
  }): 'gone' | 'zombie' | 'alive'
  /** Wait until all `signals` are blocked, or pending; tells which of them are. */
  awaitSignals(params: {
    readonly pid: number
    readonly field: 'SigBlk' | 'ShdPnd'
    readonly signals: readonly number[]
    readonly timeoutMs: number
  }): number[]
  /** Wait until the output holds `text`; tells the output so far. */
  awaitOutput(params: {
    readonly job: number
    readonly text: string
    readonly timeoutMs: number
  }): { readonly stdout: string; readonly stderr: string }
  /** Offer `text` to whoever opens the FIFO and executes one of `files`. */
  offer(params: {
    readonly job: number
    readonly path: string
    readonly text: string
    readonly files: readonly string[]
    readonly timeoutMs: number
  }): FifoReading
  /** Wait for the end; when the time is over, it is killed and `timedOut`. */
  wait(params: { readonly job: number; readonly timeoutMs: number }): Ending
  /**
   * Make a cgroup for containers below that of the run: see slices.ts. It hands
   * no controller down; that is for the judged program to do.
   */
  slice(params: {
    readonly name: string
    /** File → what is written into it: `cpuset.cpus` → `1`. */
    readonly settings: Readonly<Record<string, string>>
  }): { readonly path: string }
  /** Read files some times, at even distances. */
  sample(params: {
    readonly paths: readonly string[]
    readonly times: number
    readonly everyMs: number
    readonly timeoutMs: number
  }): Sample[]
  /** Folders of all cgroups; the root is not one of them. */
  cgroups(params: Record<string, never>): string[]
  /** What stands in the files of cgroups with processes, or of one cgroup. */
  look(params: {
    /** Its path below the mount, whoever is in it. */
    readonly only?: string
  }): CgroupLook
  /** The newest files of births in a folder: see evidence/birth.ts. */
  births(params: {
    readonly folder: string
    /** Names of files of which the text is not needed. */
    readonly known?: readonly string[]
  }): BirthFile[]
  /** Wait until a file holds `text`; tells what it holds in the end. */
  awaitText(params: {
    readonly path: string
    readonly text: string
    readonly timeoutMs: number
  }): string | null
  /** Write a file of a cgroup of this run; the error's name if the kernel refuses. */
  put(params: { readonly path: string; readonly text: string }): string | null
  /** Make a block device of zeros; it goes with the run. */
  disk(params: { readonly mib: number }): Disk
  /** Make a network namespace; it goes with the run. */
  netns(params: { readonly name: string }): Netns
  /** Take hold of that of a process; `null` if it is gone. */
  netnsOf(params: { readonly pid: number }): Netns | null
  /** Let go of a network namespace, by its path. */
  dropNetns(params: { readonly path: string }): null
  /** Run a tool of the guest's: in a namespace of the run, or in its own. */
  tool(params: {
    readonly netns: string | null
    readonly argv: readonly string[]
    readonly stdin?: string
    readonly timeoutMs: number
  }): ToolReport
  /** What there is in a network: see evidence/network-state.ts. */
  network(params: {
    readonly netns: string | null
    readonly timeoutMs: number
  }): string
  /** What the whole guest looks like: see checker/scene. */
  scene(params: {
    /** Whether to look at networks, for which tools are run in the background. */
    readonly networks: boolean
    /** Whether to list what lies in upper layers. */
    readonly overlays: boolean
    /** Marks of texts that need not be sent again, by what they are of. */
    readonly known?: Readonly<Record<string, string>>
  }): SceneTexts
  /** Kill what is left of a judged program and everything it started. */
  kill(params: { readonly job: number }): null
  /** What is there now and was not when the agent started. */
  leftovers(params: Record<string, never>): string[]
  close(params: Record<string, never>): null
}

export type Method = keyof Methods
export type Params<M extends Method> = Parameters<Methods[M]>[0]
export type Reply<M extends Method> = ReturnType<Methods[M]>

export interface Request {
  readonly id: number
  readonly method: Method
  readonly params: unknown
}

export type Response =
  | { readonly id: number; readonly result: unknown }
  | {
      readonly id: number
      readonly error: { readonly message: string; readonly code?: string }
    }
