// mini-escape: write the escape from a chroot as a program of its own, to be
// run in a container. It prints a file of the host and ends with status 0; if
// it cannot get out, it ends with 125.
import { chmodSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { recordEscape, recordTheft } from '../attack/chroot-escape.ts'
import { UsageError } from '../errors.ts'
import { toElf } from '../sys/elf.ts'
import { Program } from '../sys/program.ts'
import { print, say } from './output.ts'
import { describeError, FAILED } from './report.ts'

const HELP = `mini-escape: write a program that leaves a chroot

Usage:
  mini-escape --secret <file> --output <file> [--arch x64|arm64]

Options:
  --secret <file>  absolute path, on the host, of the file that it prints
  --output <file>  where to write the program
  --arch <name>    processor it is for, default: that of this machine
`

const OPTIONS = {
  secret: { type: 'string' },
  output: { type: 'string' },
  arch: { type: 'string', default: process.arch as string },
  help: { type: 'boolean', short: 'h', default: false },
} as const

function main(args: string[]): number {
  try {
    const values = parse(args)
    if (values.help) print(HELP)
    else writeEscape(values)
    return 0
  } catch (error) {
    say(describeError('mini-escape', error))
    return FAILED
  }
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS }).values
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error })
  }
}

function writeEscape(values: ReturnType<typeof parse>): void {
  const { secret, output, arch } = values
  if (!secret?.startsWith('/'))
    throw new UsageError('Expected an absolute path after "--secret"')
  if (!output) throw new UsageError('Expected a path after "--output"')
  if (arch !== 'x64' && arch !== 'arm64')
    throw new UsageError(`Expected "x64" or "arm64" but found "${arch}"`)
  const program = new Program()
  recordEscape(program)
  recordTheft(program, secret)
  writeFileSync(output, toElf(program, { arch }))
  chmodSync(output, 0o755)
}

process.exitCode = main(process.argv.slice(2))
