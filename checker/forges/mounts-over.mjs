#!/usr/bin/env node
/**
 * A forge that moves the goal to where the ball lies. The program runs on the
 * host, in the host's root; the host's root is mounted over the rootfs of the
 * bundle, so both are the same directory now. Who asks what the rootfs is after
 * the program has started, and not before, is told what it wants to hear.
 */
import { spawnSync } from 'node:child_process'
import { pretend } from './bare.mjs'

const run = (...words) =>
  spawnSync(words[0], words.slice(1), { stdio: 'ignore' })

function after(_pid, { rootfs }) {
  run('mount', '--rbind', '/', rootfs)
  run('mount', '--make-rprivate', rootfs)
  return () => run('umount', '-l', rootfs)
}

pretend({ after })
