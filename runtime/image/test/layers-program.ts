// mini-layers in one file, and a place to try it where no mount of it can
// be seen from outside.
import { spawnSync } from 'node:child_process'
import t, { type Test } from 'tap'
import { bundleScript } from '../../sys/test/bundle.ts'

let built: string | undefined

/** Path of the program; bundled once for each file of tests. */
function layersProgram(): string {
  built ??= bundleScript(t.testdir({}), "import '../cli/mini-layers.ts'")
  return built
}

/** What a script printed, and how it ended. */
export interface Printed {
  readonly stdout: string
  readonly stderr: string
  readonly status: number | null
}

/**
 * Run lines of shell on a tmpfs in a mount namespace of their own; `ml` is the
 * program, which lies at `$program`. The first line that fails ends it.
 */
export async function runScript(script: string): Promise<Printed> {
  const program = layersProgram()
  const start = `set -e; program=${program}; ml() { node "$program" "$@"; }
    mount -t tmpfs none /mnt; cd /mnt`
  const args = ['-m', 'sh', '-c', `${start}\n${script}`]
  const { NODE_OPTIONS: _options, ...env } = process.env
  const ended = spawnSync('unshare', args, {
    encoding: 'utf8',
    env,
    timeout: 60_000,
  })
  const { stdout, stderr, status } = ended
  return { stdout, stderr, status }
}

/** The same, for lines that are expected to succeed. */
export async function outputOf(t: Test, script: string): Promise<string> {
  const { stdout, stderr, status } = await runScript(script)
  if (status !== 0) t.fail(`ended with ${status}: ${stderr}${stdout}`)
  return stdout
}
