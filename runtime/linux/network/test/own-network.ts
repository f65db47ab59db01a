import { execFileSync } from 'node:child_process'
import { closeSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import { MS_PRIVATE, MS_REC } from '../../../sys/constants/mounts.ts'
import { CLONE_NEWNET, CLONE_NEWNS } from '../../../sys/constants/processes.ts'
import { syscall } from '../../../sys/libc.ts'
import { NetlinkSocket } from '../../../sys/netlink-socket.ts'
import { makeNetns, openNetns, removeNetns } from '../netns.ts'

/**
 * Leave the host's network and mounts for ones that end with this process.
 * They are those of its first thread, and of the children it starts.
 */
export function ownNetwork(): void {
  syscall('unshare', CLONE_NEWNET | CLONE_NEWNS)
  syscall('mount', null, '/', null, MS_REC | MS_PRIVATE, null)
}

/** A socket that is closed with the test. */
export function socketFor(t: Test, netns?: number): NetlinkSocket {
  const socket =
    netns === undefined ? new NetlinkSocket() : NetlinkSocket.in(netns)
  t.teardown(() => socket.close())
  return socket
}

/** A directory that goes away with the test. */
export function directoryFor(t: Test): string {
  const directory = mkdtempSync(join(tmpdir(), 'labs-network-'))
  t.teardown(() => rmSync(directory, { recursive: true }))
  return directory
}

/** A second namespace, as a descriptor and by name. */
export function sandboxFor(t: Test): { fd: number; path: string } {
  const path = join(directoryFor(t), 'sandbox')
  makeNetns(path)
  const fd = openNetns(path)
  t.teardown(() => {
    closeSync(fd)
    removeNetns(path)
  })
  return { fd, path }
}

/** What ip(8) says, which asks the kernel in its own way. */
export function ip(line: string): Record<string, unknown>[] {
  return jsonOf(['ip', '-j', '-d', ...line.split(' ')])
}

/** The same inside another namespace. */
export function ipIn(path: string, line: string): Record<string, unknown>[] {
  const words = ['-j', '-d', ...line.split(' ')]
  return jsonOf(['nsenter', `--net=${path}`, 'ip', ...words])
}

function jsonOf([file = '', ...args]: readonly string[]) {
  const stdout = execFileSync(file, args, { encoding: 'utf8' })
  return stdout.trim() === '' ? [] : JSON.parse(stdout)
}
