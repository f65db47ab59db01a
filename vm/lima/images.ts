/**
 * Which disk a machine of Lima begins with: Debian's own cloud images, each
 * with the digest of its bytes.
 *
 * A release that is years old may be gone from Debian's server; then the newest
 * takes its place, which has no digest to be held to. A maintainer moves on to a
 * newer pair now and then.
 *
 * @see https://cloud.debian.org/images/cloud/bookworm/ with a SHA512SUMS for each
 * @see https://github.com/lima-vm/lima templates/_images/debian-12.yaml, where
 *   these digests were read, at 183a60d (21 August 2026)
 */
export interface Image {
  readonly location: string
  readonly arch: 'x86_64' | 'aarch64'
  readonly digest?: string
}

const SERVER = 'https://cloud.debian.org/images/cloud/bookworm'
const RELEASE = '20260712-2537'

export const IMAGES: readonly Image[] = [
  {
    location: `${SERVER}/${RELEASE}/debian-12-genericcloud-amd64-${RELEASE}.qcow2`,
    arch: 'x86_64',
    digest:
      'sha512:6c2607f1846ee86040830c87d0b723f0967da3e884ea4673d9db4aa8eee13a4b' +
      '7c663524bfa42082c16fc6919f3aa1bf425c004d07ff06c53a319ad0c42647bb',
  },
  {
    location: `${SERVER}/${RELEASE}/debian-12-genericcloud-arm64-${RELEASE}.qcow2`,
    arch: 'aarch64',
    digest:
      'sha512:52eb678130e85a9bf9f3cf4f7181e060fa60a5db45373717474c5ff9305645c5' +
      'e6cab8b05ca042bcfa7921d2ca29cf9fd2e815f75abe2d168557ad7207af127b',
  },
  {
    location: `${SERVER}/latest/debian-12-genericcloud-amd64.qcow2`,
    arch: 'x86_64',
  },
  {
    location: `${SERVER}/latest/debian-12-genericcloud-arm64.qcow2`,
    arch: 'aarch64',
  },
]
