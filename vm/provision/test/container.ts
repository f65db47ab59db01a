/**
 * A Debian or Ubuntu made from packages, and a container to run it in: its own
 * mounts and processes, and rights like those of a privileged one.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'

import { runProgram } from '../../host/run-program.ts'
import { type Output, textOf } from '../../ssh/output.ts'

const LONGEST_MS = 240_000
const PATH = '/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** Make the root file system of this computer's own release. @see mmdebstrap(1) */
export async function makeRoot(folder: string): Promise<void> {
  const release = readFileSync('/etc/os-release', 'utf8')
  const [, suite = ''] = /^VERSION_CODENAME=(.*)$/m.exec(release) ?? []
  const universe = /^ID=ubuntu$/m.test(release) ? ',universe' : ''
  await runProgram('mmdebstrap', [
    ...['--mode=root', '--variant=minbase', '--quiet'],
    // It will not be kept, and nobody reads in it.
    ...['--dpkgopt=force-unsafe-io', '--dpkgopt=path-exclude=/usr/share/man/*'],
    '--dpkgopt=path-exclude=/usr/share/doc/*',
    ...[`--components=main${universe}`, suite, folder],
  ])
}

/**
 * Mount everything as an engine does, and let the old root go: in a mere chroot
 * nobody may make a user namespace. Of the host's cgroups nothing can be changed.
 *
 * @param cgroups Options of their mount.
 */
export function enterScript(cgroups: 'rw' | 'ro'): string {
  return `set -e
mount --make-rprivate /
mount --bind "$0" "$0"
cd "$0"
mount -t proc proc proc
mount -t sysfs -o ro sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -o bind,remount,${cgroups} sys/fs/cgroup
mount --rbind /dev dev
umount dev/mqueue 2>&- || true
mount -t tmpfs -o mode=755,nosuid,nodev,noexec tmpfs run
pivot_root . .
umount -l .
cd /
echo ready
exec sleep infinity`
}

export class Container {
  readonly #holder: ChildProcess
  readonly #pid: number

  private constructor(holder: ChildProcess, pid: number) {
    this.#holder = holder
    this.#pid = pid
  }

  /** @param root A root file system; what the container writes stays in it. */
  static async start(root: string): Promise<Container> {
    const namespaces = ['--mount', '--pid', '--cgroup', '--fork']
    const command = ['sh', '-c', enterScript('ro'), root]
    const holder = spawn(
      'unshare',
      [...namespaces, '--kill-child', ...command],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    const ready = await Promise.race([
      once(holder.stdout, 'data').then(() => true),
      once(holder, 'exit').then(() => false),
    ])
    if (!ready) throw new Error('Cannot start the container')
    const children = `/proc/${holder.pid}/task/${holder.pid}/children`
    const pid = Number(readFileSync(children, 'utf8').trim())
    return new Container(holder, pid)
  }

  /** What a script of its root says. */
  run(
    script: string,
    env: Readonly<Record<string, string>> = {},
  ): Promise<Output> {
    const all = ['--mount', '--pid', '--cgroup', '--root', '--wd']
    const target = `--target=${this.#pid}`
    const clean = Object.entries({ PATH, ...env }).map((pair) => pair.join('='))
    const command = ['env', '-i', ...clean, 'sh', '-c', script]
    const child = spawn('nsenter', [target, ...all, ...command], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    return textOf(child, LONGEST_MS)
  }

  async stop(): Promise<void> {
    const gone = once(this.#holder, 'exit')
    this.#holder.kill('SIGKILL')
    await gone
  }
}
