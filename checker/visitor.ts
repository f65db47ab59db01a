/**
 * Somebody of ours inside: a small program that enters namespaces of a process,
 * makes the calls that were recorded for it there, and brings back what each of
 * them returned and wrote. It is a file of the kit, so its word is evidence.
 *
 *     const seen = await visit(bench, {
 *       pid, namespaces: ['uts'],
 *       record: (visitor) => ({ names: visitor.hostNames() }),
 *     })
 *     seen?.names.hostname
 *
 * It comes as root of the host, with all that root may do: only what belongs to
 * a namespace is that of the container. It is in no cgroup of the judged program
 * unless it is told to go into one: what is refused there shows in its answers.
 */
import { type Arch, toElf } from '#runtime/sys/elf.ts'
import { Program } from '#runtime/sys/program.ts'
import { type Answer, Answers } from './answers.ts'
import type { Bench } from './bench.ts'
import type { NamespaceFile } from './evidence/namespaces.ts'
import {
  AT_FDCWD,
  CLONE_NEWCGROUP,
  CLONE_NEWIPC,
  CLONE_NEWNET,
  CLONE_NEWNS,
  CLONE_NEWPID,
  CLONE_NEWTIME,
  CLONE_NEWUSER,
  CLONE_NEWUTS,
  O_PATH,
  SIGCHLD,
} from './kernel.ts'
import { Visitor } from './visitor-calls.ts'

export type { CallResult } from './answers.ts'
export { Visitor } from './visitor-calls.ts'

const VISIT_MS = 3_000

/** Where a visitor goes, and what it does there. */
export interface Errand<A extends Record<string, Answer<unknown>>> {
  /** Whose namespaces; without one it stays on the host. */
  readonly pid?: number
  readonly namespaces?: readonly NamespaceFile[]
  /** Folder of a cgroup that it joins first: its limits and its devices. */
  readonly cgroup?: string
  /** It has that long; emulation stretches it. */
  readonly timeoutMs?: number
  /** Become user and group 0 of the user namespace it enters. */
  readonly asRoot?: boolean
  record(visitor: Visitor): A
}

export type Findings<A> = {
  readonly [K in keyof A]: A[K] extends Answer<infer T> ? T : never
}

/**
 * Send a visitor and wait for it.
 *
 * @returns `null` if it could not enter, or could not end: the process is gone,
 *   or what was recorded did not let it.
 * @throws {AgentError} If the agent fails.
 */
export async function visit<A extends Record<string, Answer<unknown>>>(
  bench: Bench,
  errand: Errand<A>,
): Promise<Findings<A> | null> {
  const program = new Program()
  // It begins in the agent's own /proc: see agent/visits.ts.
  const proc = program.openat(AT_FDCWD, '.', O_PATH)
  enter(program, errand)
  const questions = errand.record(new Visitor(program, proc))
  const elf = toElf(program, { arch: bench.hello.arch as Arch })
  const { code, base64 } = await bench.call('visit', {
    base64: elf.toString('base64'),
    ...(errand.cgroup === undefined ? {} : { cgroup: errand.cgroup }),
    timeoutMs: bench.patience(errand.timeoutMs ?? VISIT_MS),
  })
  if (code !== 0) return null
  const answers = new Answers(Buffer.from(base64, 'base64'))
  return Object.fromEntries(
    Object.entries(questions).map(([name, answer]) => [
      name,
      answer.take(answers),
    ]),
  ) as Findings<A>
}

const FLAGS: Readonly<Record<NamespaceFile, number>> = {
  cgroup: CLONE_NEWCGROUP,
  ipc: CLONE_NEWIPC,
  mnt: CLONE_NEWNS,
  net: CLONE_NEWNET,
  pid: CLONE_NEWPID,
  time: CLONE_NEWTIME,
  user: CLONE_NEWUSER,
  uts: CLONE_NEWUTS,
}

function enter(
  program: Program,
  { pid, namespaces = [], asRoot = false }: Omit<Errand<never>, 'record'>,
): void {
  if (pid === undefined || namespaces.length === 0) return
  const pidfd = program.pidfd_open(pid)
  const others = namespaces.filter((name) => name !== 'user')
  const flags = others.reduce((all, name) => all | FLAGS[name], 0)
  if (flags !== 0) program.setns(pidfd, flags)
  // Last: in there it has no rights over namespaces of the host any more.
  if (namespaces.includes('user')) program.setns(pidfd, FLAGS.user)
  if (asRoot) becomeRoot(program)
  if (namespaces.includes('pid')) goOnAsChild(program)
}

function becomeRoot(program: Program): void {
  program.setgroups([], { ignore: true })
  program.setresgid(0, 0, 0)
  program.setresuid(0, 0, 0)
}

/** Entering a PID namespace is for children only. @see setns(2) */
function goOnAsChild(program: Program): void {
  const child = program.ahead()
  program.clone(SIGCHLD, null, null, { ifZero: child })
  program.wait4(-1)
  program.exit_group(0)
  program.place(child)
}
