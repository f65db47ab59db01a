/**
 * Debian packages that the kit uses programs of. What is not installed is unpacked
 * into the cache.
 */

/** Packages that this computer uses programs of to make a template. */
export const HOST_PACKAGES = [
  ...['squashfs-tools', 'dropbear-bin', 'xz-utils', 'openssh-client'],
]

/** Packages the host or the guest uses programs of. */
export const KIT_PACKAGES = [
  ...['squashfs-tools', 'dropbear-bin', 'busybox-static', 'xz-utils'],
  ...['openssh-client', 'iproute2', 'procps', 'strace', 'runc', 'crun'],
  ...['nftables', 'kmod', 'libcap2-bin', 'util-linux', 'mount', 'less'],
  ...['uidmap', 'libpam-modules', 'jq', 'perl-base', 'attr', 'iputils-ping'],
  // What others' layers and networks are made with.
  ...['umoci', 'containernetworking-plugins', 'iptables'],
  // Who drives a runtime of the student's own; on the host it is never started.
  ...['docker.io', 'containerd'],
]

/** What nothing depends on, since every system has it. */
const ESSENTIAL = [
  ...['base-files', 'bash', 'bsdutils', 'bsdextrautils', 'coreutils', 'dash'],
  ...['debianutils', 'diffutils', 'findutils', 'grep', 'gzip', 'hostname'],
  ...['libc-bin', 'login', 'mawk', 'ncurses-base', 'passwd', 'sed', 'tar'],
  ...['e2fsprogs', 'file', 'lsof', 'psmisc', 'tcpdump', 'vim-tiny'],
  // Node's, which comes from elsewhere and so names no package.
  'libstdc++6',
]

/** Packages that a guest with another processor is made of. */
export const FOREIGN_PACKAGES = [...KIT_PACKAGES, ...ESSENTIAL]

/** Names that are links which an installation would make. */
export const ALTERNATIVES: Readonly<Record<string, string>> = {
  'usr/bin/awk': 'usr/bin/mawk',
  'usr/bin/vi': 'usr/bin/vim.tiny',
  'usr/bin/which': 'usr/bin/which.debianutils',
  'usr/sbin/iptables': 'usr/sbin/xtables-nft-multi',
  'usr/sbin/iptables-save': 'usr/sbin/xtables-nft-multi',
  'usr/sbin/ip6tables': 'usr/sbin/xtables-nft-multi',
}
