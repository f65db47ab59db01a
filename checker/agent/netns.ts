/**
 * Network namespaces of the kit's. Each is kept by a file below the folder of the
 * run, which judged programs are told of, and by a descriptor of the agent's,
 * which nobody can mount anything over. One that a judged program has made is
 * kept by such a descriptor alone, for as long as somebody looks at it.
 *
 * Nothing that is done in one of them reaches the machine's own network, and all
 * of it, links and rules and connections, is gone when nobody holds it any more.
 *
 * @see network_namespaces(7), unshare(1)
 */
import {
  type ExecFileException,
  execFile,
  execFileSync,
} from 'node:child_process'
import {
  closeSync,
  constants,
  fstatSync,
  mkdirSync,
  openSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { NETWORK_SCRIPT } from '../evidence/network-state.ts'
import { trustedPath } from '../evidence/own-proc.ts'
import type { Netns, ToolReport } from './protocol.ts'
import type { Tools } from './tools.ts'

/** More than any ruleset of a lab prints. */
const MOST = 4 * 1024 * 1024

interface Held {
  readonly netns: Netns
  readonly fd: number
  /** Whether its file is of our making. */
  readonly isOurs: boolean
}

export class NetworkNamespaces {
  readonly #held = new Map<string, Held>()
  readonly #tools: Tools

  constructor(tools: Tools) {
    this.#tools = tools
  }

  /** Files that keep one, as they are in the table of mounts. */
  get paths(): readonly string[] {
    const held = [...this.#held.values()].filter(({ isOurs }) => isOurs)
    return held.map(({ netns }) => netns.path)
  }

  /** Make one, with its loopback up, as every container runtime does. */
  make(base: string, name: string): Netns {
    const path = join(base, 'netns', name)
    mkdirSync(join(base, 'netns'), { recursive: true, mode: 0o755 })
    writeFileSync(path, '', { flag: 'wx', mode: 0o444 })
    const ip = this.#tools.path('ip')
    const args = [`--net=${path}`, ip, 'link', 'set', 'lo', 'up']
    execFileSync(this.#tools.path('unshare'), args, { stdio: 'pipe' })
    return this.#hold(openSync(path, 'r'), path)
  }

  /** Take hold of that of a process; `null` if the process is gone. */
  hold(pid: number): Netns | null {
    try {
      return this.#hold(openSync(trustedPath(`/proc/${pid}/ns/net`), 'r'))
    } catch (error) {
      if (isGone(error)) return null
      throw error
    }
  }

  /**
   * Take hold of one that a file keeps.
   *
   * @returns `null` if it is another by now, or none: somebody covered the file.
   */
  holdFile(path: string, inode: number): Netns | null {
    // Whoever covers it with a FIFO does not make us wait for its writer.
    const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
    if (fstatSync(fd).ino === inode) return this.#hold(fd)
    closeSync(fd)
    return null
  }

  /** @param path Its file, if that is of our making. */
  #hold(fd: number, path?: string): Netns {
    const handle = `/proc/${process.pid}/fd/${fd}`
    const netns = { path: path ?? handle, handle, inode: fstatSync(fd).ino }
    this.#held.set(netns.path, { netns, fd, isOurs: path !== undefined })
    return netns
  }

  /**
   * Let go of one: a file of ours is gone, and so is the namespace if nobody is
   * in it.
   *
   * @throws {Error} If it is none of ours.
   */
  drop(path: string): void {
    const held = this.#held.get(path)
    if (held === undefined) throw new Error(`There is no namespace "${path}"`)
    this.#held.delete(path)
    closeSync(held.fd)
    if (!held.isOurs) return
    execFileSync(this.#tools.path('umount'), ['-l', path], { stdio: 'pipe' })
    rmSync(path)
  }

  /** Run a tool of the guest's in a namespace; `null` is that of the machine. */
  run(
    netns: string | null,
    [name = '', ...args]: readonly string[],
    { stdin = '', timeoutMs }: { stdin?: string; timeoutMs: number },
  ): Promise<ToolReport> {
    const tool = this.#tools.path(name)
    const [command, list] =
      netns === null
        ? [tool, args]
        : [this.#tools.path('nsenter'), this.#entering(netns, tool, args)]
    return reportOf(command, list, stdin, timeoutMs)
  }

  /** What there is in a namespace, as texts to be parsed. */
  async look(
    netns: string | null,
    timeoutMs: number,
    script = NETWORK_SCRIPT,
  ): Promise<string> {
    const argv = ['sh', '-c', script]
    for (const tool of ['ip', 'nft']) this.#tools.path(tool)
    const { code, stdout, stderr } = await this.run(netns, argv, { timeoutMs })
    if (code === 0) return stdout
    throw new Error(`Cannot look at a network (status ${code}): ${stderr}`)
  }

  #entering(handle: string, tool: string, args: readonly string[]): string[] {
    const held = [...this.#held.values()].map(({ netns }) => netns.handle)
    if (!held.includes(handle)) {
      throw new Error(`Expected a namespace of this run but found "${handle}"`)
    }
    return [`--net=${trustedPath(handle)}`, tool, ...args]
  }
}

function reportOf(
  command: string,
  args: readonly string[],
  stdin: string,
  timeout: number,
): Promise<ToolReport> {
  return new Promise((resolve) => {
    const options = {
      // What is relative, as the handle, begins in a /proc that is believed.
      cwd: trustedPath('/proc'),
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8' },
      maxBuffer: MOST,
      timeout,
      killSignal: 'SIGKILL' as const,
    }
    const child = execFile(command, args, options, (error, stdout, stderr) =>
      resolve({ code: statusOf(error), stdout, stderr }),
    )
    // A tool that reads nothing may be gone before it is written to.
    child.stdin?.on('error', () => {})
    child.stdin?.end(stdin)
  })
}

/** `null`: it did not come to an end by itself, or not to a beginning. */
function statusOf(error: ExecFileException | null): number | null {
  if (error === null) return 0
  return typeof error.code === 'number' ? error.code : null
}

/** The process is gone, or about to go. */
function isGone(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException
  return code === 'ENOENT' || code === 'ESRCH'
}
