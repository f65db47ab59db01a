#!/usr/bin/env node
/**
 * A forge that isolates somebody else. The program runs on the host as it is;
 * beside it, under the same name and with the same arguments, another process
 * lives in namespaces of its own, with the host name, the mounts and the root
 * that were asked for. `ps` tells the number of that one, `exec` enters it.
 */
import { spawn } from 'node:child_process'
import { pretend } from './bare.mjs'

const NAMESPACES = [
  '--mount',
  '--uts',
  '--ipc',
  '--net',
  '--pid',
  '--cgroup',
  '--time',
]

const quote = (text) => `'${text.replaceAll("'", "'\\''")}'`

function after(_pid, { spec, rootfs }) {
  const { args } = spec.process
  const script = `
    hostname ${quote(spec.hostname ?? 'container')}
    ip link set lo up
    mount --bind ${quote(rootfs)} ${quote(rootfs)}
    mount -t proc proc ${quote(`${rootfs}/proc`)}
    exec bash -c 'exec -a "$0" sleep 60' ${args.map(quote).join(' ')}`
  const decoy = spawn(
    'unshare',
    [...NAMESPACES, '--fork', '--kill-child', 'sh', '-c', script],
    {
      stdio: 'ignore',
    },
  )
  return () => decoy.kill('SIGKILL')
}

pretend({ after })
