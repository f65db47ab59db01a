import type { ProviderName } from '#vm/provider.ts'

/**
 * Debian packages that must be installed on the machine itself. The virtual
 * machine needs none of them: what it is made of is unpacked into the cache.
 */

/** For students: the history of their work. */
export const PACKAGES = ['git']

/** And what the provider of this checkout runs right here. */
export async function packagesFor(provider: ProviderName): Promise<string[]> {
  if (provider === 'qemu') return PACKAGES
  if (provider !== 'local') return [...PACKAGES, 'openssh-client']
  const { TOOLS } = await import('#vm/linux-preflight.ts')
  return [...new Set([...PACKAGES, ...Object.values(TOOLS)])]
}

/** For `npm test`: programs that tests run right here. */
export const TEST_PACKAGES = [
  // The machine code's listings are assembled, arm64's run by an emulator.
  ...['binutils', 'binutils-aarch64-linux-gnu', 'qemu-user'],
  // Oracles and root filesystems.
  ...['runc', 'crun', 'podman', 'busybox-static', 'umoci', 'skopeo'],
  ...['containernetworking-plugins', 'iptables', 'nftables', 'attr'],
  // The site, looked at; without fonts Chinese would be boxes.
  ...['chromium', 'fonts-noto-cjk'],
  // A Debian from packages, as a disk; Vagrant, to read its Vagrantfile.
  ...['mmdebstrap', 'e2fsprogs', 'vagrant', 'vagrant-libvirt'],
  // A cluster, for a class that is graded on one.
  'slurm-wlm',
  // What the alternates are written in.
  ...['jq', 'perl-base'],
  ...['iproute2', 'openssh-client', 'procps', 'strace', 'uidmap', 'util-linux'],
]
