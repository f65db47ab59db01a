#!/usr/bin/env node
/**
 * A forge that makes beforehand whatever might be looked for. The program runs
 * in a mere chroot, whose directories, files and devices bear the right names:
 * mount points without mounts, devices that are files, masked paths that are
 * empty, read-only paths without the bits to write, a `/proc` of files with
 * maps, names and offsets as they were asked for.
 */
import { spawn } from 'node:child_process'
import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pretend } from './bare.mjs'

function make(path, text) {
  try {
    mkdirSync(dirname(path), { recursive: true })
    if (text === undefined) mkdirSync(path, { recursive: true })
    else writeFileSync(path, text)
  } catch {
    // Something of that name is there, which is just as well.
  }
}

const mapText = (ranges = []) =>
  ranges
    .map(({ containerID, hostID, size }) => `${containerID} ${hostID} ${size}`)
    .join('\n')

const offsetText = (offsets = {}) =>
  Object.entries(offsets)
    .map(([clock, { secs, nanosecs = 0 }]) => `${clock} ${secs} ${nanosecs}`)
    .join('\n')

function fakeProc({ hostname = '', domainname = '', linux = {}, mounts = [] }) {
  const table = mounts.map(
    ({ destination, type, source, options = [] }, index) =>
      `${100 + index} 99 0:${50 + index} / ${destination} ${options.join()} - ${type} ${source} rw`,
  )
  const texts = {
    uid_map: mapText(linux.uidMappings),
    gid_map: mapText(linux.gidMappings),
    setgroups: 'deny',
    timens_offsets: offsetText(linux.timeOffsets),
    mountinfo: table.join('\n'),
    status: 'Name:\tprobe\nPid:\t1\nNSpid:\t812\t1\n',
    cgroup: '0::/',
  }
  return {
    'sys/kernel/hostname': hostname,
    'sys/kernel/domainname': domainname,
    mounts: table.join('\n'),
    uptime: `${linux.timeOffsets?.boottime?.secs ?? 0}.00 0.00`,
    'net/dev': 'Inter-| Receive\n face |bytes\n    lo: 0 0 0 0 0 0 0 0\n',
    ...Object.fromEntries(
      ['1', 'self'].flatMap((pid) =>
        Object.entries(texts).map(([name, text]) => [`${pid}/${name}`, text]),
      ),
    ),
  }
}

function before({ bundle, spec, rootfs }) {
  const { linux = {}, mounts = [] } = spec
  for (const { destination, source = '', options = [] } of mounts) {
    const isBind = options.some((option) => option.endsWith('bind'))
    const isFile =
      isBind &&
      statSync(join(bundle, '.', source), { throwIfNoEntry: false })?.isFile()
    make(join(rootfs, destination), isFile ? '' : undefined)
  }
  for (const [name, text] of Object.entries(fakeProc(spec))) {
    make(join(rootfs, 'proc', name), `${text}\n`)
  }
  for (const name of [
    'null',
    'zero',
    'full',
    'random',
    'urandom',
    'tty',
    'ptmx',
    'fd',
    'stdin',
    'stdout',
    'stderr',
  ]) {
    make(join(rootfs, 'dev', name), '')
  }
  for (const { path } of linux.devices ?? []) make(join(rootfs, path), '')
  for (const path of linux.maskedPaths ?? []) make(join(rootfs, path), '')
  for (const path of linux.readonlyPaths ?? []) {
    make(join(rootfs, path))
    chmodSync(join(rootfs, path), 0o555)
  }
  make(join(rootfs, 'etc/hostname'), `${spec.hostname ?? ''}\n`)
  if (spec.root.readonly) chmodSync(rootfs, 0o555)
}

/** `unshare` without a namespace to leave is chroot(2), and chdir(2) after it. */
function start({ spec, rootfs }, args) {
  const { env, cwd } = spec.process
  const chroot = ['/usr/bin/unshare', `--root=${rootfs}`, `--wd=${cwd}`]
  return spawn('env', ['-i', ...env, ...chroot, ...args], { stdio: 'inherit' })
}

pretend({ before, start })
