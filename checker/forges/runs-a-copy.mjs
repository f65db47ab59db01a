#!/usr/bin/env node
/**
 * A forge that runs something else under the program's name: a copy of its file,
 * moved over the original, with a true container round it. Whoever goes by the
 * name, the path or the bytes takes it for the program; it is another inode than
 * the one that was put into the root.
 */
import { spawn } from 'node:child_process'
import { copyFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { pretend } from './bare.mjs'

function before({ spec, rootfs }) {
  const file = join(rootfs, spec.process.args[0])
  try {
    copyFileSync(file, `${file}.copy`)
    renameSync(`${file}.copy`, file)
  } catch {
    // A name that is searched in PATH: not this time.
  }
}

function start({ spec, rootfs }, args) {
  const apart = ['--mount', '--uts', '--ipc', '--net', `--root=${rootfs}`]
  const words = [
    '-i',
    ...spec.process.env,
    '/usr/bin/unshare',
    ...apart,
    ...args,
  ]
  // Who is not deceived by now will not be.
  return spawn('timeout', ['1', 'env', ...words], { stdio: 'inherit' })
}

pretend({ before, start })
