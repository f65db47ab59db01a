// A host of the test's own: a network, /run, leases; and a world outside of it.
import {
  closeSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import { addAddress, listAddresses } from '../../linux/network/address.ts'
import { removeLink, setUp } from '../../linux/network/change-link.ts'
import { findLink, listLinks } from '../../linux/network/link.ts'
import { makeNetns, openNetns, removeNetns } from '../../linux/network/netns.ts'
import { listRoutes } from '../../linux/network/route.ts'
import { writeSysctl } from '../../linux/network/sysctl.ts'
import {
  directoryFor,
  ownNetwork,
  sandboxFor,
} from '../../linux/network/test/own-network.ts'
import { makeVeth } from '../../linux/network/veth.ts'
import { JsonValue } from '../../spec/json-value.ts'
import { syscall } from '../../sys/libc.ts'
import { withNetlink } from '../../sys/netlink-socket.ts'
import { add } from '../add.ts'
import type { Attachment } from '../attachment.ts'
import { check } from '../check.ts'
import { type NetworkConfig, parseConfig } from '../cni-config.ts'
import type { Result } from '../cni-result.ts'
import { del } from '../del.ts'
import { readRuleset } from '../ruleset.ts'
import type { Undo } from '../undo.ts'
import { CONFIG } from './config.ts'

/**
 * Leave the host's network, /run and /var/lib, where leases are by default, for
 * ones that end with this process.
 */
export function ownHost(): void {
  ownNetwork()
  for (const path of ['/run', '/var/lib'])
    syscall('mount', 'tmpfs', path, 'tmpfs', 0, null)
  withNetlink(undefined, (socket) => setUp(socket, { index: 1, name: 'lo' }))
}

/** Names of leases; that of the last address stays, and is none. */
export function leasesIn(directory: string): string[] {
  const names = existsSync(directory) ? readdirSync(directory).sort() : []
  return names.filter((name) => !name.startsWith('last_reserved_ip.'))
}

/** Lines of mountinfo for namespaces that have a name. */
export function nsfsMounts(): string[] {
  return readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .filter((line) => line.includes(' - nsfs '))
}

export const HOST = { ipv4: '192.0.2.1', ipv6: '2001:db8::1' }
export const OUTSIDE = { ipv4: '192.0.2.2', ipv6: '2001:db8::2' }

/** A neighbour of the host, who knows nothing about its containers. */
export function outsideFor(t: Test): number {
  const { fd } = sandboxFor(t)
  withNetlink(undefined, (socket) => {
    const host = makeVeth(socket, {
      name: 'uplink',
      peer: 'eth0',
      peerNetnsFd: fd,
    })
    t.teardown(() => withNetlink(undefined, (s) => removeLink(s, 'uplink')))
    // No address of the kernel's own: it comes whenever a worker sees the cable,
    // which may be between two looks at the host. 1: IN6_ADDR_GEN_MODE_NONE.
    writeSysctl('net/ipv6/conf/uplink/addr_gen_mode', '1')
    for (const address of [`${HOST.ipv4}/24`, `${HOST.ipv6}/64`])
      addAddress(socket, host, address)
    setUp(socket, host)
  })
  withNetlink(fd, (socket) => {
    const link = findLink(socket, 'eth0')
    if (!link) throw new Error('no eth0')
    for (const address of [`${OUTSIDE.ipv4}/24`, `${OUTSIDE.ipv6}/64`])
      addAddress(socket, link, address)
    setUp(socket, link)
  })
  return fd
}

export interface Container {
  readonly attachment: Attachment
  /** Its namespace, open and as a path. */
  readonly netns: number
  readonly path: string
  /** What the test is over with, or the container itself is. */
  destroy(): void
}

/** A network of the test's own, with leases of its own. */
export class Network {
  readonly t: Test
  readonly dataDir: string
  readonly json: typeof CONFIG

  constructor(t: Test, changes: Partial<typeof CONFIG> = {}) {
    this.t = t
    this.dataDir = directoryFor(t)
    const { ipam, ...rest } = { ...CONFIG, ...changes }
    const { dataDir } = this
    this.json = { ...rest, ipam: { ...ipam, ...{ dataDir } } }
  }

  config(changes: Record<string, unknown> = {}): NetworkConfig {
    return parseConfig(new JsonValue({ ...this.json, ...changes }, 'test'))
  }

  /** A container that is not attached yet. */
  container(containerId: string): Container {
    const path = join(directoryFor(this.t), containerId)
    makeNetns(path)
    const netns = openNetns(path)
    const destroy = once(() => {
      closeSync(netns)
      removeNetns(path)
    })
    this.t.teardown(destroy)
    const { name } = this.json
    const attachment = { network: name, containerId, ifname: 'eth0' }
    return { attachment, netns, path, destroy }
  }

  /** ADD. */
  attach(
    { attachment, path }: Container,
    changes: Record<string, unknown> = {},
    undo?: Undo,
  ): Result {
    this.t.teardown(() => del(this.config(changes), attachment))
    return add(this.config(changes), attachment, path, undo)
  }

  /** CHECK. */
  verify(
    { attachment, path }: Container,
    prevResult: unknown,
    changes: Record<string, unknown> = {},
  ): void {
    check(this.config({ ...changes, prevResult }), attachment, path)
  }

  /** DEL. */
  detach({ attachment }: Container, changes: Record<string, unknown> = {}) {
    del(this.config(changes), attachment)
  }

  /** Names of the addresses that are leased. */
  leases(): string[] {
    const directory = join(this.dataDir, this.json.name)
    mkdirSync(directory, { recursive: true })
    const names = readdirSync(directory)
    return names.filter((name) => !name.startsWith('last_reserved_ip.')).sort()
  }
}

function once(work: () => void): () => void {
  let left = 1
  return () => {
    if (left-- > 0) work()
  }
}

/** The address of a container, without its prefix. */
export function addressOf(result: Result, index = 0): string {
  return result.ips[index]?.address.split('/')[0] ?? ''
}

/** All that there is on the host, or in another namespace. */
export function stateOf(netns?: number) {
  return withNetlink(netns, (socket) => ({
    links: listLinks(socket).map(({ name, alias }) => `${name} ${alias}`),
    addresses: listAddresses(socket).map(({ address }) => address),
    routes: listRoutes(socket).map(({ to, link }) => `${to} ${link}`),
    rules: netns === undefined ? readRuleset() : undefined,
  }))
}
