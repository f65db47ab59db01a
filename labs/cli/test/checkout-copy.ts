/** A checkout of its own for a test: it has its own work, state and machine. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Test } from 'tap'
import { checkoutRoot } from '#checker/checkout.ts'

const PARTS = [
  ...['checker', 'labs', 'runtime', 'vm'],
  ...['package.json', 'package-lock.json', 'tsconfig.json'],
]

export interface Finished {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

export class CheckoutCopy {
  readonly root: string
  /** Parent of the folder for sockets; its name is in the environment of all we start. */
  readonly #run: string

  /** Copies this checkout; its machine is stopped when the test ends. */
  constructor(t: Test) {
    const from = checkoutRoot()
    // Not t.testdir(): that one is gone before the teardown below runs.
    this.root = mkdtempSync(join(tmpdir(), 'labs-cli-test-'))
    for (const part of PARTS) {
      cpSync(join(from, part), join(this.root, part), {
        recursive: true,
        filter: (path) => relative(from, path) !== 'labs/work',
      })
    }
    symlinkSync(join(from, 'node_modules'), join(this.root, 'node_modules'))
    this.#run = mkdtempSync('/run/labs-cli-test-')
    t.teardown(async () => {
      await this.labs('vm', 'down')
      rmSync(this.#run, { recursive: true, force: true })
      rmSync(this.root, { recursive: true, force: true })
    })
  }

  /** Start `labs …` as a shell would: in a process group of its own. */
  spawn(args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
    const bin = join(this.root, 'labs/cli/bin.js')
    return spawn(process.execPath, [bin, ...args], {
      cwd: this.root,
      detached: true,
      env: { ...this.#environment(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  }

  /** Run `labs …` to its end. */
  async labs(...args: readonly string[]): Promise<Finished> {
    return await finished(this.spawn(args))
  }

  /** Run `labs …` in a terminal of 80 columns, typing as told. */
  async inTerminal(
    args: readonly string[],
    type: (terminal: Terminal) => Promise<void>,
  ): Promise<Finished> {
    const bin = join(this.root, 'labs/cli/bin.js')
    const command = [process.execPath, bin, ...args]
      .map((word) => `'${word}'`)
      .join(' ')
    const child = spawn(
      'script',
      ['-qefc', `stty cols 80 rows 40; exec ${command}`, '/dev/null'],
      {
        cwd: this.root,
        env: { ...this.#environment(), TERM: 'xterm' },
        stdio: ['pipe', 'pipe', 'pipe'],
      },
    )
    const terminal = new Terminal(child)
    const end = finished(child)
    try {
      await type(terminal)
      return await end
    } finally {
      // Nobody types any more: if it still waits, the terminal hangs up.
      child.kill()
      await end
    }
  }

  /** Processes that any command of this copy has started and that still run. */
  processes(): string[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .filter((pid) => this.#owns(pid))
      .map((pid) => read(`/proc/${pid}/cmdline`).replaceAll('\0', ' '))
      .filter((line) => line !== '')
  }

  /** The emulator has an environment of its own, but stands in our folder. */
  #owns(pid: string): boolean {
    return (
      read(`/proc/${pid}/environ`).includes(this.#run) ||
      cwdOf(pid).startsWith(this.#run)
    )
  }

  /** What stands in the folder for sockets, locks left out. */
  sockets(): string[] {
    return readdirSync(this.#run, { recursive: true, encoding: 'utf8' }).filter(
      (path) => !path.endsWith('.lock'),
    )
  }

  #environment(): NodeJS.ProcessEnv {
    const inherited = Object.entries(process.env).filter(
      // Of what the test runner sets, nothing may reach the judged command.
      ([name]) => !/^(TAP|NODE|npm_|LABS_|CI$|FORCE_COLOR|NO_COLOR)/.test(name),
    )
    return { ...Object.fromEntries(inherited), LABS_RUN_DIR: this.#run }
  }
}

/** What a person sees and types. */
class Terminal {
  readonly #child: ChildProcess
  #screen = ''

  constructor(child: ChildProcess) {
    this.#child = child
    child.stdout?.on('data', (data) => {
      this.#screen += data
    })
  }

  /** Wait for a text; what came before it counts as read. */
  async sees(text: string, timeoutMs = 240_000): Promise<void> {
    const end = Date.now() + timeoutMs
    while (!this.#screen.includes(text)) {
      if (Date.now() > end) {
        throw new Error(`Expected to see "${text}" but saw ${this.#screen}`)
      }
      await setTimeout(20)
    }
    this.#screen = this.#screen.slice(this.#screen.indexOf(text) + text.length)
  }

  types(keys: string): void {
    this.#child.stdin?.write(keys)
  }
}

export async function finished(child: ChildProcess): Promise<Finished> {
  let [out, err] = ['', '']
  child.stdout?.on('data', (data) => {
    out += data
  })
  child.stderr?.on('data', (data) => {
    err += data
  })
  const [code] = await once(child, 'close')
  return { code, out, err }
}

const read = (path: string) => ofProcess(() => readFileSync(path, 'latin1'))

const cwdOf = (pid: string) => ofProcess(() => readlinkSync(`/proc/${pid}/cwd`))

/** Empty when the process has ended meanwhile. */
function ofProcess(look: () => string): string {
  try {
    return look()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES') return ''
    throw error
  }
}
