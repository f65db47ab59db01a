// The one program that this plugin starts: nft(8). What it is told goes in by
// standard input, in one piece, and the kernel takes all of it or nothing.
import { spawnSync } from 'node:child_process'
import { CniError } from './cni-error.ts'

/** Where it is, for callers whose PATH has no directories of root. */
const ADMIN_PATH = '/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin'

const TIMEOUT = 20_000
const LARGEST_LIST = 64 * 1024 * 1024

/**
 * Change firewall rules, as one transaction.
 *
 * @param commands One a line: `add rule inet mini-cni publish …`.
 * @throws {CniError} 101, with the line that was refused. Nothing is changed.
 * @see nft(8), "-f, --file"
 */
export function applyRules(commands: readonly string[]): void {
  const { stderr, status } = nft(['-f', '-'], `${commands.join('\n')}\n`)
  if (status === 0) return
  throw new CniError(
    'rulesRefused',
    'nft did not take our firewall rules',
    stderr,
  )
}

/**
 * What is in a table.
 *
 * @returns undefined if there is no such table.
 * @throws {CniError} 101
 * @see libnftables-json(5)
 */
export function listTable(
  family: string,
  table: string,
): unknown[] | undefined {
  const args = ['-j', 'list', 'table', family, table]
  const { stdout, stderr, status } = nft(args, '')
  if (status === 0) return JSON.parse(stdout).nftables
  if (stderr.includes('No such file or directory')) return undefined
  throw new CniError('rulesRefused', 'nft did not list our rules', stderr)
}

/** @throws {CniError} 101 if it is not there, or does not end. */
function nft(args: readonly string[], input: string) {
  const path = [process.env.PATH, ADMIN_PATH].filter(Boolean).join(':')
  const { error, ...ending } = spawnSync('nft', args, {
    input,
    encoding: 'utf8',
    // Messages are looked at, so they have to be in one language.
    env: { PATH: path, LC_ALL: 'C' },
    timeout: TIMEOUT,
    killSignal: 'SIGKILL',
    maxBuffer: LARGEST_LIST,
  })
  if (!error) return ending
  const { code, message } = error as NodeJS.ErrnoException
  const found =
    code === 'ENOENT'
      ? 'none: install the package "nftables"'
      : `it failed with ${code ?? message}`
  throw new CniError(
    'rulesRefused',
    `Expected the program nft in "${path}" but found ${found}`,
    message,
  )
}
