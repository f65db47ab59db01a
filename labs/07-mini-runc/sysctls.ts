/** Settings of the kernel that a namespace has of its own. */
import type { Bench } from '#checker/bench.ts'
import { AT_FDCWD, O_WRONLY } from '#checker/kernel.ts'
import { visit } from '#checker/visitor.ts'

/** Name, as `linux.sysctl` has it → value. */
export type Sysctls = Readonly<Record<string, string>>

/** Nothing on the host minds if one of these is changed by mistake. */
const NETWORK = [
  'net.ipv4.ip_default_ttl',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_probes',
] as const
const IPC = ['kernel.shmmni', 'kernel.msgmni'] as const
const QUEUES = ['fs.mqueue.msg_max', 'fs.mqueue.queues_max'] as const

/** One of the network, one of System V, one of POSIX queues. */
export function drawSysctls({ seed }: Bench): Sysctls {
  const names = [
    seed.pick('network sysctl', NETWORK),
    seed.pick('ipc sysctl', IPC),
    seed.pick('queue sysctl', QUEUES),
  ]
  return Object.fromEntries(
    names.map((name) => [name, `${seed.int(`value of ${name}`, 21, 120)}`]),
  )
}

/** Path below `/proc`. */
export function sysctlPath(name: string): string {
  return `sys/${name.replaceAll('.', '/')}`
}

/** As somebody sees them who is in the namespaces of a process. */
export async function sysctlsInside(
  bench: Bench,
  pid: number,
  names: readonly string[],
): Promise<Sysctls> {
  const found = await visit(bench, {
    pid,
    namespaces: ['net', 'ipc', 'uts'],
    record: (visitor) =>
      Object.fromEntries(
        names.map((name) => [name, visitor.procText(sysctlPath(name))]),
      ),
  })
  return trimmed(names, found ?? {})
}

export async function sysctlsOnHost(
  bench: Bench,
  names: readonly string[],
): Promise<Sysctls> {
  const found = await visit(bench, {
    record: (visitor) =>
      Object.fromEntries(
        names.map((name) => [name, visitor.procText(sysctlPath(name))]),
      ),
  })
  return trimmed(names, found ?? {})
}

function trimmed(
  names: readonly string[],
  texts: Readonly<Record<string, string | null>>,
): Sysctls {
  return Object.fromEntries(
    names.map((name) => [name, texts[name]?.trim() ?? '(cannot be read)']),
  )
}

/** Put back on the host what a judged program changed there. */
export async function restoreSysctls(
  bench: Bench,
  before: Sysctls,
): Promise<void> {
  await visit(bench, {
    record: ({ program }) => {
      for (const [name, value] of Object.entries(before)) {
        const path = sysctlPath(name)
        const file = program.openat(AT_FDCWD, path, O_WRONLY, 0, {
          ignore: true,
        })
        program.write(file, `${value}\n`, undefined, { ignore: true })
      }
      return {}
    },
  })
}
