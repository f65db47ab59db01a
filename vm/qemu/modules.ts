/**
 * Kernel modules in the order in which they can be loaded.
 *
 * The guest has no `modprobe`: what each module depends on is read from the
 * module itself (a string `depends=a,b` in its .modinfo section) and written
 * down in load order.
 */
import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { gunzipSync } from 'node:zlib'

import { MachineError } from '../errors.ts'
import { filter } from './vmlinux.ts'

/** What a guest cannot come up without. */
export const BOOT_MODULES = words(`
  virtio_pci 9pnet_virtio 9p squashfs virtio_blk overlay virtio_net`)

/**
 * What the labs use. They are loaded before the template is frozen, so that a
 * start pays nothing for them. `crc32c_generic` first: libcrc32c needs it but
 * does not say so in `depends`.
 */
export const LAB_MODULES = words(`
  crc32c_generic veth bridge br_netfilter nf_tables nft_nat nft_masq
  nft_chain_nat nft_ct nft_compat nft_reject_inet nft_limit nft_log
  nft_fib_inet nft_redir nft_objref nft_numgen xt_nat xt_comment xt_mark
  xt_multiport xt_tcpudp xt_REDIRECT ipt_REJECT ip6t_REJECT vxlan ipip ip_gre
  tun macvlan ipvlan dummy loop sch_netem sch_tbf sch_htb cls_u32 act_mirred
  xt_MASQUERADE xt_addrtype xt_conntrack iptable_nat iptable_filter ip_vs
  ip_vs_rr ip_set ext4 fuse binfmt_misc nf_conntrack_netlink tcp_bbr
  wireguard vrf 8021q lzo_rle zram`)

export interface Module {
  readonly name: string
  readonly data: Buffer
}

/** Reads a module by name; `null` when the kernel has it built in. */
export type ReadModule = (name: string) => Promise<Buffer | null>

/**
 * These modules and all they depend on, dependencies first.
 *
 * @throws {MachineError} From `read`, when a module does not exist.
 */
export async function loadOrder(
  names: readonly string[],
  read: ReadModule,
): Promise<Module[]> {
  const order: Module[] = []
  const seen = new Set<string>()

  async function visit(name: string): Promise<void> {
    if (seen.has(name)) return
    seen.add(name)
    const data = await read(name)
    if (data === null) return
    for (const dependency of dependsOf(data)) await visit(dependency)
    order.push({ name, data })
  }

  for (const name of names) await visit(canonical(name))
  return order
}

/** The names in `depends=` of an uncompressed module. */
export function dependsOf(module: Buffer): string[] {
  const start = module.indexOf('\0depends=')
  if (start < 0) return []
  const text = module.subarray(start + 9, module.indexOf(0, start + 9))
  return text.toString('latin1').split(',').filter(Boolean).map(canonical)
}

/** The kernel takes `-` and `_` for the same. */
function canonical(name: string): string {
  return name.replaceAll('-', '_')
}

/**
 * A reader of the modules of one kernel.
 *
 * @param dir `/lib/modules/<release>`.
 * @param optional Missing ones among these count as built in: kernels differ.
 * @param env Where to find programs that decompress, beside our own PATH.
 */
export async function moduleReader(
  dir: string,
  optional: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<ReadModule> {
  const files = await moduleFiles(dir)
  const builtin = await builtinModules(dir)
  const dispensable = new Set(optional.map(canonical))

  return async (name) => {
    const file = files.get(name)
    if (file !== undefined) return decompressed(file, env)
    if (builtin.has(name) || dispensable.has(name)) return null
    throw new MachineError(`Cannot find the module "${name}" in "${dir}"`)
  }
}

/** Whether a kernel has all that a guest needs to come up. */
export async function canBoot(dir: string): Promise<boolean> {
  try {
    const files = await moduleFiles(dir)
    const builtin = await builtinModules(dir)
    return BOOT_MODULES.every((name) => files.has(name) || builtin.has(name))
  } catch {
    return false
  }
}

async function moduleFiles(dir: string): Promise<Map<string, string>> {
  const root = join(dir, 'kernel')
  const paths = await readdir(root, { recursive: true })
  return new Map(
    paths.flatMap((path) => {
      const match = /^(.*)\.ko(?:\.(?:xz|zst|gz))?$/.exec(basename(path))
      return match ? [[canonical(match[1] ?? ''), join(root, path)]] : []
    }),
  )
}

async function builtinModules(dir: string): Promise<Set<string>> {
  const text = await readFile(join(dir, 'modules.builtin'), 'utf8')
  return new Set(
    text.split('\n').map((line) => canonical(basename(line, '.ko'))),
  )
}

async function decompressed(
  file: string,
  env: NodeJS.ProcessEnv,
): Promise<Buffer> {
  const data = await readFile(file)
  if (file.endsWith('.gz')) return gunzipSync(data)
  if (file.endsWith('.xz')) return filter(['xz', '-dc'], data, env)
  if (file.endsWith('.zst')) return filter(['zstd', '-dcq'], data, env)
  return data
}

function words(text: string): string[] {
  return text.trim().split(/\s+/)
}
