/**
 * What belongs to the host, made before any container: shared memory, a message
 * queue, and a process that listens on the loopback. None of it may be found, or
 * reached, from inside.
 */
import type { Bench } from '#checker/bench.ts'
import { programEntry } from '#checker/entries.ts'
import {
  AF_INET,
  AT_FDCWD,
  IPC_CREAT,
  IPC_EXCL,
  IPC_RMID,
  internetAddress,
  MNT_DETACH,
  MS_SHARED,
  O_CREAT,
  O_EXCL,
  SOCK_STREAM,
} from '#checker/kernel.ts'
import { recordedProbe, sleepForEver } from '#checker/probe.ts'
import { type Visitor, visit } from '#checker/visitor.ts'

const FIND_MS = 3_000

export interface HostNames {
  readonly hostname: string
  readonly domainname: string
}

export interface Host {
  /** Names of the machine before any container was started. */
  readonly names: HostNames
  /** Name of the namespace → what `/proc/<agent>/ns` shows. */
  readonly namespaces: Readonly<Record<string, string>>
  readonly memoryKey: number
  readonly queue: string
  /** A process of the host that has nothing to do with any container. */
  readonly bystander: number
  /** Where the bystander listens. */
  readonly address: string
  readonly port: number
}

/** Prepare the host; everything is undone when the run is over. */
export async function host(bench: Bench): Promise<Host> {
  const { seed } = bench
  const memoryKey = seed.int('host memory', 0x10000000, 0x6fffffff)
  const queue = `queue-${seed.hex('host queue', 4)}`
  const octet = (name: string) => seed.int(`bystander ${name}`, 2, 250)
  const address = `127.${octet('a')}.${octet('b')}.${octet('c')}`
  const port = seed.int('bystander port', 20_000, 60_000)
  const self = await bench.call('observe', { pid: bench.hello.pid })
  bench.atEnd(() => removeObjects(bench, memoryKey, queue))
  const names = await makeObjects(bench, memoryKey, queue)
  const bystander = await startBystander(bench, address, port)
  return {
    names,
    namespaces: self?.namespaces ?? {},
    memoryKey,
    queue,
    bystander,
    address,
    port,
  }
}

async function makeObjects(
  bench: Bench,
  key: number,
  queue: string,
): Promise<HostNames> {
  const seen = await visit(bench, {
    record: (visitor) => {
      const { program } = visitor
      const flags = IPC_CREAT | IPC_EXCL | 0o600
      program.syscall('shmget', [key, 4096, flags])
      program.syscall('mq_open', [queue, O_CREAT | O_EXCL, 0o600, 0])
      return { names: visitor.hostNames() }
    },
  })
  if (!seen?.names) throw new Error('Cannot make IPC objects on the host')
  return seen.names
}

/**
 * Mount something of the host's below a folder, shared as most mounts of a
 * host are: a container that keeps to itself has no part in what is done there.
 */
export async function makeGround(bench: Bench, folder: string): Promise<void> {
  const path = bench.below(`${folder}/ground`)
  await bench.call('write', { entries: [{ kind: 'directory', path }] })
  const ground = `${folder}/ground`
  const made = await visit(bench, {
    record: ({ program }) => {
      program.mount('ground', ground, 'tmpfs', 0, null)
      program.mount(null, ground, null, MS_SHARED, null)
      program.mkdirat(AT_FDCWD, `${ground}/yard`, 0o755)
      return {}
    },
  })
  if (made === null) throw new Error(`Cannot mount at "${ground}"`)
}

/** Take it away again, with what came through from inside. */
export async function removeGround(
  bench: Bench,
  folder: string,
): Promise<void> {
  await visit(bench, {
    record: ({ program }) => {
      const ignore = true
      program.umount2(`${folder}/ground/yard`, MNT_DETACH, { ignore })
      program.umount2(`${folder}/ground`, MNT_DETACH, { ignore })
      return {}
    },
  })
}

/** Record how IPC objects are removed, where they are. */
export function recordRemoval(
  program: Visitor['program'],
  keys: readonly number[],
  queues: readonly string[],
): void {
  const ignore = true
  for (const key of keys) {
    const id = program.syscall('shmget', [key, 0, 0], { ignore })
    program.syscall('shmctl', [id, IPC_RMID, 0], { ignore })
  }
  for (const queue of queues) {
    program.syscall('mq_unlink', [queue], { ignore })
  }
}

async function removeObjects(
  bench: Bench,
  key: number,
  queue: string,
): Promise<void> {
  await visit(bench, {
    record: ({ program }) => {
      recordRemoval(program, [key], [queue])
      return {}
    },
  })
}

async function startBystander(
  bench: Bench,
  address: string,
  port: number,
): Promise<number> {
  const mark = bench.seed.hex('bystander', 8)
  const { executable } = recordedProbe(
    bench.hello.arch,
    (program) => {
      const socket = program.socket(AF_INET, SOCK_STREAM)
      program.syscall('bind', [socket, internetAddress(address, port), 16])
      program.syscall('listen', [socket, 8])
      sleepForEver(program)
    },
    mark,
  )
  return startHelper(bench, 'bystander', executable)
}

/** Start a program of the kit on the host, and wait until it sleeps. */
export async function startHelper(
  bench: Bench,
  name: string,
  executable: Buffer,
  isChild = false,
): Promise<number> {
  const path = `helpers/${name}`
  const entries = [programEntry(path, executable)]
  await bench.call('write', { entries })
  const { job, pid } = await bench.call('start', {
    argv: [bench.path(path)],
    cwd: '/',
    folder: bench.path('helpers'),
    env: {},
    descriptors: {},
    timeoutMs: bench.patience(600_000),
  })
  bench.atEnd(() => bench.call('kill', { job }))
  const files = await bench.call('identify', { paths: [bench.path(path)] })
  const found = await bench.call('find', {
    job,
    files: files.filter((file) => file !== null),
    except: isChild ? [pid] : [],
    timeoutMs: bench.patience(FIND_MS),
  })
  if (found.pid === null) throw new Error(`The helper "${name}" does not run`)
  return found.pid
}
