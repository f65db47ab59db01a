/** What visitors see of a container, before its attack on the machine and after. */
import type { Bench } from '#checker/bench.ts'
import type { Container } from '#checker/container.ts'
import {
  AF_INET,
  IFREQ_FLAGS,
  interfaceRequest,
  internetAddress,
  O_RDWR,
  SIOCGIFFLAGS,
  SOCK_STREAM,
} from '#checker/kernel.ts'
import { type Findings, type Visitor, visit } from '#checker/visitor.ts'
import { type Host, host, recordRemoval } from './host.ts'
import type { Drawn } from './resident.ts'

/** Free in any new network namespace; a shared one may use it, which shows. */
const PORT = 4_711
/** Source of the mount that a visitor makes inside. */
export const YARD = 'yard'

export interface Views {
  readonly before: Inside | null
  /** Whether the program inside came to the end of its attack. */
  readonly attacked: boolean
  readonly after: After | null
  readonly outside: Outside | null
  readonly mounts: Mounts
  /** Mount table of the host while a visitor had something mounted inside. */
  readonly hostMounts: string
  /** `/proc/<pid>/cgroup` as the host sees it. */
  readonly cgroup: string
  readonly interfaces: string
}

export type Inside = Findings<ReturnType<typeof askInside>>
export type After = Findings<ReturnType<typeof askAfter>>
export type Outside = Findings<ReturnType<typeof askOutside>>
export type Mounts = Findings<ReturnType<typeof askMounts>> | null

/** Look at a container while `attack` makes the program inside do its worst. */
export async function viewsOf(
  bench: Bench,
  { seen, folder }: Container,
  drawn: Drawn,
  attack: () => Promise<boolean>,
): Promise<Views | null> {
  if (seen === null) return null
  const { pid } = seen
  const around = await bench.share(host)
  const before = await visit(bench, {
    pid,
    namespaces: ['uts', 'ipc', 'net', 'cgroup'],
    record: (visitor) => askInside(visitor, pid, around),
  })
  const yard = `${folder}/ground/yard`
  const mounts = await visit(bench, {
    pid,
    namespaces: ['mnt'],
    record: (visitor) => askMounts(visitor, yard),
  })
  const [hostMounts, cgroup, interfaces] = await bench.call('read', {
    paths: [
      '/proc/self/mountinfo',
      ...['cgroup', 'net/dev'].map((file) => `/proc/${pid}/${file}`),
    ],
  })
  const attacked = await attack()
  const after = await visit(bench, {
    pid,
    namespaces: ['uts', 'ipc'],
    record: (visitor) => askAfter(visitor, drawn),
  })
  const outside = await visit(bench, {
    record: (visitor) => askOutside(visitor, drawn),
  })
  return {
    before,
    attacked,
    after,
    outside,
    mounts,
    hostMounts: hostMounts ?? '',
    cgroup: cgroup ?? '',
    interfaces: interfaces ?? '',
  }
}

function askInside(visitor: Visitor, pid: number, around: Host) {
  const { program } = visitor
  return {
    names: visitor.hostNames(),
    memory: visitor.procText('sysvipc/shm'),
    queue: visitor.result((options) => {
      program.syscall('mq_open', [around.queue, O_RDWR, 0, 0], options)
    }),
    cgroup: visitor.procText(`${pid}/cgroup`),
    loopback: askFlags(visitor, 'lo'),
    ...askConversation(visitor),
    hostPort: askConnect(visitor, around.address, around.port),
  }
}

/** Flags of an interface; `null` if there is none. @see netdevice(7) */
function askFlags(visitor: Visitor, name: string) {
  const socket = visitor.program.socket(AF_INET, SOCK_STREAM)
  const request = interfaceRequest(name)
  const answer = visitor.filled(request.length, (buffer, options) => {
    request.copy(buffer)
    visitor.program.ioctl(socket, SIOCGIFFLAGS, buffer, options)
  })
  return {
    take: (answers: Parameters<typeof answer.take>[0]) =>
      answer.take(answers)?.readUInt16LE(IFREQ_FLAGS) ?? null,
  }
}

/** Listen on the loopback and call oneself there. */
function askConversation(visitor: Visitor) {
  const { program } = visitor
  const address = internetAddress('127.0.0.1', PORT)
  const listener = program.socket(AF_INET, SOCK_STREAM)
  const bound = visitor.result((options) => {
    program.syscall('bind', [listener, address, address.length], options)
  })
  program.syscall('listen', [listener, 1], { ignore: true })
  return { bound, conversation: askConnect(visitor, '127.0.0.1', PORT) }
}

function askConnect(visitor: Visitor, address: string, port: number) {
  const { program } = visitor
  // Without an answer it would wait for minutes: there is no route then.
  const socket = program.socket(AF_INET, SOCK_STREAM)
  const to = internetAddress(address, port)
  return visitor.result((options) => {
    program.syscall('connect', [socket, to, to.length], options)
  })
}

function askMounts(visitor: Visitor, yard: string) {
  const table = visitor.procText('self/mountinfo')
  const made = visitor.result((options) => {
    visitor.program.mount(YARD, yard, 'tmpfs', 0, null, options)
  })
  return { table, made }
}

function askAfter(visitor: Visitor, drawn: Drawn) {
  const { program } = visitor
  return {
    names: visitor.hostNames(),
    memory: visitor.procText('sysvipc/shm'),
    queue: visitor.result((options) => {
      program.syscall('mq_open', [drawn.queue, O_RDWR, 0, 0], options)
    }),
  }
}

/**
 * The same questions, asked on the host: the answers have to differ. What the
 * attack has made here is removed: it was ours.
 */
function askOutside(visitor: Visitor, drawn: Drawn) {
  const answers = askAfter(visitor, drawn)
  recordRemoval(visitor.program, [drawn.memoryKey], [drawn.queue])
  return answers
}
