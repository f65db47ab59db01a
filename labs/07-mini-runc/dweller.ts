/**
 * The program of most containers here: it says in a file that it began, blocks
 * every signal, and sleeps until it is killed.
 */
import { dirname } from 'node:path'
import type { Entry } from '#checker/agent/protocol.ts'
import type { Bench } from '#checker/bench.ts'
import { type ContainerRequest, folderOf } from '#checker/container.ts'
import { programEntry } from '#checker/entries.ts'
import {
  AT_FDCWD,
  O_APPEND,
  O_CREAT,
  O_WRONLY,
  SIG_SETMASK,
} from '#checker/kernel.ts'
import { type Probe, recordedProbe, sleepForEver } from '#checker/probe.ts'
import type { SpecPatch } from '#checker/spec-patch.ts'

const MODE = 0o666

/**
 * Where programs and hooks of a container write a line each time they begin: in a
 * folder that a host does not have.
 */
export const DIARY = '/diaries/diary'

/** What was drawn for a dweller. */
export interface Dweller {
  /** What it writes into its diary. */
  readonly mark: string
  /** Its path inside. */
  readonly program: string
  readonly probe: Probe
}

export function drawDweller(bench: Bench, name: string): Dweller {
  const mark = bench.seed.hex(`${name} dweller`, 4)
  const program = `/bin-${mark}/dweller`
  const probe = recordedProbe(
    bench.hello.arch,
    (program) => {
      writeDiary(program, DIARY, mark)
      program.rt_sigprocmask(SIG_SETMASK, Buffer.alloc(8, 0xff))
      sleepForEver(program)
    },
    mark,
  )
  return { mark, program, probe }
}

type Recorded = Parameters<Parameters<typeof recordedProbe>[1]>[0]

/** Record one more line of a diary. */
export function writeDiary(
  program: Recorded,
  path: string,
  mark: string,
): void {
  const flags = O_WRONLY | O_CREAT | O_APPEND
  const ignore = true
  const diary = program.openat(AT_FDCWD, path, flags, MODE, { ignore })
  program.write(diary, `${mark}\n`, undefined, { ignore })
  program.close(diary, { ignore })
}

/** The request of a container for a dweller. */
export function dwelling(
  bench: Bench,
  name: string,
  dweller: Dweller,
  spec: SpecPatch,
  entries: readonly Entry[] = [],
): ContainerRequest {
  const path = `bundle/rootfs${dweller.program}`
  return {
    name,
    args: [dweller.program],
    env: ['PATH=/bin', 'HOME=/'],
    cwd: '/',
    rootPath: 'rootfs',
    entries: [
      programEntry(path, dweller.probe.executable),
      { kind: 'directory', path: `bundle/rootfs${dirname(DIARY)}` },
      ...entries,
    ],
    spec,
    programs: [`${folderOf(bench, name)}/${path}`],
  }
}

/** Lines of the diary of a container, as they stand in its root. */
export async function diaryOf(
  bench: Bench,
  { rootfs }: { readonly rootfs: string },
): Promise<string[]> {
  const [text] = await bench.call('read', { paths: [`${rootfs}${DIARY}`] })
  return (text ?? '').split('\n').filter(Boolean)
}
